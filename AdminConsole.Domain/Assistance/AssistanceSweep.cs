using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Assistance;

/// <summary>Every hour, deletes the requests whose time is over, with all that was said in them (rule 25 of recovery).</summary>
public sealed class AssistanceSweep(
    IDbContextFactory<AdminDb> factory, IOptions<AssistanceOptions> options, TimeProvider time, ILogger<AssistanceSweep> log) : HourlySweep(time, log)
{
    /// <summary>
    /// Deletes those that were closed more than Assistance:RetentionMonths ago, and those that nobody closed in twice that time.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    public override async Task<int> SweepAsync(CancellationToken cancel)
    {
        var months = options.Value.RetentionMonths;
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.AssistanceRequests
            .Where(r => r.ClosedAt < AdminDb.Now().AddMonths(-months) || r.ReceivedAt < AdminDb.Now().AddMonths(-2 * months) && r.ClosedAt == null)
            .ExecuteDeleteAsync(cancel);
    }
}
