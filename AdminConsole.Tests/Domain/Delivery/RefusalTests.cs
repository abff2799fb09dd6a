using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;

namespace AdminConsole.Domain.Delivery;

/// <summary>What becomes of a message when the mail server will not have it, or is not there.</summary>
public sealed class RefusalTests(TestCluster cluster)
{
    [Fact]
    public async Task A_server_that_asks_for_patience_gets_the_mail_later()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        var tries = 0;
        inbox.Script = said => Task.FromResult(said.StartsWith("RCPT", StringComparison.Ordinal) && ++tries < 3 ? "450 4.2.1 Greylisted" : null);
        var desk = await ResetDesk.SetAsync(database);
        await using var post = await Post.OpenAsync(database, inbox);

        await desk.SendAsync();

        await inbox.MailToAsync(desk.Pupil.Email!);
        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).State == MessageState.Accepted, "accepted");
        Assert.Equal(3, (await MessageAsync(desk)).Attempts);
        Assert.Equal(ContactState.Unconfirmed, (await desk.PupilNowAsync()).EmailState);
    }

    [Fact]
    public async Task The_last_answer_is_shown_while_it_waits_and_after_the_link_expired_nothing_is_sent()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        inbox.AnswerTo("RCPT", "451 4.3.0 Try\tagain");
        var desk = await ResetDesk.SetAsync(database);
        await using var post = await Post.OpenAsync(database, inbox);
        await desk.SendAsync();
        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).LastAnswer == "451 4.3.0 Try again", "the answer on the row");
        Assert.Equal(MessageState.Queued, (await MessageAsync(desk)).State);

        await database.ExecuteAsOwnerAsync("UPDATE outbox_messages SET expires_at = now()");
        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).State == MessageState.Expired, "expired");
        inbox.AnswerTo("RCPT", "250 Ok");
        var other = await ResetDesk.SetAsync(database, account => account.Email = "autre@example.org");
        await other.SendAsync();
        await inbox.MailToAsync("autre@example.org");

        Assert.Equal((null, "451 4.3.0 Try again"), ((await MessageAsync(desk)).Content, (await MessageAsync(desk)).LastAnswer));
        Assert.Single(inbox.Mails);
    }

    [Fact]
    public async Task An_address_that_its_server_refuses_is_marked_and_the_fiche_can_say_why()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        inbox.AnswerTo("RCPT", "550 5.1.1 No such user");
        var desk = await ResetDesk.SetAsync(database);
        await using var post = await Post.OpenAsync(database, inbox);

        await desk.SendAsync();

        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).State == MessageState.Refused, "refused");
        var message = await MessageAsync(desk);
        Assert.Equal((1, null, "550 5.1.1 No such user"), (message.Attempts, message.Content, message.LastAnswer));
        Assert.Equal(ContactState.Refused, (await desk.PupilNowAsync()).EmailState);
    }

    [Fact]
    public async Task An_address_that_was_corrected_meanwhile_is_not_marked()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        inbox.AnswerTo("RCPT", "550 5.1.1 No such user");
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = 'juste@example.org' WHERE id = '{desk.Pupil.Id}'");

        await using var post = await Post.OpenAsync(database, inbox);

        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).State == MessageState.Refused, "refused");
        Assert.Equal(ContactState.Unconfirmed, (await desk.PupilNowAsync()).EmailState);
    }

    [Fact]
    public async Task A_server_that_refuses_the_message_says_nothing_of_the_address()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        inbox.AnswerTo(".", "554 5.7.1 Looks like spam");
        var desk = await ResetDesk.SetAsync(database);
        await using var post = await Post.OpenAsync(database, inbox);

        await desk.SendAsync();

        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).State == MessageState.Refused, "refused");
        Assert.Equal(ContactState.Unconfirmed, (await desk.PupilNowAsync()).EmailState);
    }

    [Fact]
    public async Task What_a_server_quotes_of_a_mail_holds_no_link_and_no_provisional_password()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var (link, provisional) = (await desk.LinkTextAsync(), await desk.ProvisionalAsync());
        inbox.AnswerTo(".", $"554 5.7.1 Blocked 123456: https://ent.example.org/reinitialisation/{link} {provisional.ToLowerInvariant()}");

        await using var post = await Post.OpenAsync(database, inbox);

        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).State == MessageState.Refused, "refused");
        Assert.Equal("554 5.7.1 Blocked 123456: https://ent.example.org/reinitialisation/… …", (await MessageAsync(desk)).LastAnswer);
    }

    [Fact]
    public async Task What_a_server_quotes_of_a_code_is_not_shown_to_the_operator()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        var desk = await ResetDesk.SetAsync(database);
        await database.Get<CallerCodes>().SendAsync(desk.Operator, desk.Pupil.Id, Channel.Mail, Guid.NewGuid(), TestContext.Current.CancellationToken);
        var code = System.Text.RegularExpressions.Regex.Match(desk.Read(await MessageAsync(desk)).Text, @"\b\d{6}\b").Value;
        inbox.AnswerTo(".", $"554 5.7.1 No such words: {code}");

        await using var post = await Post.OpenAsync(database, inbox);

        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).State == MessageState.Refused, "refused");
        Assert.Equal("554 5.7.1 No such words: …", (await MessageAsync(desk)).LastAnswer);
    }

    [Fact]
    public async Task A_server_that_was_down_gets_the_mail_when_it_is_back()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var down = new Inbox();
        var port = down.Port;
        await down.DisposeAsync();
        var desk = await ResetDesk.SetAsync(database);
        await using var post = await Post.StartAsync(database.BuildServices(set =>
            Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.Replace(
                set, Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton(Post.Quick)), Post.MailTo(port)));
        await desk.SendAsync();
        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).LastAnswer is not null, "a failed try");

        await using var back = new Inbox(port);

        await back.MailToAsync(desk.Pupil.Email!);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left_after_the_time_for_one_sending()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        inbox.AnswerTo(".", Inbox.Silence);
        var desk = await ResetDesk.SetAsync(database);
        await using var post = await Post.OpenAsync(database, inbox, Post.Quick with { SendTimeout = TimeSpan.FromSeconds(1) });

        await desk.SendAsync();
        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).LastAnswer == "no answer within 1 s", "given up");
        inbox.AnswerTo(".", "250 Ok");

        await Eventually.TrueAsync(async () => (await MessageAsync(desk)).State == MessageState.Accepted, "accepted");
    }

    private static async Task<OutboxMessage> MessageAsync(ResetDesk desk) => Assert.Single(await desk.MessagesAsync());
}
