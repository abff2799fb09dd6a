using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>What an operator may want to do to an account.</summary>
public enum Act { Open, SendReset, ChangeContact }

/// <summary>The gate's answer. <see cref="NotFound"/> also stands for « out of scope »: the two never differ.</summary>
public enum GateAnswer { Allowed, SignedOut, NotFound, OwnAccount, HigherRank, FunctionTooLow }

/// <summary>
/// The one place that decides whether this actor may do this to that account now. Asked inside the transaction
/// of the operation itself; a hidden button is no check (rule 13 of recovery).
/// </summary>
public static class Gate
{
    /// <summary>
    /// Reads session, grants, memberships and both ranks as they are now. The actor's rank over the target is his highest
    /// grant that covers a school of the target; the target's rank is its highest grant anywhere. Nobody acts on himself
    /// or on an account of the same or a higher rank, but a central administrator may help another.
    /// </summary>
    public static async Task<GateAnswer> AskAsync(AdminDb db, Actor actor, Guid accountId, Act act, CancellationToken cancel)
    {
        var standing = await db.Accounts.Where(a => a.Id == accountId).Select(a => new
        {
            Over = (from membership in db.CurrentMemberships
                    from grant in db.GrantsOf(actor)
                    where membership.AccountId == a.Id && (grant.SchoolId == null || grant.SchoolId == membership.SchoolId)
                    select (Function?)grant.Function).Max(),
            Target = db.CurrentGrants.Where(g => g.AccountId == a.Id).Max(g => (Function?)g.Function),
        }).SingleOrDefaultAsync(cancel);

        if (standing is not { Over: { } over })
        {
            var signedIn = await db.LiveSessions.AnyAsync(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId, cancel);
            return signedIn ? GateAnswer.NotFound : GateAnswer.SignedOut;
        }
        if (act is Act.Open) return GateAnswer.Allowed;
        if (accountId == actor.AccountId) return GateAnswer.OwnAccount;
        if (over < LowestFunctionFor(act)) return GateAnswer.FunctionTooLow;
        var above = standing.Target is not { } target || over > target || (over, target) is (Function.CentralAdmin, Function.CentralAdmin);
        return above ? GateAnswer.Allowed : GateAnswer.HigherRank;
    }

    private static Function LowestFunctionFor(Act act) => act switch
    {
        Act.Open => Function.Support,
        Act.SendReset => Function.Support,
        Act.ChangeContact => Function.Support,
    };
}
