using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Domain.Model.Messages;

/// <summary>The SMS with which a person chooses a password: one message, link included.</summary>
public sealed class ResetSms(MessageWriter writer)
{
    /// <summary>As long as any secret is.</summary>
    private static readonly string AnySecret = new('0', LinkSecret.Characters);
    private static readonly MessageTexts[] Languages = [new("fr"), new("en")];

    /// <summary>Whether the SMS fits one message with links that begin so, in either language.</summary>
    public static bool FitsWith(Uri publicUrl) => Languages.All(texts =>
        SmsSheet.Fits(Gsm7.Write(texts["Sms.Reset", texts.ShortClock(default), MessageWriter.ShortLink(publicUrl, AnySecret)])));

    /// <summary>
    /// Carries the link and until when it works; the login, the site's name and a warning as far as they fit. Sent no later than
    /// the token lives.
    /// </summary>
    /// <param name="recipient">E.164.</param>
    internal OutboxMessage Write(Account account, IssuedToken issued, string recipient)
    {
        var (texts, token) = (new MessageTexts(account.Language), issued.Token);
        var (until, link) = (texts.ShortClock(token.ExpiresAt), writer.ShortLink(issued.Secret));
        return writer.Sms(
            new(account, MessageKind.Reset, MessagePriority.Recovery, recipient, token.IssuedAt, token.ExpiresAt, token.Id, token.IssuedBy),
            [texts["Sms.ResetLogin", until, link, account.Login], texts["Sms.Reset", until, link]], texts["Sms.Never"]);
    }
}
