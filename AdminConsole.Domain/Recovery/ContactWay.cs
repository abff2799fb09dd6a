using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Domain.Recovery;

/// <summary>A contact as it is stored and written to.</summary>
/// <param name="DomainAsTyped">The domain as typed when it had to be rewritten in ASCII.</param>
internal sealed record ReadContact(string Value, string? DomainAsTyped = null);

/// <summary>A message with which a password is chosen.</summary>
/// <param name="Account">Whose password.</param>
/// <param name="Recipient">Where it goes.</param>
/// <param name="Contact">As it is on record: a change of it ends the link.</param>
/// <param name="School">In whose name it is sent.</param>
/// <param name="Parent">The responsable who gets it in the child's place; null for the person.</param>
internal sealed record ResetLetter(Account Account, string Recipient, string Contact, string School, Guid AskedBy, DateTimeOffset Now, Account? Parent = null);

/// <summary>What differs between an address and a mobile, for one who helps by either.</summary>
public abstract class ContactWay
{
    internal abstract Channel Channel { get; }

    internal abstract string? OnRecord(Account account);

    internal abstract ContactState? StateOf(Account account);

    internal abstract void Put(Account account, string value);

    internal abstract bool Same(string? one, string? other);

    internal abstract string? Mask(string? value);

    /// <summary>The typed text as a contact; null with the refusal that answers it.</summary>
    internal abstract ReadContact? Read(string? typed, out ResetResult? refusal);

    /// <summary>Tells the contact that was replaced; null when nothing can be sent to it.</summary>
    internal abstract OutboxMessage? TellReplaced(Account account, string former, string school, Guid askedBy, DateTimeOffset now);

    internal abstract TokenWish TokenFor(ResetLetter letter);

    internal abstract OutboxMessage Write(ResetLetter letter, IssuedToken issued);
}

/// <summary>By mail: link and provisional password.</summary>
public sealed class MailWay(ResetMail mails, NoticeMail notices) : ContactWay
{
    internal override Channel Channel => Channel.Mail;

    internal override string? OnRecord(Account account) => account.Email;

    internal override ContactState? StateOf(Account account) => account.EmailState;

    internal override void Put(Account account, string value) =>
        (account.Email, account.EmailState, account.EmailSource) = (value, ContactState.Unconfirmed, ContactSource.Operator);

    // Also as typed: an address on record from a file may be one that is written otherwise today.
    internal override bool Same(string? one, string? other) => EmailAddress.Same(one?.Trim(' '), other);

    internal override string? Mask(string? value) => EmailAddress.Mask(value);

    internal override ReadContact? Read(string? typed, out ResetResult? refusal)
    {
        var read = EmailAddress.TryParse(typed, out var address, out var fault);
        refusal = read ? null : new(ResetOutcome.ContactRefused) { AddressFault = fault };
        return read ? new(address.Value, address.DomainAsTyped) : null;
    }

    internal override OutboxMessage? TellReplaced(Account account, string former, string school, Guid askedBy, DateTimeOffset now) =>
        EmailAddress.TryParse(former, out var reachable, out _) ? notices.ContactReplaced(account, reachable.Value, school, askedBy, now) : null;

    internal override TokenWish TokenFor(ResetLetter letter) =>
        new(letter.Account.Id, TokenOrigin.Operator, TokenCarrier.Mail, ResetTokens.MailLife, letter.Contact, letter.AskedBy) { WithProvisional = true };

    internal override OutboxMessage Write(ResetLetter letter, IssuedToken issued) =>
        mails.Write(letter.Account, issued, letter.Recipient, letter.School, letter.Parent);
}

/// <summary>By SMS: the link alone.</summary>
public sealed class SmsWay(ResetSms messages, NoticeSms notices, SmsGateway gateway) : ContactWay
{
    internal override Channel Channel => Channel.Sms;

    internal override string? OnRecord(Account account) => account.Mobile;

    internal override ContactState? StateOf(Account account) => account.MobileState;

    internal override void Put(Account account, string value) =>
        (account.Mobile, account.MobileState, account.MobileSource) = (value, ContactState.Unconfirmed, ContactSource.Operator);

    internal override bool Same(string? one, string? other) =>
        MobileNumber.TryParse(one, out var number, out _) && MobileNumber.TryParse(other, out var also, out _) ? number.Value == also.Value : one?.Trim(' ') == other;

    internal override string? Mask(string? value) => MobileNumber.Mask(value);

    internal override ReadContact? Read(string? typed, out ResetResult? refusal)
    {
        var read = gateway.TryParse(typed, out var number, out var fault);
        refusal = read ? null : new(ResetOutcome.ContactRefused) { MobileFault = fault };
        return read ? new(number.Value) : null;
    }

    internal override OutboxMessage? TellReplaced(Account account, string former, string school, Guid askedBy, DateTimeOffset now) =>
        gateway.Offered && gateway.TryParse(former, out var reachable, out _) ? notices.NumberReplaced(account, reachable.Value, askedBy, now) : null;

    internal override TokenWish TokenFor(ResetLetter letter) =>
        new(letter.Account.Id, TokenOrigin.Operator, TokenCarrier.Sms, ResetTokens.SmsLife, letter.Contact, letter.AskedBy);

    internal override OutboxMessage Write(ResetLetter letter, IssuedToken issued) => messages.Write(letter.Account, issued, letter.Recipient);
}
