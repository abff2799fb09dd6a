using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>The changes of contact that wait for their confirmation.</summary>
internal static class PendingChanges
{
    /// <summary>How long a change can be taken back: once it is done, or while it waits.</summary>
    public static readonly TimeSpan CancelLife = TimeSpan.FromHours(72);

    public static IQueryable<OwnContactChange> Of(AdminDb db, Guid accountId) =>
        db.OwnContactChanges.Where(c => c.AccountId == accountId && c.ConfirmedAt == null && c.EndedAt == null);

    /// <summary>Ends them and their links; what waits to be sent with one is not sent any more. The caller holds the account's row.</summary>
    public static async Task EndAsync(AdminDb db, IQueryable<OwnContactChange> changes, OwnContactChangeEnd why, CancellationToken cancel)
    {
        await ResetTokens.EndAsync(db, db.ResetTokens.Where(t => changes.Any(c => c.Id == t.ChangeId)), TokenEnd.Revoked, cancel);
        await changes.Where(c => c.EndedAt == null).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.EndedAt, _ => AdminDb.Now())
            .SetProperty(c => c.EndedWhy, why), cancel);
    }
}
