using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Home;

/// <summary>Every hour, counts what was done on the days that are over, so that nobody who opens the console waits for it; forgets counts of long ago.</summary>
public sealed class ActivitySweep(IDbContextFactory<AdminDb> factory, TimeProvider time, ILogger<ActivitySweep> log) : HourlySweep(time, log)
{
    /// <returns>How many days are counted.</returns>
    public override async Task<int> SweepAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT activity_count_days()", cancel);
        return await db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM activity_counted""").SingleAsync(cancel);
    }
}
