using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>
/// « Réinitialisation de mot de passe » on the fiche: sends the link with which a person chooses a new password, to the
/// address on record or to a corrected one. Nobody but the person ever chooses or knows it.
/// </summary>
public sealed class PasswordReset(Operations operations, ResetTokens tokens, ResetMail mails, NoticeMail notices)
{
    /// <summary>Sends by operators to one account within an hour (rule 3 of recovery).</summary>
    public const int SendsAnHour = 10;
    private static readonly TimeSpan LimitWindow = TimeSpan.FromHours(1);

    /// <summary>A slip of the hand is answered on the field; everything else that was tried and not done leaves a row.</summary>
    private static readonly ResultShape<ResetResult> Shape = new(
        gate => new(OutcomeOf(gate)),
        result => result.Outcome is ResetOutcome.Sent or ResetOutcome.Saved,
        result => result.Outcome is ResetOutcome.AddressRefused or ResetOutcome.ReferenceRefused or ResetOutcome.NothingToSave ? null : result.Outcome.ToString());

    /// <summary>
    /// « Envoyer ». With the address on record: queues the mail. With another: also puts it on record, tells the old
    /// address and keeps how the caller was verified. All or nothing in one commit with the journal (rule 15 of recovery);
    /// refusals are journaled on their own. The same <see cref="ResetRequest.Key"/> acts once and is answered alike.
    /// </summary>
    public Task<ResetResult> SendAsync(Actor actor, Guid accountId, ResetRequest request, CancellationToken cancel) =>
        ActAsync(actor, accountId, request.Key, request, send: true, cancel);

    /// <summary>« Enregistrer sans envoyer »: as <see cref="SendAsync"/>, without token and mail to the new address.</summary>
    public Task<ResetResult> SaveOnlyAsync(Actor actor, Guid accountId, ResetRequest request, CancellationToken cancel) =>
        ActAsync(actor, accountId, request.Key, request, send: false, cancel);

    /// <summary>« Renvoyer »: a new link to the address on record, which ends the one sent before.</summary>
    public Task<ResetResult> ResendAsync(Actor actor, Guid accountId, Guid key, CancellationToken cancel) =>
        ActAsync(actor, accountId, key, request: null, send: true, cancel);

    private Task<ResetResult> ActAsync(Actor actor, Guid accountId, Guid key, ResetRequest? request, bool send, CancellationToken cancel)
    {
        var wish = new Wish(
            actor, accountId, send ? Act.SendReset : Act.ChangeContact, send ? AuditAction.ResetSent : AuditAction.ContactChanged, key, request?.Check?.How);
        return operations.RunAsync(wish, Shape, held => TryAsync(held, wish, request, cancel), cancel);
    }

    /// <param name="request">Null sends to whatever is on record.</param>
    private async Task<ResetResult> TryAsync(Held held, Wish wish, ResetRequest? request, CancellationToken cancel)
    {
        var ((db, account, now), actor) = (held, wish.Actor);
        var send = wish.Act is Act.SendReset;
        if (await Operations.DoneBeforeAsync(db, wish, cancel) is { } done)
            return new(done is AuditAction.ResetSent ? ResetOutcome.Sent : ResetOutcome.Saved) { Email = account.Email };
        if (account.BlockedAt is not null && !(account.BlockedUntil <= now)) return new(ResetOutcome.Blocked);
        if (send && account.FederatedWith is { } service) return new(ResetOutcome.Federated) { FederatedWith = service };

        var typed = request is null ? account.Email : request.Email;
        if (!EmailAddress.TryParse(typed, out var address, out var fault)) return new(ResetOutcome.AddressRefused) { AddressFault = fault };
        var change = EmailAddress.Same(address.Value, account.Email) || EmailAddress.Same(typed?.Trim(' '), account.Email)
            ? null
            : new ContactChange(db, actor, account, address.Value, now);

        if (change is null && !send) return new(ResetOutcome.NothingToSave) { Email = account.Email };
        if (change is not null && await change.RefusalAsync(request!, cancel) is { } refusal) return refusal;
        if (send && await LimitAsync(SendsOf(db, account.Id), now, cancel) is { } retryAt) return new(ResetOutcome.TooMany) { RetryAt = retryAt };
        // Each change writes to the old address, so changes are sends as well.
        if (change is not null && await LimitAsync(ChangesOf(db, account.Id), now, cancel) is { } changeAt) return new(ResetOutcome.TooMany) { RetryAt = changeAt };

        var school = await SchoolOfAsync(db, actor, account.Id, cancel);
        if (change is not null)
            await change.ApplyAsync(old => notices.ContactReplaced(account, old, school, actor.AccountId, now), send ? null : wish.Key, cancel);
        if (send) await QueueAsync(held, wish, address.Value, school, cancel);
        return new(send ? ResetOutcome.Sent : ResetOutcome.Saved) { Email = account.Email, DomainAsTyped = address.DomainAsTyped };
    }

    private async Task QueueAsync(Held held, Wish wish, string recipient, string school, CancellationToken cancel)
    {
        var (db, account, now) = held;
        var token = new TokenWish(account.Id, TokenOrigin.Operator, TokenCarrier.Mail, ResetTokens.MailLife, account.Email, wish.Actor.AccountId) { WithProvisional = true };
        db.Enqueue(mails.Write(account, await tokens.IssueAsync(db, token, now, cancel), recipient, school));
        await db.AuditAsync((wish with { How = null }).Done(EmailAddress.Mask(account.Email)), cancel);
    }

    private static IQueryable<DateTimeOffset> SendsOf(AdminDb db, Guid accountId) =>
        db.ResetTokens.Where(t => t.AccountId == accountId && t.Origin == TokenOrigin.Operator && t.Purpose == TokenPurpose.Reset).Select(t => t.IssuedAt);

    private static IQueryable<DateTimeOffset> ChangesOf(AdminDb db, Guid accountId) =>
        db.OutboxMessages.Where(m => m.AccountId == accountId && m.Kind == MessageKind.ContactReplaced).Select(m => m.QueuedAt);

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
