using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>Sends the person back to « Choisissez votre mot de passe », inside the transaction that made it necessary and holds the account's row.</summary>
public sealed class OwnResets(ResetTokens tokens, ResetMail mails, ResetSms messages, SmsGateway gateway)
{
    /// <summary>One link for each address; for each mobile when no address can be reached. Nothing for an account that signs in elsewhere or is blocked.</summary>
    /// <returns>How many messages are queued.</returns>
    internal async Task<int> SendAsync(AdminDb db, Account account, IEnumerable<string?> addresses, IEnumerable<string?> mobiles, DateTimeOffset now, CancellationToken cancel)
    {
        if (account.FederatedWith is not null || account.IsBlockedAt(now)) return 0;
        var sent = 0;
        foreach (var address in addresses.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!EmailAddress.TryParse(address, out var reachable, out _)) continue;
            var wish = Wish(account, TokenCarrier.Mail, ResetTokens.MailLife, address) with { WithProvisional = true };
            db.Enqueue(mails.Write(account, await tokens.IssueAsync(db, wish, now, cancel), reachable.Value, school: null));
            sent++;
        }
        if (sent > 0 || !gateway.Offered) return sent;
        foreach (var mobile in mobiles.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (!gateway.TryParse(mobile, out var number, out _)) continue;
            db.Enqueue(messages.Write(account, await tokens.IssueAsync(db, Wish(account, TokenCarrier.Sms, ResetTokens.SmsLife, mobile), now, cancel), number.Value));
            sent++;
        }
        return sent;
    }

    private static TokenWish Wish(Account account, TokenCarrier carrier, TimeSpan life, string contact) =>
        new(account.Id, TokenOrigin.Self, carrier, life, contact) { BesideOthers = true };
}
