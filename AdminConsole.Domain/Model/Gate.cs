using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>What an operator may want to do to an account. docs/rights.md says who may.</summary>
public enum Act
{
    Open, SendReset, VerifyCaller, ChangeContact, SetAlias, IssueProvisional, Block, EndSessions, LiftDelay, Approve, ClearSecondFactor, SendOn,
    EditIdentity, ChangeLogin, ChangePlaces, ChangeFamily, Delete, ChangeFunctions,
}

/// <summary>The gate's answer. <see cref="NotFound"/> also stands for « out of scope »: the two never differ.</summary>
public enum GateAnswer { Allowed, SignedOut, NotFound, OwnAccount, HigherRank, FunctionTooLow }

/// <summary>How an actor stands towards an account that is in his scope, at the moment of asking.</summary>
/// <param name="Over">The actor's rank over it: his highest grant that covers one of its schools.</param>
/// <param name="Rank">The account's own rank: its highest grant anywhere; null for none.</param>
/// <param name="Own">Whether it is the actor's own account.</param>
public sealed record Standing(Function Over, Function? Rank, bool Own)
{
    /// <summary>
    /// Nobody acts on himself or on an account of the same or a higher rank, but a central administrator may help another.
    /// Whoever sees an account may open it, and ask its school to do something.
    /// </summary>
    public GateAnswer May(Act act)
    {
        if (act is Act.Open or Act.SendOn) return GateAnswer.Allowed;
        if (Own) return GateAnswer.OwnAccount;
        if (Over < LowestFunctionFor(act)) return GateAnswer.FunctionTooLow;
        var above = Rank is not { } rank || Over > rank || (Over, rank) is (Function.CentralAdmin, Function.CentralAdmin);
        return above ? GateAnswer.Allowed : GateAnswer.HigherRank;
    }

    private static Function LowestFunctionFor(Act act) => act switch
    {
        Act.Open or Act.SendOn or Act.SendReset or Act.VerifyCaller or Act.ChangeContact => Function.Support,
        Act.SetAlias or Act.IssueProvisional or Act.Block or Act.EndSessions or Act.LiftDelay or Act.Approve or Act.ClearSecondFactor
            or Act.EditIdentity or Act.ChangePlaces or Act.ChangeFamily or Act.Delete => Function.LocalAdmin,
        Act.ChangeLogin or Act.ChangeFunctions => Function.CentralAdmin,
    };
}

/// <summary>
/// The one place that decides whether this actor may do this to that account now. Asked inside the transaction
/// of the operation itself; a hidden button is no check (rule 13 of recovery).
/// </summary>
public static class Gate
{
    /// <summary>Reads session, grants, memberships and both ranks as they are now. Null when the account is not in the actor's scope, or he is signed out.</summary>
    public static async Task<Standing?> StandingAsync(AdminDb db, Actor actor, Guid accountId, CancellationToken cancel)
    {
        var found = await db.Accounts.Where(a => a.Id == accountId).Select(a => new
        {
            Over = (from membership in db.CurrentMemberships
                    from grant in db.GrantsOf(actor)
                    where membership.AccountId == a.Id && (grant.SchoolId == null || grant.SchoolId == membership.SchoolId)
                    select (Function?)grant.Function).Max(),
            Rank = db.CurrentGrants.Where(g => g.AccountId == a.Id).Max(g => (Function?)g.Function),
        }).SingleOrDefaultAsync(cancel);
        return found is { Over: { } over } ? new(over, found.Rank, accountId == actor.AccountId) : null;
    }

    /// <summary>Whether the actor may do it now, and why not.</summary>
    public static async Task<GateAnswer> AskAsync(AdminDb db, Actor actor, Guid accountId, Act act, CancellationToken cancel)
    {
        if (await StandingAsync(db, actor, accountId, cancel) is { } standing) return standing.May(act);
        if (act is Act.ChangeFunctions && await BelongsNowhereAsync(db, actor, accountId, cancel)) return accountId == actor.AccountId ? GateAnswer.OwnAccount : GateAnswer.Allowed;
        return await IsSignedInAsync(db, actor, cancel) ? GateAnswer.NotFound : GateAnswer.SignedOut;
    }

    // An operator who is a member of no school, as the first one is, is in nobody's scope; his functions still have to be withdrawable by whoever administers all schools.
    private static Task<bool> BelongsNowhereAsync(AdminDb db, Actor actor, Guid accountId, CancellationToken cancel) =>
        db.Accounts.AnyAsync(a => a.Id == accountId && !db.CurrentMemberships.Any(m => m.AccountId == accountId)
            && db.Grants.Any(g => g.AccountId == accountId) && db.GrantsOf(actor).Any(g => g.SchoolId == null && g.Function == Function.CentralAdmin), cancel);

    /// <summary>Whether the actor holds this function or a higher one over a school now. Out of scope and unknown are the same answer.</summary>
    internal static async Task<GateAnswer> AskSchoolAsync(AdminDb db, Actor actor, Guid schoolId, Function lowest, CancellationToken cancel)
    {
        var over = await db.Schools.Where(s => s.Id == schoolId)
            .Select(s => db.GrantsOf(actor).Where(g => g.SchoolId == null || g.SchoolId == s.Id).Max(g => (Function?)g.Function)).SingleOrDefaultAsync(cancel);
        if (over is { } function) return function < lowest ? GateAnswer.FunctionTooLow : GateAnswer.Allowed;
        return await IsSignedInAsync(db, actor, cancel) ? GateAnswer.NotFound : GateAnswer.SignedOut;
    }

    private static Task<bool> IsSignedInAsync(AdminDb db, Actor actor, CancellationToken cancel) =>
        db.LiveSessions.AnyAsync(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId, cancel);
}
