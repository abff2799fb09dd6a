using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>What a contact on record is told of a change.</summary>
internal enum ContactNews { Asked, Done }

/// <summary>The messages about one's own contacts: to the new one, that it may confirm itself; to those on record, that they may cancel.</summary>
public sealed class ContactMessages(MessageWriter writer, ResetTokens tokens)
{
    /// <summary>
    /// The link with which the new contact proves itself. Names the person by the given name alone: a slip of the hand sends this to
    /// a stranger, who need not learn a login.
    /// </summary>
    internal async Task ConfirmAsync(AdminDb db, Account account, OwnContactChange change, DateTimeOffset now, CancellationToken cancel)
    {
        var wish = new TokenWish(account.Id, TokenOrigin.Self, TokenCarrier.Mail, ResetTokens.MailLife, change.NewValue)
        {
            Purpose = TokenPurpose.ConfirmContact,
            ChangeId = change.Id,
        };
        var issued = await tokens.IssueAsync(db, wish, now, cancel);
        var texts = new MessageTexts(account.Language);
        db.Enqueue(writer.Mail(
            new(account, MessageKind.ContactConfirmation, MessagePriority.Recovery, change.NewValue, now, issued.Token.ExpiresAt, issued.Token.Id),
            texts["Confirm.Subject", writer.SiteName], texts["Confirm.Title"],
            [
                new(texts["Confirm.What", account.GivenName, writer.SiteName]),
                new(texts["Confirm.Button"]) { Link = writer.Link("mon-compte/confirmation/" + issued.Secret) },
                new(texts["Confirm.Life", (int)(issued.Token.ExpiresAt - now).TotalMinutes, texts.Clock(issued.Token.ExpiresAt)]),
                new(texts["Confirm.NotYou"]) { Quiet = true },
            ]));
    }

    /// <summary>Tells every contact on record, what is replaced included, with a link that takes the change back for 72 hours.</summary>
    internal async Task TellAsync(AdminDb db, Account account, OwnContactChange change, ContactNews news, DateTimeOffset now, CancellationToken cancel)
    {
        var mail = change.Channel is Channel.Mail ? change.OldValue : account.Email;
        if (EmailAddress.TryParse(mail, out var reachable, out _)) db.Enqueue(Notice(account, change, news, await CancelAsync(db, change, TokenCarrier.Mail, reachable.Value, now, cancel)));
    }

    /// <summary>Tells both sides that the former contact is back. Holds no link with which anything could be done.</summary>
    internal void TellRestored(AdminDb db, Account account, OwnContactChange change, string? refused, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        foreach (var recipient in new[] { account.Email, refused }.Where(r => EmailAddress.TryParse(r, out _, out _)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            db.Enqueue(writer.Mail(
                new(account, MessageKind.OwnContactChange, MessagePriority.Notice, recipient!, now, now + MessageWriter.NoticeLife),
                texts["Restored.Subject", writer.SiteName], texts["Restored.Title"],
                [new(texts["Restored.What", texts.Moment(now)]), new(texts["Restored.Sessions"]), new(texts["Restored.NotYou", writer.Link("aide")]) { Quiet = true }]));
        }
    }

    private async Task<IssuedToken> CancelAsync(AdminDb db, OwnContactChange change, TokenCarrier carrier, string contact, DateTimeOffset now, CancellationToken cancel) =>
        await tokens.IssueAsync(db, new(change.AccountId, TokenOrigin.Self, carrier, PendingChanges.CancelLife, contact)
        {
            Purpose = TokenPurpose.CancelContact, ChangeId = change.Id, BesideOthers = true,
        }, now, cancel);

    private OutboxMessage Notice(Account account, OwnContactChange change, ContactNews news, IssuedToken issued)
    {
        var texts = new MessageTexts(account.Language);
        var (now, token) = (issued.Token.IssuedAt, issued.Token);
        var about = news is ContactNews.Asked ? "Asked." : "Done.";
        var which = change.Channel.ToString();
        return writer.Mail(
            new(account, MessageKind.OwnContactChange, MessagePriority.Notice, token.Contact!, now, token.ExpiresAt, token.Id),
            texts[about + which + ".Subject", writer.SiteName], texts[about + which + ".Title"],
            [
                new(texts["Hello", account.GivenName]),
                new(texts[about + which + ".What", texts.Moment(now), OwnRow.Mask(change.Channel, change.NewValue)]),
                new(texts["Login", account.Login]) { Strong = account.Login },
                new(texts["Cancel.YouKnow"]),
                new(texts["Cancel.NotYou"]),
                new(texts["Cancel.Button"]) { Link = writer.Link("mon-compte/annulation/" + issued.Secret) },
                new(texts["Cancel.Life", texts.Moment(token.ExpiresAt)]) { Quiet = true },
            ]);
    }
}
