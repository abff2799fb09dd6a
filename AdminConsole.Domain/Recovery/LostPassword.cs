using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>Answers « Vous avez perdu votre mot de passe ? », away from whoever asked (rules 1 and 3 of recovery).</summary>
public sealed class LostPassword(ResetTokens tokens, ResetMail mails, ResetSms messages, NoticeMail notices, SmsGateway sms)
{
    /// <summary>
    /// Queues the message and the journal row, for the transaction that holds the request. Blocked accounts, those without a usable contact
    /// and those over a limit get nothing; one that signs in elsewhere is told where, and gets no token.
    /// </summary>
    internal async Task AnswerAsync(AdminDb db, RecoveryRequest request, DateTimeOffset now, CancellationToken cancel)
    {
        var name = request.Typed!;
        var found = await db.LoginNames
            .Where(n => n.Name == name && (n.Kind == LoginNameKind.Login || n.Kind == LoginNameKind.Alias))
            .Select(n => (Guid?)n.AccountId).SingleOrDefaultAsync(cancel);
        if (found is not { } accountId)
        {
            var subject = PublicLimits.UnknownLogin(name);
            if (await PublicLimits.AllowsAccountAsync(db, subject, cancel)) PublicLimits.Use(db, subject, now);
            return;
        }
        var account = await db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {accountId} FOR NO KEY UPDATE").SingleAsync(cancel);
        var (refusal, target) = await TargetAsync(db, account, request.Channel, now, cancel);
        if (target is not null) await SendAsync(db, account, target, now, cancel);
        await PublicJournal.AddAsync(db, request, account, AuditAction.ResetAsked, refusal, target?.Masked, cancel);
    }

    /// <summary>Where the message goes, or why none is sent.</summary>
    private async Task<(AskRefusal? Refusal, Target? Target)> TargetAsync(AdminDb db, Account account, Channel wished, DateTimeOffset now, CancellationToken cancel)
    {
        if (!await PublicLimits.AllowsAccountAsync(db, account.Id, cancel)) return (AskRefusal.TooManyForAccount, null);
        PublicLimits.Use(db, account.Id, now);
        if (account.IsBlockedAt(now)) return (AskRefusal.Blocked, null);
        if (Reachable(account, wished) is not { } target) return (account.Email ?? account.Mobile) is null ? (AskRefusal.NoContact, null) : (AskRefusal.NoUsableContact, null);
        var destination = PublicLimits.Destination(target.Recipient);
        if (!await PublicLimits.AllowsDestinationAsync(db, destination, cancel)) return (AskRefusal.TooManyForDestination, null);
        PublicLimits.Use(db, destination, now);
        return (null, target);
    }

    /// <summary>
    /// The contact of the wished channel if it can be written to, else the other one: the page promised a message to what is on record. A
    /// contact that its server refused is not written to until it is corrected; the fiche shows it.
    /// </summary>
    private Target? Reachable(Account account, Channel wished)
    {
        var mail = account.EmailState is not ContactState.Refused && EmailAddress.TryParse(account.Email, out var address, out _)
            ? new Target(Channel.Mail, address.Value, EmailAddress.Mask(address.Value))
            : null;
        // Where a person signs in elsewhere, only the mail has room to say so.
        if (account.FederatedWith is not null || sms.ReachOf(account) is not { } number) return mail;
        return wished is Channel.Sms || mail is null ? new(Channel.Sms, number.Value, MobileNumber.Mask(number.Value)) : mail;
    }

    private async Task SendAsync(AdminDb db, Account account, Target target, DateTimeOffset now, CancellationToken cancel)
    {
        if (account.FederatedWith is { } service)
        {
            db.Enqueue(notices.SignInElsewhere(account, target.Recipient, service, now));
            return;
        }
        if (target.Channel is Channel.Sms)
        {
            var link = await tokens.IssueAsync(db, new(account.Id, TokenOrigin.Public, TokenCarrier.Sms, ResetTokens.SmsLife, account.Mobile), now, cancel);
            db.Enqueue(messages.Write(account, link, target.Recipient));
            return;
        }
        var wish = new TokenWish(account.Id, TokenOrigin.Public, TokenCarrier.Mail, ResetTokens.MailLife, account.Email) { WithProvisional = true };
        db.Enqueue(mails.Write(account, await tokens.IssueAsync(db, wish, now, cancel), target.Recipient, school: null));
    }

    private sealed record Target(Channel Channel, string Recipient, string? Masked);
}
