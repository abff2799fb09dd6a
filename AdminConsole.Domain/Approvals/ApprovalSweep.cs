using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Approvals;

/// <summary>
/// Every hour, deletes the requests to second operators that ran out or were decided long ago, with the contacts and reasons in them: the journal
/// keeps who asked and who answered (rule 25 of recovery).
/// </summary>
public sealed class ApprovalSweep(IDbContextFactory<AdminDb> factory, TimeProvider time, ILogger<ApprovalSweep> log) : HourlySweep(time, log)
{
    /// <summary>Days after which nobody asks any more what exactly was approved.</summary>
    public const int KeptDays = 30;

    public override async Task<int> SweepAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.ApprovalRequests.Where(r => r.ExpiresAt < AdminDb.Now().AddDays(-KeptDays)).ExecuteDeleteAsync(cancel);
    }
}
