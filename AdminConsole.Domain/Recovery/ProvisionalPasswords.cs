using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>What came of asking for a provisional password, or for the end of one.</summary>
public enum ProvisionalOutcome
{
    Issued,
    Revoked,

    /// <summary>A second operator was asked to approve it.</summary>
    ApprovalAsked,

    /// <summary>The person holds a function: a second operator has to approve first, and has not, or not any more.</summary>
    ApprovalNeeded,

    /// <summary>The person holds a function, and the operator's own second factor was proven too long ago.</summary>
    ProofTooOld,

    /// <summary>A second operator was to be asked, and one is enough for this account.</summary>
    ApprovalNotNeeded,

    /// <summary>Nobody else has the rank to approve.</summary>
    NoApprover,

    /// <summary>The reason for whoever approves is missing, too long or holds control characters.</summary>
    ReasonRefused,

    /// <summary>Too many requests about this account within an hour.</summary>
    TooManyAsked,

    /// <summary>This very wish was granted before, and the password is shown once: ask for a new one.</summary>
    ShownBefore,
    NothingToRevoke,
    CheckNeeded,
    CheckNotPossible,
    ReferenceRefused,
    Blocked,
    Federated,
    TooMany,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>What is on the slip that goes home with a pupil.</summary>
/// <param name="Password">As it is shown; it is stored nowhere.</param>
/// <param name="SignInPage">Where it is typed in the place of the password.</param>
public sealed record ProvisionalSlip(
    string School, string FamilyName, string GivenName, string? ClassName, string Login, string Password, DateTimeOffset ExpiresAt, Uri SignInPage);

/// <param name="Slip">Of <see cref="ProvisionalOutcome.Issued"/>, and of nothing else.</param>
public sealed record ProvisionalResult(ProvisionalOutcome Outcome, ProvisionalSlip? Slip = null);

/// <summary>
/// For those with neither address nor mobile: a provisional password, shown once to the operator who verified the caller. It opens
/// only « Choisissez votre mot de passe »; nobody chooses it, and what the person then chooses nobody knows.
/// </summary>
public sealed class ProvisionalPasswords(Operations operations, CallerChecks checks, ResetTokens tokens, MessageWriter writer, SecondApproval approval)
{
    /// <summary>How long one that an operator was shown works (rule 6 of recovery).</summary>
    private static readonly TimeSpan ShownLife = TimeSpan.FromHours(24);

    private static readonly ApprovalWish What = new(ApprovalKind.ProvisionalPassword);

    private static readonly ResultShape<ProvisionalResult> Shape = new(
        gate => new(OutcomeOf(gate)),
        result => result.Outcome is ProvisionalOutcome.Issued or ProvisionalOutcome.Revoked or ProvisionalOutcome.ApprovalAsked,
        result => result.Outcome is ProvisionalOutcome.ReferenceRefused or ProvisionalOutcome.ReasonRefused or ProvisionalOutcome.ShownBefore or ProvisionalOutcome.NothingToRevoke ? null : result.Outcome.ToString());

    /// <summary>Issues one for 24 hours, which ends earlier links and provisional passwords of operators. The caller must be verified.</summary>
    /// <param name="check">Null relies on this operator's check of the last fifteen minutes.</param>
    public Task<ProvisionalResult> IssueAsync(Actor actor, Guid accountId, Guid key, CallerCheck? check, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.IssueProvisional, AuditAction.ProvisionalIssued, key, check?.How);
        return operations.RunAsync(wish, Shape, async held =>
        {
            var (db, account, now) = held;
            if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return new(ProvisionalOutcome.ShownBefore);
            if (account.IsBlockedAt(now)) return new(ProvisionalOutcome.Blocked);
            if (account.FederatedWith is not null) return new(ProvisionalOutcome.Federated);
            if (!await FreshProof.IsHeldForAsync(db, actor, accountId, cancel)) return new(ProvisionalOutcome.ProofTooOld);
            var proof = await checks.AskAsync(held, actor, check, cancel);
            if (proof.Refusal is { } refusal) return new(OutcomeOf(refusal));
            if (await PasswordReset.RetryAtAsync(held, cancel) is not null) return new(ProvisionalOutcome.TooMany);
            if (!await approval.TakeAsync(held, actor, What, cancel)) return new(ProvisionalOutcome.ApprovalNeeded);

            var issued = await tokens.IssueAsync(db, new(accountId, TokenOrigin.Operator, TokenCarrier.Screen, ShownLife, IssuedBy: actor.AccountId)
            {
                WithProvisional = true,
                WithoutLink = true,
            }, now, cancel);
            proof.Keep(held, actor);
            await db.AuditAsync((wish with { How = proof.Check!.How }).Done(null), cancel);
            var place = await PlaceAsync(db, actor, accountId, cancel);
            return new(ProvisionalOutcome.Issued, new(
                place.School, account.FamilyName, account.GivenName, place.ClassName, account.Login, issued.Provisional!, issued.Token.ExpiresAt, writer.Link("connexion")));
        }, cancel);
    }

    /// <summary>
    /// Asks a second operator to approve that one is shown for somebody who holds a function, where <c>Recovery:SecondApproval</c> wants one. The
    /// caller is verified first, and has to be still, or again, when <see cref="IssueAsync"/> shows it.
    /// </summary>
    /// <param name="reason">For whoever decides; needed.</param>
    public Task<ProvisionalResult> AskApprovalAsync(Actor actor, Guid accountId, Guid key, CallerCheck? check, string? reason, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.IssueProvisional, AuditAction.ApprovalAsked, key, check?.How);
        return operations.RunAsync(wish, Shape, async held =>
        {
            if (await Operations.DoneBeforeAsync(held.Db, wish, cancel) is not null) return new(ProvisionalOutcome.ApprovalAsked);
            if (held.Account.IsBlockedAt(held.Now)) return new(ProvisionalOutcome.Blocked);
            if (held.Account.FederatedWith is not null) return new(ProvisionalOutcome.Federated);
            if (!await FreshProof.IsHeldForAsync(held.Db, actor, accountId, cancel)) return new(ProvisionalOutcome.ProofTooOld);
            var proof = await checks.AskAsync(held, actor, check, cancel);
            if (proof.Refusal is { } unverified) return new(OutcomeOf(unverified));
            if (await approval.AskAsync(held, wish, What, reason, proof.Check!.How, cancel) is { } refusal) return new(OutcomeOf(refusal));
            proof.Keep(held, actor);
            return new(ProvisionalOutcome.ApprovalAsked);
        }, cancel);
    }

    /// <summary>Ends those that were shown or printed and not used yet.</summary>
    public Task<ProvisionalResult> RevokeAsync(Actor actor, Guid accountId, Guid key, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.IssueProvisional, AuditAction.ProvisionalRevoked, key);
        return operations.RunAsync(wish, Shape, async held =>
        {
            var db = held.Db;
            if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return new(ProvisionalOutcome.Revoked);
            var living = db.LivingProvisionals.Where(t => t.AccountId == accountId);
            if (!await living.AnyAsync(cancel)) return new(ProvisionalOutcome.NothingToRevoke);
            await ResetTokens.EndAsync(db, living, TokenEnd.Revoked, cancel);
            await db.AuditAsync(wish.Done(null), cancel);
            return new(ProvisionalOutcome.Revoked);
        }, cancel);
    }

    private sealed record Place(string School, string? ClassName);

    /// <summary>The school in whose name the operator acts, and the class in it.</summary>
    private static Task<Place> PlaceAsync(AdminDb db, Actor actor, Guid accountId, CancellationToken cancel) =>
        (from membership in db.MembershipsInScopeOf(actor)
         join school in db.Schools on membership.SchoolId equals school.Id
         where membership.AccountId == accountId
         orderby school.Name
         select new Place(school.Name, membership.ClassName)).FirstAsync(cancel);

    private static ProvisionalOutcome OutcomeOf(ProofRefusal refusal) => refusal switch
    {
        ProofRefusal.Needed => ProvisionalOutcome.CheckNeeded,
        ProofRefusal.NotPossible => ProvisionalOutcome.CheckNotPossible,
        ProofRefusal.ReferenceRefused => ProvisionalOutcome.ReferenceRefused,
    };

    private static ProvisionalOutcome OutcomeOf(ApprovalRefusal refusal) => refusal switch
    {
        ApprovalRefusal.NotNeeded => ProvisionalOutcome.ApprovalNotNeeded,
        ApprovalRefusal.NoApprover => ProvisionalOutcome.NoApprover,
        ApprovalRefusal.ReasonRefused => ProvisionalOutcome.ReasonRefused,
        ApprovalRefusal.TooMany => ProvisionalOutcome.TooManyAsked,
    };

    private static ProvisionalOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => ProvisionalOutcome.SignedOut,
        GateAnswer.OwnAccount => ProvisionalOutcome.OwnAccount,
        GateAnswer.HigherRank => ProvisionalOutcome.HigherRank,
        GateAnswer.FunctionTooLow => ProvisionalOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => ProvisionalOutcome.NotFound,
    };
}
