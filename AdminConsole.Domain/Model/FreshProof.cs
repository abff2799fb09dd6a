using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>
/// Whether who acts has proven himself lately. Sensitive actions ask for it inside their own transaction, as they ask the gate: what hands over the account
/// of somebody with a function, functions themselves, mass actions, exports (rule 19 of recovery).
/// </summary>
internal static class FreshProof
{
    /// <summary>How long a second factor counts once it was proven.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>
    /// False when a second factor was proven in this session and that is longer ago than <see cref="Life"/>. Who needs none, and who came in through the
    /// organisation's provider, is not asked here.
    /// </summary>
    internal static Task<bool> IsHeldAsync(AdminDb db, Actor actor, CancellationToken cancel) =>
        db.LiveSessions.AnyAsync(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId
            && (s.Proof != SessionProof.SecondFactor || s.ProvenAt > AdminDb.Now() - Life), cancel);

    /// <summary>The same for what is done to an account: only of somebody who holds a function is it asked.</summary>
    internal static async Task<bool> IsHeldForAsync(AdminDb db, Actor actor, Guid accountId, CancellationToken cancel) =>
        !await db.CurrentGrants.AnyAsync(g => g.AccountId == accountId, cancel) || await IsHeldAsync(db, actor, cancel);
}
