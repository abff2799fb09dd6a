using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Fiche;

/// <summary>What came of an operation on the access of an account. Only <see cref="Done"/> changed anything.</summary>
public enum AccessOutcome
{
    Done,

    /// <summary>It was so already.</summary>
    NothingToDo,

    /// <summary>A block needs a reason, of one line and at most <see cref="Account.ReasonLength"/> characters.</summary>
    ReasonRefused,

    /// <summary>The last day of a block is today or later.</summary>
    EndRefused,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>Blocks and unblocks an account, ends its sessions, lifts its delays. Each is one commit with its journal row.</summary>
public sealed class AccountAccess(Operations operations)
{
    private static readonly ResultShape<AccessOutcome> Shape = new(
        OutcomeOf,
        outcome => outcome is AccessOutcome.Done,
        outcome => outcome is AccessOutcome.NothingToDo or AccessOutcome.ReasonRefused or AccessOutcome.EndRefused ? null : outcome.ToString());

    /// <summary>
    /// Nobody signs in to the account, its sessions and open circuits end, and no link or provisional password works, nor will when the
    /// block is over. Blocking a blocked account replaces reason and end.
    /// </summary>
    /// <param name="reason">Why, for the operators who see the fiche; stays with the account and out of the journal.</param>
    /// <param name="lastDay">Last day of it, in Europe/Paris; null until it is lifted by hand.</param>
    public Task<AccessOutcome> BlockAsync(Actor actor, Guid accountId, Guid key, string? reason, DateOnly? lastDay, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.Block, AuditAction.Blocked, key), held => TryBlockAsync(held, actor, reason, lastDay, cancel), DetailOf(lastDay), cancel);

    /// <summary>As <see cref="BlockAsync"/>, but an account that is blocked stays as it is.</summary>
    internal Task<AccessOutcome> BlockNewlyAsync(Actor actor, Guid accountId, Guid key, BulkOrder order, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.Block, AuditAction.Blocked, key) { Reason = order.Name },
            held => IsToDo(held, block: true) ? TryBlockAsync(held, actor, order.Reason, order.LastDay, cancel) : Task.FromResult(AccessOutcome.NothingToDo), DetailOf(order.LastDay), cancel);

    /// <summary>Lifts a block; also one that has run out, so that its traces go.</summary>
    public Task<AccessOutcome> UnblockAsync(Actor actor, Guid accountId, Guid key, CancellationToken cancel) => UnblockAsync(actor, accountId, key, null, cancel);

    /// <param name="reason">For the journal.</param>
    internal Task<AccessOutcome> UnblockAsync(Actor actor, Guid accountId, Guid key, string? reason, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.Block, AuditAction.Unblocked, key) { Reason = reason }, held =>
        {
            if (!IsToDo(held, block: false)) return Task.FromResult(AccessOutcome.NothingToDo);
            var account = held.Account;
            (account.BlockedAt, account.BlockedBy, account.BlockedReason, account.BlockedUntil) = (null, null, null, null);
            return Task.FromResult(AccessOutcome.Done);
        }, null, cancel);

    /// <summary>What <see cref="BlockNewlyAsync"/> or <see cref="UnblockAsync(Actor, Guid, Guid, CancellationToken)"/> would answer now.</summary>
    internal Task<AccessOutcome> LookAsync(Actor actor, Guid accountId, bool block, CancellationToken cancel) =>
        operations.RunAsync(new(actor, accountId, Act.Block, block ? AuditAction.Blocked : AuditAction.Unblocked, Guid.Empty), Shape.Looking(),
            held => Task.FromResult(IsToDo(held, block) ? AccessOutcome.Done : AccessOutcome.NothingToDo), cancel);

    /// <summary>Signs the person out everywhere; the password stays.</summary>
    public Task<AccessOutcome> EndSessionsAsync(Actor actor, Guid accountId, Guid key, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.EndSessions, AuditAction.SessionsEnded, key), async held =>
            await held.Db.EndSessionsAsync(accountId, SessionEnd.EndedByOperator, keep: null, cancel) > 0 ? AccessOutcome.Done : AccessOutcome.NothingToDo,
            null, cancel);

    /// <summary>Lets the person try again at once, wherever wrong tries have led to a delay; the password stays.</summary>
    public Task<AccessOutcome> LiftDelayAsync(Actor actor, Guid accountId, Guid key, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.LiftDelay, AuditAction.DelayLifted, key), async held =>
            await held.Db.DelaysOf(accountId).ExecuteDeleteAsync(cancel) > 0 ? AccessOutcome.Done : AccessOutcome.NothingToDo,
            null, cancel);

    // A block that has run out counts no more for who blocks, and has traces to remove for who unblocks.
    private static bool IsToDo(Held held, bool block) => block ? !held.Account.IsBlockedAt(held.Now) : held.Account.BlockedAt is not null;

    private static async Task<AccessOutcome> TryBlockAsync(Held held, Actor actor, string? reason, DateOnly? lastDay, CancellationToken cancel)
    {
        var why = reason?.Trim() ?? "";
        if (why.Length is 0 or > Account.ReasonLength || why.Any(char.IsControl)) return AccessOutcome.ReasonRefused;
        var until = lastDay is { } day ? ParisDay.EndOf(day) : (DateTimeOffset?)null;
        if (until <= held.Now) return AccessOutcome.EndRefused;
        var account = held.Account;
        (account.BlockedAt, account.BlockedBy, account.BlockedReason, account.BlockedUntil) = (held.Now, actor.AccountId, why, until);
        await ResetTokens.EndAsync(held.Db, held.Db.ResetTokens.Where(t => t.AccountId == account.Id), TokenEnd.Blocked, cancel);
        await held.Db.EndSessionsAsync(account.Id, SessionEnd.Blocked, keep: null, cancel);
        return AccessOutcome.Done;
    }

    private static string? DetailOf(DateOnly? lastDay) => lastDay is { } last ? $"→ {last:yyyy-MM-dd}" : null;

    /// <param name="detail">For the journal.</param>
    private Task<AccessOutcome> RunAsync(Wish wish, Func<Held, Task<AccessOutcome>> attempt, string? detail, CancellationToken cancel) =>
        operations.RunAsync(wish, Shape, async held =>
        {
            if (await Operations.DoneBeforeAsync(held.Db, wish, cancel) is not null) return AccessOutcome.Done;
            var outcome = await attempt(held);
            if (outcome is AccessOutcome.Done) await held.Db.AuditAsync(wish.Done(detail), cancel);
            return outcome;
        }, cancel);

    private static AccessOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => AccessOutcome.SignedOut,
        GateAnswer.OwnAccount => AccessOutcome.OwnAccount,
        GateAnswer.HigherRank => AccessOutcome.HigherRank,
        GateAnswer.FunctionTooLow => AccessOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => AccessOutcome.NotFound,
    };
}
