using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>What an operator may want to do with a request for assistance. docs/rights.md says who may.</summary>
public enum RequestAct { Open, Note, Claim, TakeOver, Release, Answer, Close, Reopen, Reroute }

/// <summary>
/// The gate's answer for a request. <see cref="NotFound"/> also stands for « of a school out of scope »; <see cref="Held"/>: a colleague has it.
/// </summary>
public enum RequestAnswer { Allowed, SignedOut, NotFound, Held }

/// <summary>How an actor stands towards a request that is in his scope, at the moment of asking.</summary>
/// <param name="Over">His highest grant that covers its school.</param>
/// <param name="Holder">The highest grant, over that school, of the colleague who has it; null when nobody has it, or nobody who still may.</param>
/// <param name="Mine">Whether he has it himself.</param>
public sealed record RequestStanding(Function Over, Function? Holder, bool Mine)
{
    /// <summary>
    /// Whoever sees a request reads it and writes notes. One operator at a time does the rest: it falls to him by doing it. A higher function
    /// takes it over, and a central administrator also from another.
    /// </summary>
    public RequestAnswer May(RequestAct act)
    {
        var free = Mine || Holder is null;
        var above = Over > Holder || (Over, Holder) is (Function.CentralAdmin, Function.CentralAdmin);
        var may = act switch
        {
            RequestAct.Open or RequestAct.Note => true,
            RequestAct.TakeOver => free || above,
            RequestAct.Claim or RequestAct.Release or RequestAct.Answer or RequestAct.Close or RequestAct.Reopen or RequestAct.Reroute => free,
        };
        return may ? RequestAnswer.Allowed : RequestAnswer.Held;
    }
}

/// <summary>The one place that decides whether this actor may do this with that request now; asked inside the transaction of the operation itself.</summary>
public static class RequestGate
{
    /// <summary>Reads session, grants and who has it, as they are now. Null when the request is not in the actor's scope, or he is signed out.</summary>
    public static async Task<RequestStanding?> StandingAsync(AdminDb db, Actor actor, Guid requestId, CancellationToken cancel)
    {
        var found = await db.AssistanceInScopeOf(actor).Where(r => r.Id == requestId).Select(r => new
        {
            Over = db.GrantsOf(actor).Where(g => g.SchoolId == null || g.SchoolId == r.SchoolId).Max(g => (Function?)g.Function),
            Holder = db.CurrentGrants.Where(g => g.AccountId == r.ClaimedBy && (g.SchoolId == null || g.SchoolId == r.SchoolId)).Max(g => (Function?)g.Function),
            r.ClaimedBy,
        }).SingleOrDefaultAsync(cancel);
        return found is { Over: { } over } ? new(over, found.Holder, found.ClaimedBy == actor.AccountId) : null;
    }

    /// <summary>Whether the actor may do it now, and why not.</summary>
    public static async Task<RequestAnswer> AskAsync(AdminDb db, Actor actor, Guid requestId, RequestAct act, CancellationToken cancel)
    {
        if (await StandingAsync(db, actor, requestId, cancel) is { } standing) return standing.May(act);
        var signedIn = await db.LiveSessions.AnyAsync(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId, cancel);
        return signedIn ? RequestAnswer.NotFound : RequestAnswer.SignedOut;
    }
}
