using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Model;

/// <summary>What is to be approved.</summary>
/// <param name="Channel">Of a change of contact, with what is on record and what is to be.</param>
internal sealed record ApprovalWish(ApprovalKind Kind, Channel? Channel = null, string? OldContact = null, string? NewContact = null);

/// <summary>Why there is no request to a second operator.</summary>
internal enum ApprovalRefusal { NotNeeded, NoApprover, ReasonRefused, TooMany }

/// <summary>
/// The rule of the second operator: what one operator may not do alone to somebody who holds a function. Asked inside the transaction
/// of the operation itself, as the gate is.
/// </summary>
public sealed class SecondApproval(IDbContextFactory<AdminDb> factory, IOptions<RecoveryOptions> options, ApprovalMail mails)
{
    /// <summary>Requests about one account within an hour: each writes to several people.</summary>
    public const int AsksAnHour = 5;

    /// <summary>Operators who are told of one request by mail; the others see it in their console.</summary>
    public const int MostTold = 5;

    /// <summary>Whether anybody's approval is ever needed here.</summary>
    public bool IsOn => options.Value.SecondApproval is SecondApprovalFor.FunctionHolders;

    /// <summary>How many requests wait for the actor; null when he is none who could approve, or nobody has to.</summary>
    public async Task<int?> WaitingForAsync(Actor actor, CancellationToken cancel)
    {
        if (!IsOn) return null;
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.GrantsOf(actor).AnyAsync(g => g.Function > Function.Support, cancel) ? await WaitingFor(db, actor).CountAsync(cancel) : null;
    }

    /// <summary>What the actor may decide now: of others, about others, of a lower rank than he has over them, in his scope.</summary>
    internal static IQueryable<ApprovalRequest> WaitingFor(AdminDb db, Actor actor) =>
        from request in db.ApprovalRequests
        where request.State == ApprovalState.Waiting && request.ExpiresAt > AdminDb.Now() && request.AskedBy != actor.AccountId && request.AccountId != actor.AccountId
        let over = (from membership in db.CurrentMemberships
                    from grant in db.GrantsOf(actor)
                    where membership.AccountId == request.AccountId && (grant.SchoolId == null || grant.SchoolId == membership.SchoolId)
                    select (Function?)grant.Function).Max()
        let rank = db.CurrentGrants.Where(g => g.AccountId == request.AccountId).Max(g => (Function?)g.Function)
        where over > rank || (over == Function.CentralAdmin && rank == Function.CentralAdmin)
        select request;

    /// <summary>The lowest function with which the account can be answered for; null when one operator is enough.</summary>
    internal async Task<Function?> NeededAsync(AdminDb db, Guid accountId, CancellationToken cancel)
    {
        if (!IsOn) return null;
        if (await db.CurrentGrants.Where(g => g.AccountId == accountId).MaxAsync(g => (Function?)g.Function, cancel) is not { } rank) return null;
        return rank switch
        {
            Function.Support => Function.LocalAdmin,
            Function.LocalAdmin or Function.CentralAdmin => Function.CentralAdmin,
        };
    }

    /// <summary>Everybody who could approve what this operator asks for: neither he nor the person, not blocked, and high enough over one of the person's schools.</summary>
    internal static IQueryable<Account> Approvers(AdminDb db, Guid accountId, Guid askedBy, Function lowest) =>
        db.Accounts.Where(a => a.Id != accountId && a.Id != askedBy && a.ActivatedAt != null && a.DeletionDueAt == null && (a.BlockedAt == null || a.BlockedUntil <= AdminDb.Now())
            && db.CurrentGrants.Any(g => g.AccountId == a.Id && g.Function >= lowest
                && db.CurrentMemberships.Any(m => m.AccountId == accountId && (g.SchoolId == null || g.SchoolId == m.SchoolId))));

    /// <summary>Puts the request, ends an earlier one of this operator for the same, and tells who may approve. Null when it is done.</summary>
    internal async Task<ApprovalRefusal?> AskAsync(Held held, Wish wish, ApprovalWish what, string? reason, VerifiedHow how, CancellationToken cancel)
    {
        var (db, account, now) = held;
        if (await NeededAsync(db, account.Id, cancel) is not { } lowest) return ApprovalRefusal.NotNeeded;
        var why = reason?.Trim() ?? "";
        if (why.Length is 0 or > ApprovalRequest.ReasonLength || why.Any(char.IsControl)) return ApprovalRefusal.ReasonRefused;
        var approvers = Approvers(db, account.Id, wish.Actor.AccountId, lowest);
        if (!await approvers.AnyAsync(cancel)) return ApprovalRefusal.NoApprover;
        var hourAgo = now.AddHours(-1);
        if (await db.ApprovalRequests.CountAsync(r => r.AccountId == account.Id && r.AskedAt > hourAgo, cancel) >= AsksAnHour) return ApprovalRefusal.TooMany;

        await Of(db, wish.Actor, account.Id, what.Kind, what.Channel)
            .Where(r => r.State == ApprovalState.Waiting || r.State == ApprovalState.Approved)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, ApprovalState.Superseded).SetProperty(r => r.NewContact, (string?)null), cancel);
        var request = new ApprovalRequest
        {
            Id = Guid.CreateVersion7(now),
            AccountId = account.Id,
            AskedBy = wish.Actor.AccountId,
            Kind = what.Kind,
            Channel = what.Channel,
            OldContact = what.OldContact,
            NewContact = what.NewContact,
            Reason = why,
            VerifiedHow = how,
            AskedAt = now,
            ExpiresAt = now + ApprovalRequest.WaitingLife,
        };
        db.ApprovalRequests.Add(request);
        await TellAsync(held, wish.Actor, approvers, cancel);
        var row = (wish with { How = how }).Done(Masked(request));
        row.Reason = NameOf(request);
        await db.AuditAsync(row, cancel);
        return null;
    }

    /// <summary>
    /// Whether this may be done now: no second operator is needed, or one has approved just this for this operator, and could still do so. Uses the
    /// approval up, once, with its row in the journal.
    /// </summary>
    internal async Task<bool> TakeAsync(Held held, Actor actor, ApprovalWish what, CancellationToken cancel)
    {
        var (db, account, _) = held;
        if (await NeededAsync(db, account.Id, cancel) is not { } lowest) return true;
        var approvers = Approvers(db, account.Id, actor.AccountId, lowest);
        var request = await Of(db, actor, account.Id, what.Kind, what.Channel)
            .Where(r => r.State == ApprovalState.Approved && r.ExpiresAt > AdminDb.Now() && r.NewContact == what.NewContact && r.OldContact == what.OldContact)
            .Where(r => approvers.Any(a => a.Id == r.DecidedBy))
            .OrderByDescending(r => r.AskedAt).FirstOrDefaultAsync(cancel);
        if (request is null) return false;
        var used = await db.ApprovalRequests.Where(r => r.Id == request.Id && r.State == ApprovalState.Approved && r.ExpiresAt > AdminDb.Now()).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, ApprovalState.Used)
            .SetProperty(r => r.UsedAt, _ => AdminDb.Now()), cancel);
        if (used != 1) return false;
        await db.AuditAsync(new()
        {
            ActorId = actor.AccountId,
            AccountId = account.Id,
            Action = AuditAction.ApprovalUsed,
            Outcome = AuditOutcome.Done,
            Network = actor.Network,
            Detail = Masked(request),
            Reason = NameOf(request),
        }, cancel);
        return true;
    }

    /// <summary>How far the actor's own requests about this account are; null when one operator is enough.</summary>
    internal async Task<ApprovalNeed?> NeedAsync(AdminDb db, Actor actor, Guid accountId, CancellationToken cancel)
    {
        if (await NeededAsync(db, accountId, cancel) is not { } lowest) return null;
        var approvers = Approvers(db, accountId, actor.AccountId, lowest);
        var asked = await db.ApprovalRequests
            .Where(r => r.AccountId == accountId && r.AskedBy == actor.AccountId && r.State != ApprovalState.Used && r.State != ApprovalState.Superseded)
            .Where(r => r.ExpiresAt > AdminDb.Now() && (r.State != ApprovalState.Approved || approvers.Any(a => a.Id == r.DecidedBy)))
            .OrderByDescending(r => r.AskedAt)
            .Select(r => new AskedApproval(r.Kind, r.Channel, r.OldContact, r.NewContact, r.State, r.AskedAt, r.ExpiresAt, r.DecisionReason,
                db.AccountsInScopeOf(actor).Where(a => a.Id == r.DecidedBy).Select(a => new PersonRef(a.FamilyName, a.GivenName)).FirstOrDefault()))
            .ToListAsync(cancel);
        return new ApprovalNeed(lowest, await db.CurrentGrants.AnyAsync(g => g.AccountId == accountId && g.Function == Function.CentralAdmin, cancel),
            await approvers.CountAsync(cancel), asked);
    }

    /// <summary>What the journal calls a request by: an id, no text.</summary>
    internal static string NameOf(ApprovalRequest request) => $"approbation {request.Id}";

    /// <summary>What it is about, masked.</summary>
    internal static string? Masked(ApprovalRequest request)
    {
        if (request.Channel is not { } channel) return null;
        return channel switch
        {
            Channel.Mail => $"{EmailAddress.Mask(request.OldContact) ?? "∅"} → {EmailAddress.Mask(request.NewContact)}",
            Channel.Sms => $"{MobileNumber.Mask(request.OldContact) ?? "∅"} → {MobileNumber.Mask(request.NewContact)}",
        };
    }

    private static IQueryable<ApprovalRequest> Of(AdminDb db, Actor actor, Guid accountId, ApprovalKind kind, Channel? channel) =>
        db.ApprovalRequests.Where(r => r.AccountId == accountId && r.AskedBy == actor.AccountId && r.Kind == kind && r.Channel == channel);

    private async Task TellAsync(Held held, Actor actor, IQueryable<Account> approvers, CancellationToken cancel)
    {
        var asker = await held.Db.Accounts.AsNoTracking().SingleAsync(a => a.Id == actor.AccountId, cancel);
        var told = await approvers.AsNoTracking().Where(a => a.Email != null && a.EmailState != ContactState.Refused)
            .OrderByDescending(a => a.LastSignInAt != null).ThenByDescending(a => a.LastSignInAt).ThenBy(a => a.Id).Take(MostTold).ToListAsync(cancel);
        foreach (var approver in told)
        {
            if (EmailAddress.TryParse(approver.Email, out var address, out _)) held.Db.Enqueue(mails.Write(approver, address.Value, asker, held.Account, held.Now));
        }
    }
}

/// <summary>That a second operator is needed, and how far this operator's requests are.</summary>
/// <param name="Lowest">The lowest function that may approve.</param>
/// <param name="Another">Only another of the same function may: the person is a central administrator.</param>
/// <param name="Approvers">How many could.</param>
/// <param name="Asked">Newest first; those that ran out or were used are gone.</param>
public sealed record ApprovalNeed(Function Lowest, bool Another, int Approvers, IReadOnlyList<AskedApproval> Asked)
{
    /// <summary>The latest request for the same thing; null for none.</summary>
    public AskedApproval? For(ApprovalKind kind, Channel? channel) => Asked.FirstOrDefault(a => a.Kind == kind && a.Channel == channel);
}

/// <param name="ExpiresAt">Until when it can be decided; once approved, until when it can be used.</param>
/// <param name="By">Who decided, when he is in the actor's scope.</param>
public sealed record AskedApproval(
    ApprovalKind Kind, Channel? Channel, string? OldContact, string? NewContact, ApprovalState State, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt, string? Reason, PersonRef? By);
