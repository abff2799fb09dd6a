using System.Collections.Concurrent;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Delivery;

/// <summary>
/// Mail by SMTP, plain or with STARTTLS, with or without a user: one recipient a mail. A connection that has just carried a mail carries the
/// next; after a refusal or a moment without work it is ended. The class underneath is the framework's own; it cannot do implicit TLS (port 465).
/// </summary>
public sealed class MailTransport : ITransport, IDisposable
{
    private const string ResponseMarker = "The server response was: ";

    /// <summary>« I close this connection. »</summary>
    private const int Closing = 421;

    /// <summary>No server ends a connection sooner for being idle, so that one that is taken up again is almost never dead.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    /// <summary>Enhanced codes (RFC 3463) that say that the mailbox of the recipient does not exist, wherever in the conversation they come.</summary>
    private static readonly string[] NoSuchMailbox = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

    /// <summary>Those that are about our own address (Mail:From).</summary>
    private static readonly string[] WrongSender = ["5.1.7", "5.1.8"];
    private readonly ConcurrentStack<Connection> kept = new();
    private readonly IOptions<MailOptions> options;
    private readonly TimeProvider time;
    private readonly ITimer sweep;

    public MailTransport(IOptions<MailOptions> options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        sweep = time.CreateTimer(_ => End(all: false), null, Idle, Idle);
    }

    public Channel Channel => Channel.Mail;

    public async Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        using var mail = Compose(message, options.Value.From);
        while (kept.TryPop(out var connection))
        {
            if (time.GetElapsedTime(connection.Since) > Idle) connection.Client.Dispose();
            // What was kept may be dead, or have carried as much as the server allows: then the mail has a connection of its own.
            else if (await TryAsync(connection.Client, mail, cancel) is (var answer, Gone: false)) return answer;
        }
        return (await TryAsync(NewClient(), mail, cancel)).Answer;
    }

    public void Dispose()
    {
        sweep.Dispose();
        End(all: true);
    }

    private SmtpClient NewClient()
    {
        var settings = options.Value;
        var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Security is MailSecurity.StartTls };
        if (settings.User is not null) client.Credentials = new NetworkCredential(settings.User, settings.Password);
        return client;
    }

    /// <summary>Keeps the connection of a mail that was taken, and no other.</summary>
    private async Task<(SendAnswer Answer, bool Gone)> TryAsync(SmtpClient client, MailMessage mail, CancellationToken cancel)
    {
        var good = false;
        try
        {
            // The client reads the answer to the data deaf to its token; to be disposed of is what ends that.
            await client.SendMailAsync(mail, cancel).WaitAsync(cancel);
            good = true;
            kept.Push(new(client, time.GetTimestamp()));
            return (new(SendVerdict.Accepted), false);
        }
        catch (SmtpException refusal) when (!cancel.IsCancellationRequested)
        {
            return (AnswerOf(refusal), (int)refusal.StatusCode is <= 0 or Closing);
        }
        finally
        {
            if (!good) client.Dispose();
        }
    }

    /// <summary>Says goodbye on the connections that nothing has used for a while, or on all.</summary>
    private void End(bool all)
    {
        List<Connection> still = [];
        while (kept.TryPop(out var connection))
        {
            if (all || time.GetElapsedTime(connection.Since) > Idle) connection.Client.Dispose();
            else still.Add(connection);
        }
        still.Reverse();
        if (still.Count > 0) kept.PushRange([.. still]);
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
            _ when WrongSender.Contains(words.Split(' ')[0]) => SendVerdict.TryLater,
            _ when NoSuchMailbox.Contains(words.Split(' ')[0]) => SendVerdict.RecipientRefused,
            _ when refusal is SmtpFailedRecipientException && !words.StartsWith("5.7.", StringComparison.Ordinal) => SendVerdict.RecipientRefused,
            _ => SendVerdict.MessageRefused,
        };
        return new(verdict, $"{code} {words}");
    }

    private static string Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault.Message;

    private sealed record Connection(SmtpClient Client, long Since);
}
