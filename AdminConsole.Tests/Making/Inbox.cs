using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AdminConsole.Making;

/// <summary>
/// An SMTP server of this process on a free port: takes mails, and answers as it was told to. STARTTLS with a
/// certificate of its own, and a user with a password, when asked for.
/// </summary>
public sealed class Inbox : IAsyncDisposable
{
    public const string User = "expediteur";
    public const string Password = "mot de passe d'essai";

    /// <summary>As a scripted reply: none, however long the other side waits.</summary>
    public const string Silence = "";
    private readonly TcpListener listener;
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;
    private readonly ConcurrentQueue<ReceivedMail> mails = new();
    private int open;
    private int conversations;
    private readonly Lazy<X509Certificate2> certificate = new(MakeCertificate);

    public Inbox(int port = 0)
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Conversations that neither side has ended.</summary>
    public int Open => open;

    /// <summary>Conversations so far.</summary>
    public int Conversations => conversations;

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Everything taken so far, in order.</summary>
    public IReadOnlyList<ReceivedMail> Mails => [.. mails];
    public bool OffersTls { get; init; }
    public bool WantsSignIn { get; init; }
    public X509Certificate2 Certificate => certificate.Value;

    /// <summary>Asked before each reply with the command (« RCPT TO:&lt;…&gt; », « . » for the end of the data, « » for the greeting); null leaves the usual reply.</summary>
    public Func<string, Task<string?>> Script { get; set; } = _ => Task.FromResult<string?>(null);

    /// <summary>Answers every command that starts so with this.</summary>
    public void AnswerTo(string command, string reply) =>
        Script = asked => Task.FromResult(asked.StartsWith(command, StringComparison.OrdinalIgnoreCase) ? reply : null);

    /// <summary>The first mail to somebody whose subject starts so.</summary>
    public async Task<ReceivedMail> MailToAsync(string recipient, string subject = "")
    {
        await Eventually.TrueAsync(() => Found() is not null, $"a mail « {subject}… » to {recipient}");
        return Found()!;

        ReceivedMail? Found() => mails.FirstOrDefault(mail => mail.To.Contains(recipient) && mail.Subject.StartsWith(subject, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        listener.Dispose();
        if (certificate.IsValueCreated) certificate.Value.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(closing.Token);
                _ = TalkAsync(client);
            }
        }
        catch (Exception) when (closing.IsCancellationRequested)
        {
            listener.Stop();
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        Interlocked.Increment(ref open);
        Interlocked.Increment(ref conversations);
        try
        {
            await new Conversation(this, client.GetStream(), closing.Token).RunAsync();
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            client.Close();
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private sealed class Conversation(Inbox inbox, Stream plain, CancellationToken cancel)
    {
        private Stream stream = plain;
        private string? signedInAs;
        private string from = "";
        private readonly List<string> to = [];

        public async Task RunAsync()
        {
            if (!await ReplyAsync("", "220 localhost ESMTP")) return;
            while (await ReadLineAsync() is { } command)
            {
                if (!await ObeyAsync(command)) return;
            }
        }

        private async Task<bool> ObeyAsync(string command)
        {
            switch (command.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO": return await ReplyAsync(command, Greeting());
                case "STARTTLS": return await SecureAsync(command);
                case "AUTH": return await SignInAsync(command);
                case "MAIL" when inbox.WantsSignIn && signedInAs is null: return await ReplyAsync(command, "530 5.7.0 Authentication required");
                case "MAIL":
                    from = Between(command);
                    to.Clear();
                    return await ReplyAsync(command, "250 2.1.0 Ok");
                case "RCPT":
                    to.Add(Between(command));
                    return await ReplyAsync(command, "250 2.1.5 Ok");
                case "DATA": return await ReplyAsync(command, "354 Go ahead") && await TakeAsync();
                case "QUIT":
                    await ReplyAsync(command, "221 2.0.0 Bye");
                    return false;
                default: return await ReplyAsync(command, "502 5.5.2 What?");
            }
        }

        private string Greeting() => string.Join("\r\n",
        [
            "250-localhost",
            .. inbox.OffersTls && stream is not SslStream ? ["250-STARTTLS"] : Array.Empty<string>(),
            .. inbox.WantsSignIn ? ["250-AUTH LOGIN"] : Array.Empty<string>(),
            "250 8BITMIME",
        ]);

        private async Task<bool> SecureAsync(string command)
        {
            await ReplyAsync(command, "220 2.0.0 Ready");
            var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = inbox.Certificate }, cancel);
            stream = secure;
            return true;
        }

        private async Task<bool> SignInAsync(string command)
        {
            var parts = command.Split(' ');
            var user = parts.Length > 2 ? parts[2] : await AskAsync("VXNlcm5hbWU6");
            var password = await AskAsync("UGFzc3dvcmQ6");
            if (Decode(user) != User || Decode(password) != Password) return await ReplyAsync(command, "535 5.7.8 Authentication failed");
            signedInAs = User;
            return await ReplyAsync(command, "235 2.7.0 Ok");

            async Task<string?> AskAsync(string challenge)
            {
                await WriteAsync("334 " + challenge);
                return await ReadLineAsync();
            }
        }

        private async Task<bool> TakeAsync()
        {
            var raw = new StringBuilder();
            while (await ReadLineAsync() is { } line and not ".")
                raw.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            var mail = new ReceivedMail(from, [.. to], raw.ToString(), stream is SslStream, signedInAs);
            var scripted = await inbox.Script(".");
            if (scripted is null) inbox.mails.Enqueue(mail);
            await WriteAsync(scripted ?? "250 2.0.0 Taken");
            return true;
        }

        /// <summary>The scripted reply or the usual one; false once the conversation is over (421, 554 as greeting).</summary>
        private async Task<bool> ReplyAsync(string command, string usual)
        {
            var reply = await inbox.Script(command) ?? usual;
            await WriteAsync(reply);
            return !reply.StartsWith("421", StringComparison.Ordinal);
        }

        private async Task WriteAsync(string reply)
        {
            if (reply == Silence) return;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), cancel);
            await stream.FlushAsync(cancel);
        }

        /// <summary>Byte by byte: nothing of what comes after STARTTLS may be read before it.</summary>
        private async Task<string?> ReadLineAsync()
        {
            var line = new List<byte>();
            var one = new byte[1];
            while (await stream.ReadAsync(one, cancel) == 1)
            {
                if (one[0] == '\n') return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                line.Add(one[0]);
            }
            return null;
        }

        private static string Between(string command) => command[(command.IndexOf('<', StringComparison.Ordinal) + 1)..command.IndexOf('>', StringComparison.Ordinal)];

        private static string Decode(string? text) => Encoding.UTF8.GetString(Convert.FromBase64String(text ?? ""));
    }
}
