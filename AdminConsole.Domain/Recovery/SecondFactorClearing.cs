using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;

namespace AdminConsole.Domain.Recovery;

/// <summary>What came of clearing the second factors of somebody, or of asking for it. Only the first two changed anything.</summary>
public enum ClearingOutcome
{
    Cleared,

    /// <summary>A second operator was asked to approve it.</summary>
    ApprovalAsked,

    /// <summary>A second operator has to approve first, and has not, or not any more.</summary>
    ApprovalNeeded,
    ApprovalNotNeeded,

    /// <summary>Nobody else has the rank to approve.</summary>
    NoApprover,
    ReasonRefused,
    TooManyAsked,

    /// <summary>There is none.</summary>
    NothingToClear,
    CheckNeeded,
    CheckNotPossible,
    ReferenceRefused,

    /// <summary>The operator's own second factor was proven too long ago.</summary>
    ProofTooOld,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>
/// For an operator who lost phone, passkeys and codes: another one who may help him clears them, once it is verified that it is he (rule 19 of recovery). A reset of the
/// password never does.
/// </summary>
public sealed class SecondFactorClearing(Operations operations, CallerChecks checks, SecondApproval approval, FactorNotices notices)
{
    private static readonly ApprovalWish What = new(ApprovalKind.SecondFactor);

    private static readonly ResultShape<ClearingOutcome> Shape = new(
        OutcomeOf,
        outcome => outcome is ClearingOutcome.Cleared or ClearingOutcome.ApprovalAsked,
        outcome => outcome is ClearingOutcome.ReferenceRefused or ClearingOutcome.ReasonRefused or ClearingOutcome.NothingToClear ? null : outcome.ToString());

    /// <summary>
    /// Removes application, passkeys and recovery codes, ends the person's sessions and tells every contact on record, in one commit with the journal. At the next
    /// sign-in the person sets one up anew, where the function needs one.
    /// </summary>
    /// <param name="check">Null relies on this operator's check of the last fifteen minutes.</param>
    public Task<ClearingOutcome> ClearAsync(Actor actor, Guid accountId, Guid key, CallerCheck? check, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.ClearSecondFactor, AuditAction.FactorCleared, key, check?.How);
        return operations.RunAsync(wish, Shape, async held =>
        {
            var (db, account, now) = held;
            if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return ClearingOutcome.Cleared;
            if (!await Factors.AreThereAsync(db, accountId, cancel)) return ClearingOutcome.NothingToClear;
            if (!await FreshProof.IsHeldAsync(db, actor, cancel)) return ClearingOutcome.ProofTooOld;
            var proof = await checks.AskAsync(held, actor, check, cancel);
            if (proof.Refusal is { } refusal) return OutcomeOf(refusal);
            if (!await approval.TakeAsync(held, actor, What, cancel)) return ClearingOutcome.ApprovalNeeded;

            await Factors.ClearAsync(db, accountId, cancel);
            await WrongTries.ForgetAsync(db, account.Login, network: null, Tried.Factor, cancel);
            await db.EndSessionsAsync(accountId, SessionEnd.FactorChanged, keep: null, cancel);
            proof.Keep(held, actor);
            notices.Tell(db, account, AuditAction.FactorCleared, now, actor.AccountId);
            await db.AuditAsync((wish with { How = proof.Check!.How }).Done(null), cancel);
            return ClearingOutcome.Cleared;
        }, cancel);
    }

    /// <summary>
    /// Asks a second operator to approve it, where <c>Recovery:SecondApproval</c> wants one. The caller is verified first, and has to be still, or again, when
    /// <see cref="ClearAsync"/> does it.
    /// </summary>
    /// <param name="reason">For whoever decides; needed.</param>
    public Task<ClearingOutcome> AskApprovalAsync(Actor actor, Guid accountId, Guid key, CallerCheck? check, string? reason, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.ClearSecondFactor, AuditAction.ApprovalAsked, key, check?.How);
        return operations.RunAsync(wish, Shape, async held =>
        {
            if (await Operations.DoneBeforeAsync(held.Db, wish, cancel) is not null) return ClearingOutcome.ApprovalAsked;
            if (!await Factors.AreThereAsync(held.Db, accountId, cancel)) return ClearingOutcome.NothingToClear;
            if (!await FreshProof.IsHeldAsync(held.Db, actor, cancel)) return ClearingOutcome.ProofTooOld;
            var proof = await checks.AskAsync(held, actor, check, cancel);
            if (proof.Refusal is { } unverified) return OutcomeOf(unverified);
            if (await approval.AskAsync(held, wish, What, reason, proof.Check!.How, cancel) is { } refusal) return OutcomeOf(refusal);
            proof.Keep(held, actor);
            return ClearingOutcome.ApprovalAsked;
        }, cancel);
    }

    private static ClearingOutcome OutcomeOf(ProofRefusal refusal) => refusal switch
    {
        ProofRefusal.Needed => ClearingOutcome.CheckNeeded,
        ProofRefusal.NotPossible => ClearingOutcome.CheckNotPossible,
        ProofRefusal.ReferenceRefused => ClearingOutcome.ReferenceRefused,
    };

    private static ClearingOutcome OutcomeOf(ApprovalRefusal refusal) => refusal switch
    {
        ApprovalRefusal.NotNeeded => ClearingOutcome.ApprovalNotNeeded,
        ApprovalRefusal.NoApprover => ClearingOutcome.NoApprover,
        ApprovalRefusal.ReasonRefused => ClearingOutcome.ReasonRefused,
        ApprovalRefusal.TooMany => ClearingOutcome.TooManyAsked,
    };

    private static ClearingOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => ClearingOutcome.SignedOut,
        GateAnswer.OwnAccount => ClearingOutcome.OwnAccount,
        GateAnswer.HigherRank => ClearingOutcome.HigherRank,
        GateAnswer.FunctionTooLow => ClearingOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => ClearingOutcome.NotFound,
    };
}
