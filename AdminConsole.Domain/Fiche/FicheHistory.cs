using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Fiche;

/// <summary>One thing that was done to an account, or tried.</summary>
/// <param name="ByPerson">Whether the person did it, signed in or not.</param>
/// <param name="By">The operator; null when he is not in the actor's scope, or nobody was.</param>
/// <param name="Refusal">Why it was not done, by the name of the refusal; null when it was done.</param>
/// <param name="Detail">Masked values, old → new, where the action has them.</param>
public sealed record HistoryEntry(
    long Id, DateTimeOffset At, AuditAction Action, bool ByPerson, PersonRef? By, string? Refusal, VerifiedHow? How, string? Detail);

/// <summary>What was done to one account, from the journal.</summary>
public sealed class FicheHistory(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Entries that a fiche shows.</summary>
    public const int Shown = 15;

    /// <summary>The latest, newest first. Empty when the account is unknown, out of scope or the actor is no longer signed in.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> LatestAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.AuditEntries
            .Where(e => e.AccountId == accountId && db.AccountsInScopeOf(actor).Any(a => a.Id == accountId))
            .OrderByDescending(e => e.Id)
            .Take(Shown)
            .Select(e => new HistoryEntry(
                e.Id, e.At, e.Action, e.ActorId == null || e.ActorId == accountId,
                db.AccountsInScopeOf(actor).Where(by => by.Id == e.ActorId && by.Id != accountId).Select(by => new PersonRef(by.FamilyName, by.GivenName)).FirstOrDefault(),
                e.Outcome == AuditOutcome.Refused ? e.Refusal : null, e.VerifiedHow, e.Detail))
            .ToListAsync(cancel);
    }
}
