using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Approvals;

/// <summary>What came of deciding. Only the first two changed anything.</summary>
public enum DecisionOutcome
{
    Approved,
    Refused,

    /// <summary>No such request waits any more: decided by somebody else, withdrawn, or run out.</summary>
    Gone,

    /// <summary>Nobody approves what he asked for himself.</summary>
    OwnRequest,

    /// <summary>A refusal needs a reason, of one line and at most <see cref="ApprovalRequest.ReasonLength"/> characters; an approval may have one.</summary>
    ReasonRefused,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>The second operator's answer. Whether it is still good is judged again when it is used.</summary>
public sealed class ApprovalDecisions(Operations operations)
{
    private static readonly ResultShape<DecisionOutcome> Shape = new(
        OutcomeOf,
        outcome => outcome is DecisionOutcome.Approved or DecisionOutcome.Refused,
        outcome => outcome is DecisionOutcome.ReasonRefused ? null : outcome.ToString());

    /// <summary>Lets the one who asked do just this, within fifteen minutes.</summary>
    public Task<DecisionOutcome> ApproveAsync(Actor actor, Guid accountId, Guid requestId, Guid key, string? reason, CancellationToken cancel) =>
        DecideAsync(new(actor, accountId, Act.Approve, AuditAction.ApprovalGranted, key), requestId, DecisionOutcome.Approved, reason, cancel);

    /// <summary>Ends the request; the one who asked is shown the reason.</summary>
    public Task<DecisionOutcome> RefuseAsync(Actor actor, Guid accountId, Guid requestId, Guid key, string? reason, CancellationToken cancel) =>
        DecideAsync(new(actor, accountId, Act.Approve, AuditAction.ApprovalRefused, key), requestId, DecisionOutcome.Refused, reason, cancel);

    private Task<DecisionOutcome> DecideAsync(Wish wish, Guid requestId, DecisionOutcome decision, string? reason, CancellationToken cancel) =>
        operations.RunAsync(wish, Shape, async held =>
        {
            var (db, actor, approves) = (held.Db, wish.Actor, decision is DecisionOutcome.Approved);
            if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return decision;
            var request = await db.ApprovalRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == requestId && r.AccountId == wish.AccountId, cancel);
            if (request is null) return DecisionOutcome.Gone;
            if (request.AskedBy == actor.AccountId) return DecisionOutcome.OwnRequest;
            var why = reason?.Trim() ?? "";
            if ((why.Length is 0 && !approves) || why.Length > ApprovalRequest.ReasonLength || why.Any(char.IsControl)) return DecisionOutcome.ReasonRefused;
            var decided = await db.ApprovalRequests
                .Where(r => r.Id == requestId && r.State == ApprovalState.Waiting && r.ExpiresAt > AdminDb.Now())
                .ExecuteUpdateAsync(set => set
                    .SetProperty(r => r.State, approves ? ApprovalState.Approved : ApprovalState.Refused)
                    .SetProperty(r => r.DecidedBy, actor.AccountId)
                    .SetProperty(r => r.DecidedAt, _ => AdminDb.Now())
                    .SetProperty(r => r.DecisionReason, why.Length is 0 ? null : why)
                    .SetProperty(r => r.NewContact, r => approves ? r.NewContact : null)
                    .SetProperty(r => r.ExpiresAt, r => approves ? AdminDb.Now() + ApprovalRequest.ApprovedLife : r.ExpiresAt), cancel);
            if (decided != 1) return DecisionOutcome.Gone;
            var row = wish.Done(SecondApproval.Masked(request));
            row.Reason = SecondApproval.NameOf(request);
            await db.AuditAsync(row, cancel);
            return decision;
        }, cancel);

    private static DecisionOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => DecisionOutcome.SignedOut,
        GateAnswer.OwnAccount => DecisionOutcome.OwnAccount,
        GateAnswer.HigherRank => DecisionOutcome.HigherRank,
        GateAnswer.FunctionTooLow => DecisionOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => DecisionOutcome.NotFound,
    };
}
