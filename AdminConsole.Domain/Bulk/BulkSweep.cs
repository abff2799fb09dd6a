using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Bulk;

/// <summary>Every hour, deletes bulk actions of long ago with their lists: what was done to each account is in the journal (rule 25 of recovery).</summary>
public sealed class BulkSweep(IDbContextFactory<AdminDb> factory, TimeProvider time, ILogger<BulkSweep> log) : HourlySweep(time, log)
{
    /// <summary>Days after which nobody comes back to one.</summary>
    public const int KeptDays = 30;

    public override async Task<int> SweepAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.BulkRuns.Where(r => r.CreatedAt < AdminDb.Now().AddDays(-KeptDays)).ExecuteDeleteAsync(cancel);
    }
}
