using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Making;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Delivery;

public sealed class MailTransportTests
{
    private static readonly OutgoingMessage Message = new(Guid.CreateVersion7(), "elodie@example.org", new MessageContent(
        "Élodie, votre mot de passe – « ENT » de Seine-et-Marne, un sujet qui ne tient pas sur une seule ligne",
        "Bonjour Élodie,\n.\n..deux points\nlien : https://ent.example.org/reinitialisation/abc_DEF-012",
        "<p>Bonjour <b>Élodie</b> &amp; Cie</p>"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_has_one_recipient_two_readings_of_one_content_and_a_name_of_its_own()
    {
        await using var inbox = new Inbox();

        Assert.Equal(SendVerdict.Accepted, (await To(inbox).SendAsync(Message, Cancel)).Verdict);

        var mail = Assert.Single(inbox.Mails);
        Assert.Equal(["elodie@example.org"], mail.To);
        Assert.Equal("ne-pas-repondre@ent.example.org", mail.From);
        Assert.Equal(Message.Content.Subject, mail.Subject);
        Assert.StartsWith("multipart/alternative", mail.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(Message.Content.Text, mail.Text.ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal(Message.Content.Html, mail.Html.TrimEnd());
        Assert.True(mail.Raw.IndexOf("text/plain", StringComparison.Ordinal) < mail.Raw.IndexOf("text/html", StringComparison.Ordinal));
        Assert.Equal("auto-generated", mail.Header("Auto-Submitted"));
        Assert.Equal($"<{Message.Id:N}@ent.example.org>", mail.Header("Message-ID"));
        Assert.NotNull(mail.Header("Date"));
        Assert.DoesNotContain(mail.Raw, c => c > 127);
        Assert.Null(mail.SignedInAs);
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 No such user here", SendVerdict.RecipientRefused, "550 5.1.1 No such user here")]
    [InlineData("RCPT", "550 No such user here", SendVerdict.RecipientRefused, "550 No such user here")]
    [InlineData("RCPT", "553 Bad mailbox", SendVerdict.RecipientRefused, "553 Bad mailbox")]
    [InlineData("MAIL", "550 5.1.0 Sender address rejected", SendVerdict.MessageRefused, "550 5.1.0 Sender address rejected")]
    [InlineData("MAIL", "550 5.1.8 Domain of sender not found", SendVerdict.TryLater, "550 5.1.8 Domain of sender not found")]
    [InlineData("MAIL", "550 You are not welcome", SendVerdict.MessageRefused, "550 You are not welcome")]
    [InlineData("RCPT", "550 5.7.1 Relaying denied", SendVerdict.MessageRefused, "550 5.7.1 Relaying denied")]
    [InlineData("RCPT", "450 4.2.1 Greylisted", SendVerdict.TryLater, "450 4.2.1 Greylisted")]
    [InlineData("RCPT", "452 4.2.2 Mailbox full", SendVerdict.TryLater, "452 4.2.2 Mailbox full")]
    [InlineData(".", "554 5.6.0 Not wanted", SendVerdict.MessageRefused, "554 5.6.0 Not wanted")]
    [InlineData(".", "550 5.1.1 No such user after all", SendVerdict.RecipientRefused, "550 5.1.1 No such user after all")]
    [InlineData(".", "451 4.3.0 Later", SendVerdict.TryLater, "451 4.3.0 Later")]
    [InlineData("MAIL", "421 4.3.2 Going down", SendVerdict.TryLater, "421 4.3.2 Going down")]
    [InlineData("MAIL", "530 5.7.0 Sign in first", SendVerdict.TryLater, "530 5.7.0 Sign in first")]
    [InlineData("DATA", "503 5.5.1 No", SendVerdict.TryLater, "503 5.5.1 No")]
    public async Task Answers_of_a_server_are_understood(string command, string reply, SendVerdict verdict, string words)
    {
        await using var inbox = new Inbox();
        inbox.AnswerTo(command, reply);

        Assert.Equal(new SendAnswer(verdict, words), await To(inbox).SendAsync(Message, Cancel));
    }

    [Fact]
    public async Task A_connection_carries_one_mail_after_the_other_and_is_ended_when_nothing_comes()
    {
        await using var inbox = new Inbox();
        using var transport = To(inbox);
        for (var sent = 0; sent < 5; sent++) Assert.Equal(SendVerdict.Accepted, (await transport.SendAsync(Message, Cancel)).Verdict);
        Assert.Equal((5, 1), (inbox.Mails.Count, inbox.Conversations));
        await Eventually.TrueAsync(() => inbox.Open == 0, "the goodbye");
    }

    [Theory]
    [InlineData("421 4.7.0 Enough for one connection", 2)]
    [InlineData("450 4.2.1 Greylisted", 1)]
    [InlineData("550 5.1.1 No such user here", 1)]
    public async Task What_a_used_connection_is_good_for_no_more_goes_by_a_new_one_and_what_is_refused_does_not(string reply, int conversations)
    {
        await using var inbox = new Inbox();
        using var transport = To(inbox);
        await transport.SendAsync(Message, Cancel);
        var said = false;
        inbox.Script = command =>
        {
            if (said || !command.StartsWith("RCPT", StringComparison.Ordinal)) return Task.FromResult<string?>(null);
            said = true;
            return Task.FromResult<string?>(reply);
        };

        var answer = await transport.SendAsync(Message, Cancel);

        Assert.Equal(conversations == 2, answer.Verdict is SendVerdict.Accepted);
        Assert.Equal((conversations, conversations), (inbox.Mails.Count, inbox.Conversations));
        await transport.SendAsync(Message, Cancel);
        Assert.Equal(2, inbox.Conversations);
    }

    [Fact]
    public async Task A_connection_that_died_in_between_costs_no_mail()
    {
        var inbox = new Inbox();
        using var transport = To(inbox);
        await transport.SendAsync(Message, Cancel);
        var port = inbox.Port;
        await inbox.DisposeAsync();
        await using var restarted = new Inbox(port);

        Assert.Equal(SendVerdict.Accepted, (await transport.SendAsync(Message, Cancel)).Verdict);
        Assert.Single(restarted.Mails);
    }

    [Fact]
    public async Task A_server_that_is_down_is_tried_again_later()
    {
        int port;
        await using (var inbox = new Inbox()) port = inbox.Port;
        var answer = await new MailTransport(Settings(port), TimeProvider.System).SendAsync(Message, Cancel);
        Assert.Equal(SendVerdict.TryLater, answer.Verdict);
        Assert.False(string.IsNullOrWhiteSpace(answer.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("EHLO")]
    [InlineData("RCPT")]
    [InlineData(".")]
    public async Task A_server_that_does_not_answer_is_given_up_when_the_time_is_over(string command)
    {
        await using var inbox = new Inbox();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        inbox.Script = said =>
        {
            if (command.Length == 0 ? said.Length > 0 : !said.StartsWith(command, StringComparison.Ordinal)) return Task.FromResult<string?>(null);
            asked.TrySetResult();
            return Task.FromResult<string?>(Inbox.Silence);
        };
        using var timeout = new CancellationTokenSource();

        var sending = To(inbox).SendAsync(Message, timeout.Token);
        await asked.Task;
        await timeout.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        Assert.Empty(inbox.Mails);
        await Eventually.TrueAsync(() => inbox.Open == 0, "the end of the connection");
    }

    [Fact]
    public async Task A_user_signs_in_over_STARTTLS()
    {
        await using var inbox = new Inbox { OffersTls = true, WantsSignIn = true };
        using var trust = Trusted(inbox);

        Assert.Equal(SendVerdict.Accepted, (await To(inbox, MailSecurity.StartTls, Inbox.User, Inbox.Password).SendAsync(Message, Cancel)).Verdict);

        var mail = Assert.Single(inbox.Mails);
        Assert.Equal((true, Inbox.User), (mail.OverTls, mail.SignedInAs));
    }

    [Fact]
    public async Task A_wrong_password_of_ours_is_no_fault_of_the_recipient()
    {
        await using var inbox = new Inbox { WantsSignIn = true };
        var answer = await To(inbox, user: Inbox.User, password: "faux").SendAsync(Message, Cancel);
        Assert.Equal(SendVerdict.TryLater, answer.Verdict);
    }

    [Fact]
    public async Task Nothing_is_said_to_a_server_that_cannot_be_trusted_or_has_no_TLS()
    {
        await using var stranger = new Inbox { OffersTls = true };
        await using var plain = new Inbox();

        Assert.Equal(SendVerdict.TryLater, (await To(stranger, MailSecurity.StartTls).SendAsync(Message, Cancel)).Verdict);
        Assert.Equal(SendVerdict.TryLater, (await To(plain, MailSecurity.StartTls).SendAsync(Message, Cancel)).Verdict);
        Assert.Empty(stranger.Mails);
        Assert.Empty(plain.Mails);
    }

    private static MailTransport To(Inbox inbox, MailSecurity security = MailSecurity.None, string? user = null, string? password = null) =>
        new(Settings(inbox.Port, security, user, password), TimeProvider.System);

    private static IOptions<MailOptions> Settings(int port, MailSecurity security = MailSecurity.None, string? user = null, string? password = null) => Options.Create(new MailOptions
    {
        Host = "localhost", Port = port, Security = security, User = user, Password = password, From = "ENT d'essai <ne-pas-repondre@ent.example.org>",
    });

    // The framework's mail client asks this one place; nothing else in the process does.
    private static TrustedFor Trusted(Inbox inbox) => new(inbox);

    private sealed class TrustedFor : IDisposable
    {
#pragma warning disable SYSLIB0014
        public TrustedFor(Inbox inbox)
        {
            var thumbprint = inbox.Certificate.Thumbprint;
            ServicePointManager.ServerCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == thumbprint;
        }

        public void Dispose() => ServicePointManager.ServerCertificateValidationCallback = null;
#pragma warning restore SYSLIB0014
    }
}
