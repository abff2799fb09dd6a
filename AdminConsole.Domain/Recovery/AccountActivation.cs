using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;

namespace AdminConsole.Domain.Recovery;

/// <summary>
/// What a first choice of a password asks besides it: an optional address and mobile, which count at once, and the terms, accepted once. An account
/// that was activated before is asked nothing.
/// </summary>
public sealed class AccountActivation(Terms terms, SmsGateway gateway, NoticeMail mails, NoticeSms texts)
{
    /// <summary>New contacts, ready to be put on record; null for one that stays.</summary>
    internal sealed record Given(string? Email, string? Mobile, ActivationFaults Faults)
    {
        public static Given Nothing { get; } = new(null, null, new());
    }

    /// <summary>Null for an account that is activated.</summary>
    internal ActivationView? View(Account account) =>
        account.ActivatedAt is null ? new(account.GivenName, account.Email, account.Mobile, AsksTerms(account)) : null;

    /// <summary>What of it is new, and what is wrong with it.</summary>
    internal Given Read(Account account, Activation activation)
    {
        if (account.ActivatedAt is not null) return Given.Nothing;
        string? email = null, mobile = null;
        var faults = new ActivationFaults(TermsMissing: AsksTerms(account) && !activation.TermsAccepted);
        if (IsNew(activation.Email, activation.EmailShown, account.Email))
        {
            if (EmailAddress.TryParse(activation.Email, out var address, out var fault)) email = address.Value;
            else faults = faults with { Email = fault };
        }
        if (IsNew(activation.Mobile, activation.MobileShown, account.Mobile))
        {
            if (TryMobile(activation.Mobile, out var number, out var fault)) mobile = number.Value;
            else faults = faults with { Mobile = fault };
        }
        return new(email, mobile, faults);
    }

    /// <summary>Inside the transaction that holds the account's row: contacts count at once, « non confirmée », and what they replace is told.</summary>
    internal async Task ApplyAsync(AdminDb db, Account account, Given given, IPAddress? network, DateTimeOffset now, CancellationToken cancel)
    {
        if (AsksTerms(account)) account.TermsAcceptedAt = now;
        var (oldEmail, oldMobile) = (account.Email, account.Mobile);
        if (given.Email is { } email && !EmailAddress.Same(email, oldEmail))
        {
            (account.Email, account.EmailState, account.EmailSource) = (email, ContactState.Unconfirmed, ContactSource.Activation);
            if (EmailAddress.TryParse(oldEmail, out var reachable, out _)) db.Enqueue(mails.ContactReplacedAtActivation(account, reachable.Value, now));
            await JournalAsync(db, account, $"{EmailAddress.Mask(oldEmail) ?? "∅"} → {EmailAddress.Mask(email)}", network, now, cancel);
        }
        if (given.Mobile is { } mobile && mobile != oldMobile)
        {
            if (gateway.ReachOf(account) is { } reachable) db.Enqueue(texts.NumberReplaced(account, reachable.Value, askedBy: null, now));
            (account.Mobile, account.MobileState, account.MobileSource) = (mobile, ContactState.Unconfirmed, ContactSource.Activation);
            await JournalAsync(db, account, $"{MobileNumber.Mask(oldMobile) ?? "∅"} → {MobileNumber.Mask(mobile)}", network, now, cancel);
        }
    }

    private bool AsksTerms(Account account) => account is { ActivatedAt: null, TermsAcceptedAt: null } && terms.Text is not null;

    /// <summary>Where no SMS is sent, any country's number may stand on record.</summary>
    private bool TryMobile(string? typed, out MobileNumber number, out MobileFault fault) =>
        gateway.Offered ? gateway.TryParse(typed, out number, out fault) : MobileNumber.TryParse(typed, out number, out fault);

    private static bool IsNew(string? typed, string? shown, string? onRecord)
    {
        var text = typed?.Trim() ?? "";
        return text.Length > 0 && !EmailAddress.Same(text, shown?.Trim()) && !EmailAddress.Same(text, onRecord);
    }

    private static Task JournalAsync(AdminDb db, Account account, string detail, IPAddress? network, DateTimeOffset now, CancellationToken cancel)
    {
        // One change of identity or contact, however many fields: a fiche that is open elsewhere notices it.
        if (account.ModifiedAt != now) account.Version++;
        account.ModifiedAt = now;
        return db.AuditAsync(new AuditEntry
        {
            AccountId = account.Id,
            Action = AuditAction.ContactChanged,
            Outcome = AuditOutcome.Done,
            Reason = "activation",
            Network = network,
            Detail = detail,
        }, cancel);
    }
}
