using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Fiche;

/// <summary>Blocks or unblocks many accounts, each as its fiche does. One that is blocked already keeps its own reason and end.</summary>
public sealed class BulkAccess(AccountAccess access) : BulkAct
{
    internal override bool Does(BulkKind kind) => kind is BulkKind.Block or BulkKind.Unblock;

    internal override async Task<BulkAnswer> LookAsync(Actor actor, BulkKind kind, Guid accountId, CancellationToken cancel) =>
        new(OutcomeOf(await access.LookAsync(actor, accountId, kind is BulkKind.Block, cancel)));

    internal override async Task<BulkAnswer> DoAsync(Actor actor, BulkKind kind, Guid accountId, Guid key, BulkOrder order, CancellationToken cancel) =>
        new(OutcomeOf(kind is BulkKind.Block
            ? await access.BlockNewlyAsync(actor, accountId, key, order, cancel)
            : await access.UnblockAsync(actor, accountId, key, order.Name, cancel)));

    private static BulkOutcome OutcomeOf(AccessOutcome outcome) => outcome switch
    {
        AccessOutcome.Done => BulkOutcome.Done,
        AccessOutcome.NothingToDo => BulkOutcome.NothingToDo,
        AccessOutcome.SignedOut => BulkOutcome.SignedOut,
        AccessOutcome.NotFound => BulkOutcome.NotFound,
        AccessOutcome.OwnAccount => BulkOutcome.OwnAccount,
        AccessOutcome.HigherRank => BulkOutcome.HigherRank,
        AccessOutcome.FunctionTooLow => BulkOutcome.FunctionTooLow,
        // Its reason was read before; its last day can pass while it is paused.
        AccessOutcome.ReasonRefused or AccessOutcome.EndRefused => BulkOutcome.Failed,
    };
}
