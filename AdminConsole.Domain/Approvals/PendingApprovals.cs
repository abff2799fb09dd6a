using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Approvals;

/// <summary>A request as whoever may approve it sees it.</summary>
/// <param name="NewContact">In full, as on the fiche: to be compared with what the person says.</param>
/// <param name="Functions">Of the person, highest first.</param>
/// <param name="Schools">Of the person, those in scope.</param>
public sealed record WaitingApproval(
    Guid Id, Guid AccountId, string FamilyName, string GivenName, IReadOnlyList<Function> Functions, IReadOnlyList<string> Schools,
    ApprovalKind Kind, Channel? Channel, string? OldContact, string? NewContact, string Reason, VerifiedHow VerifiedHow,
    PersonRef AskedBy, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt);

/// <summary>What an operator asked for, and what became of it.</summary>
/// <param name="By">Who decided, when he is in the actor's scope.</param>
public sealed record OwnRequest(
    Guid Id, Guid AccountId, string FamilyName, string GivenName, ApprovalKind Kind, Channel? Channel, string? NewContact,
    ApprovalState State, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt, string? DecisionReason, PersonRef? By);

/// <param name="Own">Of the last day and still open to something, newest first.</param>
public sealed record ApprovalPage(IReadOnlyList<WaitingApproval> Waiting, IReadOnlyList<OwnRequest> Own);

/// <summary>What waits for an operator's approval, and what he waits for himself.</summary>
public sealed class PendingApprovals(IDbContextFactory<AdminDb> factory, SecondApproval approval)
{
    /// <summary>Requests that one page shows.</summary>
    public const int Shown = 50;

    /// <summary>Only what the actor may decide now, oldest first: out of scope, of too high a rank and his own are not there. Null where no approval is ever needed.</summary>
    public async Task<ApprovalPage?> ReadAsync(Actor actor, CancellationToken cancel)
    {
        if (!approval.IsOn) return null;
        await using var db = await factory.CreateDbContextAsync(cancel);
        var waiting = await SecondApproval.WaitingFor(db, actor).AsSingleQuery().OrderBy(r => r.AskedAt).Take(Shown)
            .Join(db.Accounts, r => r.AccountId, a => a.Id, (r, a) => new { r, a })
            .Join(db.Accounts, both => both.r.AskedBy, by => by.Id, (both, by) => new WaitingApproval(
                both.r.Id, both.a.Id, both.a.FamilyName, both.a.GivenName,
                db.CurrentGrants.Where(g => g.AccountId == both.a.Id).Select(g => g.Function).Distinct().OrderByDescending(f => f).ToList(),
                (from membership in db.MembershipsInScopeOf(actor)
                 join school in db.Schools on membership.SchoolId equals school.Id
                 where membership.AccountId == both.a.Id
                 orderby school.Name
                 select school.Name).ToList(),
                both.r.Kind, both.r.Channel, both.r.OldContact, both.r.NewContact, both.r.Reason, both.r.VerifiedHow,
                new PersonRef(by.FamilyName, by.GivenName), both.r.AskedAt, both.r.ExpiresAt))
            .ToListAsync(cancel);
        var own = await db.ApprovalRequests
            .Where(r => r.AskedBy == actor.AccountId && r.ExpiresAt > AdminDb.Now() && r.State != ApprovalState.Used && r.State != ApprovalState.Superseded)
            .Join(db.AccountsInScopeOf(actor), r => r.AccountId, a => a.Id, (r, a) => new { r, a })
            .OrderByDescending(both => both.r.AskedAt).Take(Shown)
            .Select(both => new OwnRequest(
                both.r.Id, both.a.Id, both.a.FamilyName, both.a.GivenName, both.r.Kind, both.r.Channel, both.r.NewContact,
                both.r.State, both.r.AskedAt, both.r.ExpiresAt, both.r.DecisionReason,
                db.AccountsInScopeOf(actor).Where(a => a.Id == both.r.DecidedBy).Select(a => new PersonRef(a.FamilyName, a.GivenName)).FirstOrDefault()))
            .ToListAsync(cancel);
        return new([.. waiting.OrderBy(w => w.AskedAt)], own);
    }
}
