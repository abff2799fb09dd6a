using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>
/// « Réinitialisation de mot de passe » on the fiche: sends the link with which a person chooses a new password, to the
/// address on record or to a corrected one. Nobody but the person ever chooses or knows it.
/// </summary>
public sealed class PasswordReset(IDbContextFactory<AdminDb> factory, ResetTokens tokens, ResetMail mails, NoticeMail notices)
{
    /// <summary>Sends by operators to one account within an hour (rule 3 of recovery).</summary>
    public const int SendsAnHour = 10;
    private static readonly TimeSpan LimitWindow = TimeSpan.FromHours(1);

    /// <summary>
    /// « Envoyer ». With the address on record: queues the mail. With another: also puts it on record, tells the old
    /// address and keeps how the caller was verified. All or nothing in one commit with the journal (rule 15 of recovery);
    /// refusals are journaled on their own. The same <see cref="ResetRequest.Key"/> acts once and is answered alike.
    /// </summary>
    public Task<ResetResult> SendAsync(Actor actor, Guid accountId, ResetRequest request, CancellationToken cancel) =>
        ActAsync(actor, accountId, new Wish(request.Key, request, Send: true), cancel);

    /// <summary>« Enregistrer sans envoyer »: as <see cref="SendAsync"/>, without token and mail to the new address.</summary>
    public Task<ResetResult> SaveOnlyAsync(Actor actor, Guid accountId, ResetRequest request, CancellationToken cancel) =>
        ActAsync(actor, accountId, new Wish(request.Key, request, Send: false), cancel);

    /// <summary>« Renvoyer »: a new link to the address on record, which ends the one sent before.</summary>
    public Task<ResetResult> ResendAsync(Actor actor, Guid accountId, Guid key, CancellationToken cancel) =>
        ActAsync(actor, accountId, new Wish(key, Request: null, Send: true), cancel);

    private async Task<ResetResult> ActAsync(Actor actor, Guid accountId, Wish wish, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            // The row is held from here on: two operators, or two clicks, follow one another and see what came before.
            var account = await db.Accounts
                .FromSql($"SELECT * FROM accounts WHERE id = {accountId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancel);
            var gate = await Gate.AskAsync(db, actor, accountId, wish.Send ? Act.SendReset : Act.ChangeContact, cancel);
            var result = account is null || gate is not GateAnswer.Allowed
                ? new ResetResult(OutcomeOf(gate))
                : await TryAsync(db, actor, account, wish, cancel);
            if (result.Outcome is ResetOutcome.Sent or ResetOutcome.Saved)
            {
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                return result;
            }
            await transaction.RollbackAsync(cancel);
            if (!IsJournaled(result.Outcome)) return result;
            await JournalRefusalAsync(actor, accountId, wish, result.Outcome, cancel);
            return result;
        }
    }

    private async Task<ResetResult> TryAsync(AdminDb db, Actor actor, Account account, Wish wish, CancellationToken cancel)
    {
        if (await DoneBeforeAsync(db, actor, account, wish, cancel) is { } done) return done;
        var now = await db.NowAsync(cancel);
        if (account.BlockedAt is not null && !(account.BlockedUntil <= now)) return new(ResetOutcome.Blocked);
        if (wish.Send && account.FederatedWith is { } service) return new(ResetOutcome.Federated) { FederatedWith = service };

        var typed = wish.Request is { } request ? request.Email : account.Email;
        if (!EmailAddress.TryParse(typed, out var address, out var fault)) return new(ResetOutcome.AddressRefused) { AddressFault = fault };
        var change = EmailAddress.Same(address.Value, account.Email) || EmailAddress.Same(typed?.Trim(' '), account.Email)
            ? null
            : new ContactChange(db, actor, account, address.Value, now);

        if (change is null && !wish.Send) return new(ResetOutcome.NothingToSave) { Email = account.Email };
        if (change is not null && await change.RefusalAsync(wish.Request!, cancel) is { } refusal) return refusal;
        if (wish.Send && await LimitAsync(SendsOf(db, account.Id), now, cancel) is { } retryAt) return new(ResetOutcome.TooMany) { RetryAt = retryAt };
        // Each change writes to the old address, so changes are sends as well.
        if (change is not null && await LimitAsync(ChangesOf(db, account.Id), now, cancel) is { } changeAt) return new(ResetOutcome.TooMany) { RetryAt = changeAt };

        var school = await SchoolOfAsync(db, actor, account.Id, cancel);
        if (change is not null)
            await change.ApplyAsync(old => notices.ContactReplaced(account, old, school, actor.AccountId, now), wish.Send ? null : wish.Key, cancel);
        if (wish.Send) await QueueAsync(db, actor, account, address.Value, school, wish.Key, now, cancel);
        return new(wish.Send ? ResetOutcome.Sent : ResetOutcome.Saved) { Email = account.Email, DomainAsTyped = address.DomainAsTyped };
    }

    private async Task QueueAsync(AdminDb db, Actor actor, Account account, string recipient, string school, Guid key, DateTimeOffset now, CancellationToken cancel)
    {
        var wish = new TokenWish(account.Id, TokenOrigin.Operator, TokenCarrier.Mail, ResetTokens.MailLife, account.Email, actor.AccountId);
        db.Enqueue(mails.Write(account, await tokens.IssueAsync(db, wish, now, cancel), recipient, school));
        await db.AuditAsync(new AuditEntry
        {
            ActorId = actor.AccountId,
            AccountId = account.Id,
            Action = AuditAction.ResetSent,
            Outcome = AuditOutcome.Done,
            Network = actor.Network,
            Detail = EmailAddress.Mask(account.Email),
            RequestKey = key,
        }, cancel);
    }

    /// <summary>The answer of the first time, when this wish was already granted.</summary>
    private static async Task<ResetResult?> DoneBeforeAsync(AdminDb db, Actor actor, Account account, Wish wish, CancellationToken cancel)
    {
        var action = await db.AuditEntries
            .Where(e => e.RequestKey == wish.Key && e.ActorId == actor.AccountId && e.AccountId == account.Id)
            .Select(e => (AuditAction?)e.Action).SingleOrDefaultAsync(cancel);
        return action switch
        {
            null => null,
            AuditAction.ResetSent => new(ResetOutcome.Sent) { Email = account.Email },
            _ => new(ResetOutcome.Saved) { Email = account.Email },
        };
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

    private async Task JournalRefusalAsync(Actor actor, Guid accountId, Wish wish, ResetOutcome outcome, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db.AuditAsync(new AuditEntry
        {
            ActorId = actor == default ? null : actor.AccountId,
            AccountId = accountId,
            Action = wish.Send ? AuditAction.ResetSent : AuditAction.ContactChanged,
            Outcome = AuditOutcome.Refused,
            Refusal = outcome.ToString(),
            VerifiedHow = wish.Request?.Check?.How,
            Network = actor.Network,
        }, cancel);
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>A slip of the hand is answered on the field; everything else that was tried and not done leaves a row.</summary>
    private static bool IsJournaled(ResetOutcome outcome) =>
        outcome is not (ResetOutcome.AddressRefused or ResetOutcome.ReferenceRefused or ResetOutcome.NothingToSave);

    private static ResetOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => ResetOutcome.SignedOut,
        GateAnswer.OwnAccount => ResetOutcome.OwnAccount,
        GateAnswer.HigherRank => ResetOutcome.HigherRank,
        GateAnswer.FunctionTooLow => ResetOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => ResetOutcome.NotFound,
    };

    /// <summary>What was asked for; without a request it goes to whatever is on record.</summary>
    private sealed record Wish(Guid Key, ResetRequest? Request, bool Send);
}
