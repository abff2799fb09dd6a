using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

/// <summary>What came of a deletion or a restoration. Only <see cref="Done"/> changed anything.</summary>
public enum DeletionOutcome
{
    Done,

    /// <summary>It was so already.</summary>
    NothingToDo,

    /// <summary>Functions are withdrawn first, so that nobody loses the console by the back door.</summary>
    HoldsFunction,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>« Pré-supprimer » and « Restaurer »; and, when nobody restored it in time, the purge.</summary>
public sealed class AccountDeletion(IDbContextFactory<AdminDb> factory, Operations operations)
{
    /// <summary>How long an account can be restored, in days.</summary>
    public const int Days = 90;

    /// <summary>Accounts of one transaction of the purge.</summary>
    private const int Portion = 200;

    private static readonly ResultShape<DeletionOutcome> Shape = new(
        OutcomeOf,
        outcome => outcome is DeletionOutcome.Done,
        outcome => outcome is DeletionOutcome.NothingToDo ? null : $"{outcome}");

    /// <summary>
    /// Nobody signs in to the account from now on, its sessions and open circuits end, links and provisional passwords die. It stays where it is, login
    /// and alias stay taken, and for <see cref="Days"/> days it can be restored as it was.
    /// </summary>
    public Task<DeletionOutcome> ProposeAsync(Actor actor, Guid accountId, Guid key, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.Delete, AuditAction.DeletionProposed, key), async held =>
        {
            var (db, account, now) = held;
            if (account.DeletionDueAt is not null) return DeletionOutcome.NothingToDo;
            if (await db.Grants.AnyAsync(g => g.AccountId == accountId && (g.EndsAt == null || g.EndsAt > AdminDb.Now()), cancel)) return DeletionOutcome.HoldsFunction;
            account.DeletionDueAt = now.AddDays(Days);
            await ResetTokens.EndAsync(db, db.ResetTokens.Where(t => t.AccountId == accountId), TokenEnd.Blocked, cancel);
            await db.EndSessionsAsync(accountId, SessionEnd.Blocked, keep: null, cancel);
            return DeletionOutcome.Done;
        }, cancel);

    /// <summary>As it was before, password included; a block that it had still holds. Links that were sent before stay dead.</summary>
    public Task<DeletionOutcome> RestoreAsync(Actor actor, Guid accountId, Guid key, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.Delete, AuditAction.AccountRestored, key), held =>
        {
            if (held.Account.DeletionDueAt is null) return Task.FromResult(DeletionOutcome.NothingToDo);
            held.Account.DeletionDueAt = null;
            return Task.FromResult(DeletionOutcome.Done);
        }, cancel);

    /// <summary>
    /// Deletes for good whoever's day has come, with everything that hangs on the account; the journal keeps ids. Safe to run at any time and twice at once. From
    /// then on the login is free again: there is nobody whom it could be mistaken for.
    /// </summary>
    /// <returns>How many accounts are gone.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancel)
    {
        var gone = 0;
        while (true)
        {
            await using var db = await factory.CreateDbContextAsync(cancel);
            await using var commit = await db.Database.BeginTransactionAsync(cancel);
            var due = await db.Database.SqlQuery<Guid>($"""
                SELECT id AS "Value" FROM accounts WHERE deletion_due_at <= now() ORDER BY id LIMIT {Portion} FOR UPDATE SKIP LOCKED
                """).ToListAsync(cancel);
            if (due is []) return gone;
            foreach (var id in due) await db.AuditAsync(new() { AccountId = id, Action = AuditAction.AccountPurged, Outcome = AuditOutcome.Done, Reason = "purge" }, cancel);
            await db.SaveChangesAsync(cancel);
            gone += await db.Accounts.Where(a => due.Contains(a.Id)).ExecuteDeleteAsync(cancel);
            await commit.CommitAsync(cancel);
        }
    }

    private Task<DeletionOutcome> RunAsync(Wish wish, Func<Held, Task<DeletionOutcome>> attempt, CancellationToken cancel) => operations.RunAsync(wish, Shape, async held =>
    {
        if (await Operations.DoneBeforeAsync(held.Db, wish, cancel) is not null) return DeletionOutcome.Done;
        var outcome = await attempt(held);
        if (outcome is not DeletionOutcome.Done) return outcome;
        await held.Db.AuditAsync(wish.Done(null), cancel);
        await held.Db.TellAccountChangedAsync(wish.AccountId, cancel);
        return outcome;
    }, cancel);

    private static DeletionOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => DeletionOutcome.SignedOut,
        GateAnswer.OwnAccount => DeletionOutcome.OwnAccount,
        GateAnswer.HigherRank => DeletionOutcome.HigherRank,
        GateAnswer.FunctionTooLow => DeletionOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => DeletionOutcome.NotFound,
    };
}
