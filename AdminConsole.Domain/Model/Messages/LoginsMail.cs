using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Domain.Model.Messages;

/// <summary>One login in the mail.</summary>
/// <param name="Issued">Its own link; null for one that gets none, because it signs in elsewhere or was sent too many.</param>
/// <param name="IsNew">Whether this mail tells it something; false when it is only listed beside others.</param>
internal sealed record ListedLogin(Account Account, IssuedToken? Issued, bool IsNew);

/// <summary>The mail with every login of one address: a family shares one, and gets a link for each (rule 5 of recovery).</summary>
public sealed class LoginsMail(MessageWriter writer)
{
    /// <summary>In the language in which it was asked for: the accounts may have several.</summary>
    /// <param name="areMore">Whether the address has more than these.</param>
    internal (OutboxMessage Message, IReadOnlyList<MessageShare> Shares) Write(
        IReadOnlyList<ListedLogin> logins, bool areMore, ILookup<Guid, string> schools, string recipient, string language, DateTimeOffset now)
    {
        var texts = new MessageTexts(language);
        List<MailLine> lines = [new(texts[logins.Count == 1 ? "Logins.One" : "Logins.Several"])];
        var life = TimeSpan.Zero;
        foreach (var (account, issued, _) in logins)
        {
            var where = string.Join(", ", schools[account.Id]);
            var name = $"{account.GivenName} {account.FamilyName}";
            lines.Add(new(where.Length == 0 ? name : texts["Logins.Who", name, where]) { Strong = name });
            lines.Add(new(texts["Logins.Login", account.Login]) { Strong = account.Login });
            if (issued is not null)
            {
                lines.Add(new(texts["Logins.Button", account.Login]) { Link = writer.Link("reinitialisation/" + issued.Secret) });
                life = issued.Token.ExpiresAt - issued.Token.IssuedAt;
            }
            else
            {
                lines.Add(new(account.FederatedWith is { } service ? texts["Logins.Elsewhere", service] : texts["Logins.SentBefore"]));
            }
        }
        if (areMore) lines.Add(new(texts["Logins.More", logins.Count]));
        if (life > TimeSpan.Zero) lines.Add(new(texts["Logins.Life", (int)life.TotalMinutes, texts.Clock(now + life)]));
        lines.Add(new(texts["Logins.NotYou"]) { Quiet = true });
        var message = writer.Mail(
            new(logins[0].Account, MessageKind.LoginsListed, MessagePriority.Recovery, recipient, now, now + ResetTokens.MailLife) { Language = language },
            texts["Logins.Subject", writer.SiteName], texts["Logins.Title"], lines);
        return (message, [.. logins.Select(each => new MessageShare { MessageId = message.Id, AccountId = each.Account.Id, TokenId = each.Issued?.Token.Id })]);
    }
}
