using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>
/// « Réinitialisation de mot de passe » on the fiche: sends the link with which a person chooses a new password, to the
/// address or mobile on record or to a corrected one, or to a responsable. Nobody but the person ever chooses or knows it.
/// </summary>
public sealed class PasswordReset(Operations operations, ResetTokens tokens, CallerChecks checks, MailWay mail, SmsWay sms, SmsGateway gateway, SecondApproval approval)
{
    /// <summary>Sends by operators to one account within an hour (rule 3 of recovery).</summary>
    public const int SendsAnHour = 10;
    private static readonly TimeSpan LimitWindow = TimeSpan.FromHours(1);

    /// <summary>A slip of the hand is answered on the field; everything else that was tried and not done leaves a row.</summary>
    private static readonly ResultShape<ResetResult> Shape = new(
        gate => new(OutcomeOf(gate)),
        result => result.Outcome is ResetOutcome.Sent or ResetOutcome.Saved or ResetOutcome.ApprovalAsked,
        result => result.Outcome is ResetOutcome.ContactRefused or ResetOutcome.ReferenceRefused or ResetOutcome.ReasonRefused or ResetOutcome.NothingToSave ? null : result.Outcome.ToString());

    /// <summary>
    /// « Envoyer ». With the contact on record: queues the message. With another: also puts it on record, tells the old
    /// one and keeps how the caller was verified. All or nothing in one commit with the journal (rule 15 of recovery);
    /// refusals are journaled on their own. The same <see cref="ResetRequest.Key"/> acts once and is answered alike.
    /// </summary>
    public Task<ResetResult> SendAsync(Actor actor, Guid accountId, ResetRequest request, CancellationToken cancel) =>
        RunAsync(actor, accountId, request.Key, Act.SendReset, request.Channel, request.Check?.How, (held, wish) => TryAsync(held, wish, request, cancel), cancel);

    /// <summary>« Enregistrer sans envoyer »: as <see cref="SendAsync"/>, without token and message to the new contact.</summary>
    public Task<ResetResult> SaveOnlyAsync(Actor actor, Guid accountId, ResetRequest request, CancellationToken cancel) =>
        RunAsync(actor, accountId, request.Key, Act.ChangeContact, request.Channel, request.Check?.How, (held, wish) => TryAsync(held, wish, request, cancel), cancel);

    /// <summary>
    /// Asks a second operator to approve a change of contact of somebody who holds a function, where <c>Recovery:SecondApproval</c> wants one. The caller is
    /// verified first. Once it is approved the same <see cref="SendAsync"/> or <see cref="SaveOnlyAsync"/> does it, within fifteen minutes.
    /// </summary>
    /// <param name="reason">For whoever decides; needed.</param>
    public Task<ResetResult> AskApprovalAsync(Actor actor, Guid accountId, ResetRequest request, string? reason, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.ChangeContact, AuditAction.ApprovalAsked, request.Key, request.Check?.How);
        return operations.RunAsync(wish, Shape, async held =>
        {
            if (await Operations.DoneBeforeAsync(held.Db, wish, cancel) is not null) return new(ResetOutcome.ApprovalAsked);
            var way = WayOf(request.Channel);
            if (held.Account.IsBlockedAt(held.Now)) return new(ResetOutcome.Blocked);
            if (way.Read(request.Contact, out var refused) is not { } contact) return refused!;
            if (way.Same(contact.Value, way.OnRecord(held.Account))) return new(ResetOutcome.NothingToSave) { Contact = way.OnRecord(held.Account) };
            var change = new ContactChange(held, actor, way, contact.Value, approval);
            return await change.RefusalAsync(request, checks, asks: true, cancel) ?? await change.AskApprovalAsync(wish, reason, cancel);
        }, cancel);
    }

    /// <summary>« Renvoyer »: a new link to the contact on record, which ends the one sent before.</summary>
    public Task<ResetResult> ResendAsync(Actor actor, Guid accountId, Channel channel, Guid key, CancellationToken cancel) =>
        RunAsync(actor, accountId, key, Act.SendReset, channel, null, async (held, wish) =>
        {
            var way = WayOf(channel);
            return await NothingSentAsync(held, way, cancel) ?? (way.Read(way.OnRecord(held.Account), out var refusal) is { } contact
                ? await SendNowAsync(held, wish, way, contact, parent: null, MessagePriority.Recovery, cancel)
                : refusal!);
        }, cancel);

    /// <summary>
    /// « Envoyer au responsable »: the pupil's link goes to a parent's contact on record, and names the child. The child's own
    /// contacts stay as they are.
    /// </summary>
    /// <param name="parentId">A current responsable of the account, in the actor's scope: any other is not found.</param>
    public Task<ResetResult> SendToParentAsync(Actor actor, Guid accountId, Guid parentId, Channel channel, Guid key, CancellationToken cancel) =>
        RunAsync(actor, accountId, key, Act.SendReset, channel, null, async (held, wish) =>
        {
            var way = WayOf(channel);
            var parent = await held.Db.AccountsInScopeOf(actor).AsNoTracking().SingleOrDefaultAsync(p => p.Id == parentId && held.Db.Relations.Any(r =>
                r.ParentId == p.Id && r.ChildId == accountId && (r.EndsOn == null || r.EndsOn > AdminDb.Today())), cancel);
            if (parent is null) return new(ResetOutcome.NotFound);
            // One operator may change the responsable's contact alone, and would so choose where the link of a function goes.
            if (await approval.NeededAsync(held.Db, accountId, cancel) is not null) return new(ResetOutcome.OwnContactOnly);
            return await NothingSentAsync(held, way, cancel) ?? (way.Read(way.OnRecord(parent), out var refusal) is { } contact
                ? await SendNowAsync(held, wish, way, contact, parent, MessagePriority.Recovery, cancel)
                : refusal!);
        }, cancel);

    /// <summary>As <see cref="ResendAsync"/>, for one of many: queued behind the messages that single people wait for, and not to what its server refused.</summary>
    internal Task<ResetResult> SendInBulkAsync(Actor actor, Guid accountId, Channel channel, Guid key, BulkOrder order, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.SendReset, AuditAction.ResetSent, key) { Reason = order.Name };
        return operations.RunAsync(wish, Shape, async held =>
        {
            var way = WayOf(channel);
            if (await Operations.DoneBeforeAsync(held.Db, wish, cancel) is not null) return new(ResetOutcome.Sent) { Contact = way.Mask(way.OnRecord(held.Account)) };
            var (contact, refusal) = await ReadForBulkAsync(held, way, cancel);
            if (contact is null) return refusal!;
            var sent = await SendNowAsync(held, wish, way, contact, parent: null, MessagePriority.Bulk, cancel);
            return sent with { Contact = way.Mask(contact.Value) };
        }, cancel);
    }

    /// <summary>What <see cref="SendInBulkAsync"/> would answer now.</summary>
    internal Task<ResetResult> LookAsync(Actor actor, Guid accountId, Channel channel, CancellationToken cancel) =>
        operations.RunAsync(new(actor, accountId, Act.SendReset, AuditAction.ResetSent, Guid.Empty), Shape.Looking(), async held =>
        {
            var way = WayOf(channel);
            var (contact, refusal) = await ReadForBulkAsync(held, way, cancel);
            return contact is null ? refusal! : new(ResetOutcome.Sent) { Contact = way.Mask(contact.Value) };
        }, cancel);

    private async Task<(ReadContact? Contact, ResetResult? Refusal)> ReadForBulkAsync(Held held, ContactWay way, CancellationToken cancel)
    {
        if (await NothingSentAsync(held, way, cancel) is { } refusal) return (null, refusal);
        if (way.OnRecord(held.Account) is not { } onRecord) return (null, new(ResetOutcome.NothingToSave));
        if (way.StateOf(held.Account) is ContactState.Refused) return (null, new(ResetOutcome.ContactRefused) { Contact = way.Mask(onRecord) });
        return way.Read(onRecord, out var unreadable) is { } contact ? (contact, null) : (null, unreadable! with { Contact = way.Mask(onRecord) });
    }

    private Task<ResetResult> RunAsync(
        Actor actor, Guid accountId, Guid key, Act act, Channel channel, VerifiedHow? how, Func<Held, Wish, Task<ResetResult>> attempt, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, act, act is Act.SendReset ? AuditAction.ResetSent : AuditAction.ContactChanged, key, how);
        return operations.RunAsync(wish, Shape, async held => await Operations.DoneBeforeAsync(held.Db, wish, cancel) is { } done
            ? new(done is AuditAction.ResetSent ? ResetOutcome.Sent : ResetOutcome.Saved) { Contact = WayOf(channel).OnRecord(held.Account) }
            : await attempt(held, wish), cancel);
    }

    private async Task<ResetResult> TryAsync(Held held, Wish wish, ResetRequest request, CancellationToken cancel)
    {
        var (way, send) = (WayOf(request.Channel), wish.Act is Act.SendReset);
        if (send && await NothingSentAsync(held, way, cancel) is { } notSent) return notSent;
        if (held.Account.IsBlockedAt(held.Now)) return new(ResetOutcome.Blocked);
        if (way.Read(request.Contact, out var refused) is not { } contact) return refused!;
        var onRecord = way.OnRecord(held.Account);
        var isSame = way.Same(contact.Value, onRecord) || way.Same(request.Contact, onRecord);
        if (isSame) return send ? await SendNowAsync(held, wish, way, contact, parent: null, MessagePriority.Recovery, cancel) : new(ResetOutcome.NothingToSave) { Contact = onRecord };

        var change = new ContactChange(held, wish.Actor, way, contact.Value, approval);
        if (await change.RefusalAsync(request, checks, asks: false, cancel) is { } refusal) return refusal;
        // Each change writes to the old contact, so changes are sends as well.
        if (await LimitAsync(ChangesOf(held), held.Now, cancel) is { } changeAt) return new(ResetOutcome.TooMany) { RetryAt = changeAt };
        var school = await SchoolOfAsync(held.Db, wish.Actor, wish.AccountId, cancel);
        await change.ApplyAsync(school, send ? null : wish.Key, cancel);
        return send
            ? await SendNowAsync(held, wish, way, contact, parent: null, MessagePriority.Recovery, cancel)
            : new(ResetOutcome.Saved) { Contact = contact.Value, DomainAsTyped = contact.DomainAsTyped };
    }

    /// <summary>Why nothing is sent to this account by this way now; null when something may be.</summary>
    private async Task<ResetResult?> NothingSentAsync(Held held, ContactWay way, CancellationToken cancel)
    {
        if (held.Account.IsBlockedAt(held.Now)) return new(ResetOutcome.Blocked);
        if (held.Account.FederatedWith is { } service) return new(ResetOutcome.Federated) { FederatedWith = service };
        if (way.Channel is Channel.Sms && !gateway.Offered) return new(ResetOutcome.SmsNotOffered);
        return await RetryAtAsync(held, cancel) is { } retryAt ? new(ResetOutcome.TooMany) { RetryAt = retryAt } : null;
    }

    /// <summary>When an operator may send or show a secret for this account again; null for at once.</summary>
    internal static Task<DateTimeOffset?> RetryAtAsync(Held held, CancellationToken cancel) => LimitAsync(SendsOf(held), held.Now, cancel);

    private async Task<ResetResult> SendNowAsync(Held held, Wish wish, ContactWay way, ReadContact contact, Account? parent, MessagePriority priority, CancellationToken cancel)
    {
        var (db, account, now) = held;
        var school = await SchoolOfAsync(db, wish.Actor, account.Id, cancel);
        var letter = new ResetLetter(account, contact.Value, way.OnRecord(parent ?? account)!, school, wish.Actor.AccountId, now, parent);
        var message = way.Write(letter, await tokens.IssueAsync(db, way.TokenFor(letter), now, cancel));
        message.Priority = priority;
        db.Enqueue(message);
        var row = (wish with { How = null }).Done(way.Mask(letter.Contact));
        // It is not the account's own contact: whose it is, by id.
        if (parent is not null) row.Reason = $"responsable {parent.Id}";
        await db.AuditAsync(row, cancel);
        return new(ResetOutcome.Sent) { Contact = letter.Contact, DomainAsTyped = contact.DomainAsTyped };
    }

    private ContactWay WayOf(Channel channel) => channel switch
    {
        Channel.Mail => mail,
        Channel.Sms => sms,
    };

    private static IQueryable<DateTimeOffset> SendsOf(Held held) =>
        held.Db.ResetTokens.Where(t => t.AccountId == held.Account.Id && t.Origin == TokenOrigin.Operator && t.Purpose == TokenPurpose.Reset).Select(t => t.IssuedAt);

    private static IQueryable<DateTimeOffset> ChangesOf(Held held) =>
        held.Db.OutboxMessages.Where(m => m.AccountId == held.Account.Id && m.Kind == MessageKind.ContactReplaced).Select(m => m.QueuedAt);

    /// <summary>When the next one may be; null for at once.</summary>
    private static async Task<DateTimeOffset?> LimitAsync(IQueryable<DateTimeOffset> times, DateTimeOffset now, CancellationToken cancel)
    {
        var windowStart = now - LimitWindow;
        var recent = await times.Where(at => at > windowStart).OrderByDescending(at => at).Take(SendsAnHour).ToListAsync(cancel);
        return recent.Count < SendsAnHour ? null : recent[^1] + LimitWindow;
    }

    /// <summary>The school in whose name the operator acts: one of the person's schools that a grant of his covers.</summary>
    private static Task<string> SchoolOfAsync(AdminDb db, Actor actor, Guid accountId, CancellationToken cancel) =>
        (from membership in db.MembershipsInScopeOf(actor)
         join school in db.Schools on membership.SchoolId equals school.Id
         where membership.AccountId == accountId
         orderby school.Name
         select school.Name).FirstAsync(cancel);

    private static ResetOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => ResetOutcome.SignedOut,
        GateAnswer.OwnAccount => ResetOutcome.OwnAccount,
        GateAnswer.HigherRank => ResetOutcome.HigherRank,
        GateAnswer.FunctionTooLow => ResetOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => ResetOutcome.NotFound,
    };
}
