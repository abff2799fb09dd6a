using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Fiche;

/// <summary>Who stands behind an entry of the journal. On a public page it can be anybody: who holds the link, or a stranger.</summary>
public enum HistoryAuthor { Anybody, Person, Operator }

/// <summary>One thing that was done to an account, or tried.</summary>
/// <param name="Author">Who did it, as far as it is known.</param>
/// <param name="By">The operator, when he is in the actor's scope.</param>
/// <param name="Refusal">Why it was not done, by the name of the refusal; null when it was done.</param>
/// <param name="Detail">Masked values, old → new, where the action has them.</param>
public sealed record HistoryEntry(
    long Id, DateTimeOffset At, AuditAction Action, HistoryAuthor Author, PersonRef? By, string? Refusal, VerifiedHow? How, string? Detail);

/// <summary>What was done to one account, from the journal.</summary>
public sealed class FicheHistory(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Entries that a fiche shows.</summary>
    public const int Shown = 15;

    /// <summary>
    /// The latest, newest first. Empty when the account is unknown, out of scope or the actor is no longer signed in. Who only supports sees
    /// what was done, and his own tries; what other operators tried and were refused is for those who have the journal.
    /// </summary>
    public async Task<IReadOnlyList<HistoryEntry>> LatestAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Gate.StandingAsync(db, actor, accountId, cancel) is not { } standing) return [];
        var hasJournal = standing.Over >= Function.LocalAdmin;
        // Asks for scope again: between the gate's answer and this query a right may have gone.
        var entries = await db.AuditEntries
            .Where(e => e.AccountId == accountId && db.AccountsInScopeOf(actor).Any(a => a.Id == accountId))
            .Where(e => hasJournal || e.Outcome == AuditOutcome.Done || e.ActorId == null || e.ActorId == actor.AccountId || e.ActorId == accountId)
            .OrderByDescending(e => e.Id)
            .Take(Shown)
            .Select(e => new { e.Id, e.At, e.Action, e.ActorId, Refusal = e.Outcome == AuditOutcome.Refused ? e.Refusal : null, e.VerifiedHow, e.Detail })
            .ToListAsync(cancel);
        // On their own: joined to the entries, everybody in scope would be gone through.
        Guid[] operators = [.. entries.Select(e => e.ActorId).OfType<Guid>().Where(id => id != accountId).Distinct()];
        var names = operators is []
            ? []
            : await db.AccountsInScopeOf(actor).Where(by => operators.Contains(by.Id)).Select(by => new { by.Id, by.FamilyName, by.GivenName }).ToDictionaryAsync(by => by.Id, by => new PersonRef(by.FamilyName, by.GivenName), cancel);
        return [.. entries.Select(e => new HistoryEntry(e.Id, e.At, e.Action, AuthorOf(e.ActorId, accountId), e.ActorId is { } by ? names.GetValueOrDefault(by) : null, e.Refusal, e.VerifiedHow, e.Detail))];
    }

    private static HistoryAuthor AuthorOf(Guid? actor, Guid account) =>
        actor is null ? HistoryAuthor.Anybody : actor == account ? HistoryAuthor.Person : HistoryAuthor.Operator;
}
