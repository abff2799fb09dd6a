using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>What a contact on record is told of a change.</summary>
internal enum ContactNews { Asked, Done }

/// <summary>The messages about one's own contacts: to the new one, that it may confirm itself; to those on record, that they may cancel.</summary>
public sealed class ContactMessages(MessageWriter writer, ResetTokens tokens, SmsGateway gateway)
{
    /// <summary>
    /// The link with which the new contact proves itself. Names the person by the given name alone: a slip of the hand sends this to
    /// a stranger, who need not learn a login.
    /// </summary>
    internal async Task ConfirmAsync(AdminDb db, Account account, OwnContactChange change, DateTimeOffset now, CancellationToken cancel)
    {
        var isMail = change.Channel is Channel.Mail;
        var wish = new TokenWish(
            account.Id, TokenOrigin.Self, isMail ? TokenCarrier.Mail : TokenCarrier.Sms, isMail ? ResetTokens.MailLife : ResetTokens.SmsLife, change.NewValue)
        {
            Purpose = TokenPurpose.ConfirmContact, ChangeId = change.Id,
        };
        var issued = await tokens.IssueAsync(db, wish, now, cancel);
        var texts = new MessageTexts(account.Language);
        var until = issued.Token.ExpiresAt;
        var envelope = new Envelope(account, MessageKind.ContactConfirmation, MessagePriority.Recovery, change.NewValue, now, until, issued.Token.Id);
        if (!isMail)
        {
            var (at, link) = (texts.ShortClock(until), writer.ShortLink(issued.Secret, 'c'));
            db.Enqueue(writer.Sms(envelope, [texts["Sms.ConfirmName", at, link, account.GivenName], texts["Sms.Confirm", at, link]], texts["Sms.Never"]));
            return;
        }
        db.Enqueue(writer.Mail(envelope, texts["Confirm.Subject", writer.SiteName], texts["Confirm.Title"],
        [
            new(texts["Confirm.What", account.GivenName, writer.SiteName]),
            new(texts["Confirm.Button"]) { Link = writer.Link("mon-compte/confirmation/" + issued.Secret) },
            new(texts["Confirm.Life", (int)(until - now).TotalMinutes, texts.Clock(until)]),
            new(texts["Confirm.NotYou"]) { Quiet = true },
        ]));
    }

    /// <summary>Tells every contact on record, what is replaced included, with a link that takes the change back for 72 hours.</summary>
    internal async Task TellAsync(AdminDb db, Account account, OwnContactChange change, ContactNews news, DateTimeOffset now, CancellationToken cancel)
    {
        var isMail = change.Channel is Channel.Mail;
        var mail = isMail ? change.OldValue : account.Email;
        if (EmailAddress.TryParse(mail, out var reachable, out _)) db.Enqueue(Mail(account, change, news, await CancelAsync(db, change, TokenCarrier.Mail, mail!, now, cancel), reachable.Value));
        var (mobile, state) = isMail ? (account.Mobile, account.MobileState) : (change.OldValue, change.OldState);
        if (gateway.Offered && state is not ContactState.Refused && gateway.TryParse(mobile, out var number, out _))
            db.Enqueue(Sms(account, change, news, await CancelAsync(db, change, TokenCarrier.Sms, mobile!, now, cancel), number.Value));
    }

    /// <summary>Tells both sides that the former contact is back. Holds no link with which anything could be done.</summary>
    /// <param name="refused">What had been put in its place.</param>
    internal void TellRestored(AdminDb db, Account account, string[] refused, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        foreach (var recipient in refused.Prepend(account.Email).Where(r => EmailAddress.TryParse(r, out _, out _)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            db.Enqueue(writer.Mail(
                Notice(account, recipient!, now), texts["Restored.Subject", writer.SiteName], texts["Restored.Title"],
                [new(texts["Restored.What", texts.Moment(now)]), new(texts["Restored.Sessions"]), new(texts["Restored.NotYou", writer.Link("aide")]) { Quiet = true }]));
        }
        if (!gateway.Offered) return;
        foreach (var recipient in refused.Prepend(account.Mobile).Where(r => gateway.TryParse(r, out _, out _)).Distinct(StringComparer.Ordinal))
            db.Enqueue(writer.Sms(Notice(account, recipient!, now), [texts["Sms.Restored", texts.ShortMoment(now)]]));
    }

    private async Task<IssuedToken> CancelAsync(AdminDb db, OwnContactChange change, TokenCarrier carrier, string contact, DateTimeOffset now, CancellationToken cancel) =>
        await tokens.IssueAsync(db, new(change.AccountId, TokenOrigin.Self, carrier, PendingChanges.CancelLife, contact)
        {
            Purpose = TokenPurpose.CancelContact, ChangeId = change.Id, BesideOthers = true,
        }, now, cancel);

    private OutboxMessage Mail(Account account, OwnContactChange change, ContactNews news, IssuedToken issued, string recipient)
    {
        var texts = new MessageTexts(account.Language);
        var about = $"{news}.{change.Channel}";
        return writer.Mail(Carrying(account, issued, recipient), texts[about + ".Subject", writer.SiteName], texts[about + ".Title"],
        [
            new(texts["Hello", account.GivenName]),
            new(texts[about + ".What", texts.Moment(issued.Token.IssuedAt), OwnRow.Mask(change.Channel, change.NewValue)]),
            new(texts["Login", account.Login]) { Strong = account.Login },
            new(texts["Cancel.YouKnow"]),
            new(texts["Cancel.NotYou"]),
            new(texts["Cancel.Button"]) { Link = writer.Link("mon-compte/annulation/" + issued.Secret) },
            new(texts["Cancel.Life", texts.Moment(issued.Token.ExpiresAt)]) { Quiet = true },
        ]);
    }

    private OutboxMessage Sms(Account account, OwnContactChange change, ContactNews news, IssuedToken issued, string recipient)
    {
        var texts = new MessageTexts(account.Language);
        var (what, link) = (texts[$"Sms.{news}.{change.Channel}"], writer.ShortLink(issued.Secret, 'a'));
        return writer.Sms(Carrying(account, issued, recipient), [texts["Sms.ToldLogin", what, link, account.Login], texts["Sms.Told", what, link], texts["Sms.ToldShort", link]]);
    }

    private static Envelope Carrying(Account account, IssuedToken issued, string recipient) => new(
        account, MessageKind.OwnContactChange, MessagePriority.Notice, recipient, issued.Token.IssuedAt, issued.Token.ExpiresAt, issued.Token.Id);

    private static Envelope Notice(Account account, string recipient, DateTimeOffset now) =>
        new(account, MessageKind.OwnContactChange, MessagePriority.Notice, recipient, now, now + MessageWriter.NoticeLife);
}
