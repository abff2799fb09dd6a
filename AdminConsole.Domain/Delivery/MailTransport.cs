using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Delivery;

/// <summary>
/// Mail by SMTP, plain or with STARTTLS, with or without a user: one connection for one mail. The class underneath is the
/// framework's own; it cannot do implicit TLS (port 465).
/// </summary>
public sealed class MailTransport(IOptions<MailOptions> options) : ITransport
{
    private const string ResponseMarker = "The server response was: ";

    /// <summary>Enhanced codes (RFC 3463) that say that the mailbox does not exist, wherever in the conversation they come.</summary>
    private static readonly string[] NoSuchMailbox = ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

    public Channel Channel => Channel.Mail;

    public async Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        var settings = options.Value;
        using var mail = Compose(message, settings.From);
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Security is MailSecurity.StartTls };
        if (settings.User is not null) client.Credentials = new NetworkCredential(settings.User, settings.Password);
        try
        {
            // The client reads the answer to the data deaf to its token; to be disposed of is what ends that.
            await client.SendMailAsync(mail, cancel).WaitAsync(cancel);
            return new(SendVerdict.Accepted);
        }
        catch (SmtpException refusal) when (!cancel.IsCancellationRequested)
        {
            return AnswerOf(refusal);
        }
    }

    private static MailMessage Compose(OutgoingMessage message, string? from)
    {
        var sender = new MailAddress(from ?? throw new InvalidOperationException("Mail:From is not set."));
        var mail = new MailMessage
        {
            From = sender,
            Subject = message.Content.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        mail.To.Add(new MailAddress(message.Recipient));
        // The same in a duplicate, so that mail programs show it once.
        mail.Headers.Add("Message-ID", $"<{message.Id:N}@{sender.Host}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.AlternateViews.Add(Part(message.Content.Text, MediaTypeNames.Text.Plain));
        if (message.Content.Html is { } html) mail.AlternateViews.Add(Part(html, MediaTypeNames.Text.Html));
        return mail;
    }

    private static AlternateView Part(string content, string type)
    {
        var part = AlternateView.CreateAlternateViewFromString(content.ReplaceLineEndings("\r\n"), Encoding.UTF8, type);
        part.TransferEncoding = TransferEncoding.QuotedPrintable;
        return part;
    }

    /// <summary>
    /// 4xx and everything about the connection: later. So is what the server has against us and not against the message (TLS,
    /// sign-in, syntax): a mistake in the settings must not brand every address of a school as refused.
    /// </summary>
    private static SendAnswer AnswerOf(SmtpException refusal)
    {
        var code = (int)refusal.StatusCode;
        if (code <= 0) return new(SendVerdict.TryLater, Innermost(refusal));
        var at = refusal.Message.IndexOf(ResponseMarker, StringComparison.Ordinal);
        var words = at < 0 ? refusal.Message : refusal.Message[(at + ResponseMarker.Length)..];
        var verdict = code switch
        {
            < 500 => SendVerdict.TryLater,
            <= 504 or >= 530 and <= 538 => SendVerdict.TryLater,
            _ when NoSuchMailbox.Contains(words.Split(' ')[0]) => SendVerdict.RecipientRefused,
            _ when refusal is SmtpFailedRecipientException && !words.StartsWith("5.7.", StringComparison.Ordinal) => SendVerdict.RecipientRefused,
            _ => SendVerdict.MessageRefused,
        };
        return new(verdict, $"{code} {words}");
    }

    private static string Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault.Message;
}
