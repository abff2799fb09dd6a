using System.Collections.Concurrent;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Delivery;

public sealed class OutboxWorkerTests(TestCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_queued_is_heard_of_and_sent_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        await using var post = await Post.OpenAsync(database, inbox, Post.Quick with { Sweep = TimeSpan.FromHours(1) });
        var desk = await ResetDesk.SetAsync(database);

        await desk.SendAsync();

        var mail = await inbox.MailToAsync(desk.Pupil.Email!);
        Assert.Contains($"https://ent.example.org/reinitialisation/", mail.Text, StringComparison.Ordinal);
        var message = await FinalAsync(desk);
        Assert.Equal((MessageState.Accepted, 1, null), (message.State, message.Attempts, message.Content));
        Assert.NotNull(message.FinishedAt);
    }

    [Fact]
    public async Task What_was_committed_before_a_kill_is_sent_after_the_restart()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();

        await using var post = await Post.OpenAsync(database, inbox);

        await inbox.MailToAsync(desk.Pupil.Email!);
        Assert.Equal(MessageState.Accepted, (await FinalAsync(desk)).State);
    }

    [Fact]
    public async Task A_kill_between_sending_and_marking_means_one_more_mail_of_the_same_name_and_link()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();

        // Another process claims and sends, and is gone before it can say so.
        var killed = new OutboxQueue(database.Get<IDbContextFactory<AdminDb>>());
        var claimed = (await killed.ClaimAsync(Channel.Mail, 1, new Dictionary<string, int>(), 1, TimeSpan.FromMilliseconds(500), Cancel))[0];
        var settings = Microsoft.Extensions.Options.Options.Create(new Model.Settings.MailOptions
        {
            Host = "127.0.0.1", Port = inbox.Port, Security = Model.Settings.MailSecurity.None, From = "ne-pas-repondre@ent.example.org",
        });
        await new MailTransport(settings, TimeProvider.System).SendAsync(new(claimed.Id, claimed.Recipient, desk.Read(claimed)), Cancel);
        await using var post = await Post.OpenAsync(database, inbox);

        var message = await FinalAsync(desk);
        Assert.Equal((MessageState.Accepted, 2), (message.State, message.Attempts));
        Assert.Equal(2, inbox.Mails.Count);
        Assert.Single(inbox.Mails.Select(mail => mail.Header("Message-ID")).Distinct());
        Assert.Single(inbox.Mails.Select(mail => mail.Text).Distinct());
    }

    [Fact]
    public async Task Several_workers_send_each_message_once()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        var desks = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ResetDesk.SetAsync(database)));
        foreach (var desk in desks)
        {
            for (var sent = 0; sent < 5; sent++) await desk.SendAsync();
            await database.ExecuteAsOwnerAsync($"UPDATE outbox_messages SET state = 1, content = (SELECT content FROM outbox_messages WHERE content IS NOT NULL LIMIT 1) WHERE account_id = '{desk.Pupil.Id}'");
        }

        await using (await Post.OpenAsync(database, inbox))
        await using (await Post.OpenAsync(database, inbox))
        {
            foreach (var desk in desks) await Eventually.TrueAsync(async () => (await desk.MessagesAsync()).All(m => m.State == MessageState.Accepted), "all accepted");
        }

        Assert.Equal(20, inbox.Mails.Count);
        Assert.Equal(20, inbox.Mails.Select(mail => mail.Header("Message-ID")).Distinct().Count());
    }

    [Fact]
    public async Task Somebody_who_waits_comes_before_a_notice_and_before_bulk()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var order = new ConcurrentQueue<string>();
        var (bulk, notice, urgent) = (await DeskToAsync(database, "bulk@a.example"), await DeskToAsync(database, "notice@b.example"), await DeskToAsync(database, "urgent@c.example"));
        foreach (var desk in new[] { bulk, notice, urgent }) await desk.SendAsync();
        await database.ExecuteAsOwnerAsync("UPDATE outbox_messages SET priority = CASE split_part(recipient, '@', 1) WHEN 'bulk' THEN 3 WHEN 'notice' THEN 2 ELSE 1 END");

        await using var post = await Post.OpenAsync(database, new ScriptedTransport((message, _) =>
        {
            order.Enqueue(message.Recipient);
            return Task.FromResult(new SendAnswer(SendVerdict.Accepted));
        }), Post.Quick with { AtOnce = 1 });

        await FinalAsync(bulk);
        Assert.Equal(["urgent@c.example", "notice@b.example", "bulk@a.example"], order);
    }

    [Fact]
    public async Task A_domain_that_does_not_answer_leaves_lanes_to_the_others()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        inbox.Script = said => Task.FromResult<string?>(said.Contains("@lent.example", StringComparison.Ordinal) ? Inbox.Silence : null);
        for (var slow = 0; slow < 12; slow++) await (await DeskToAsync(database, $"p{slow}@lent.example")).SendAsync();
        await using var post = await Post.OpenAsync(database, inbox);
        await Eventually.TrueAsync(() => inbox.Open == Post.Quick.AtOncePerDomain, "slow ones under way");

        var quick = await DeskToAsync(database, "vite@rapide.example");
        await quick.SendAsync();

        Assert.Equal(MessageState.Accepted, (await FinalAsync(quick)).State);
        // The connection that was quick may take a moment to say goodbye.
        await Eventually.TrueAsync(() => inbox.Open == Post.Quick.AtOncePerDomain, "the slow ones alone under way");
    }

    [Fact]
    public async Task A_stop_leaves_what_is_under_way_to_the_next_start()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        inbox.AnswerTo("RCPT", Inbox.Silence);
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        await using (await Post.OpenAsync(database, inbox)) await Eventually.TrueAsync(() => inbox.Open == 1, "a sending under way");

        inbox.AnswerTo("RCPT", "250 Ok");
        await using var next = await Post.OpenAsync(database, inbox);

        Assert.Equal(MessageState.Accepted, (await FinalAsync(desk)).State);
        Assert.Single(inbox.Mails);
    }

    [Fact]
    public async Task A_message_whose_key_is_gone_does_not_stop_the_others()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        var (broken, whole) = (await DeskToAsync(database, "a@a.example"), await DeskToAsync(database, "b@b.example"));
        await broken.SendAsync();
        await database.ExecuteAsOwnerAsync("UPDATE outbox_messages SET content = '\\x00'");
        await using var post = await Post.OpenAsync(database, inbox, Post.Quick with { AtOnce = 1 });

        await whole.SendAsync();

        Assert.Equal(MessageState.Accepted, (await FinalAsync(whole)).State);
        Assert.Equal(MessageState.Queued, Assert.Single(await broken.MessagesAsync()).State);
    }

    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 30)]
    [InlineData(5, 240)]
    [InlineData(7, 600)]
    [InlineData(1000, 600)]
    public void Pauses_between_tries_grow_up_to_ten_minutes(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new DeliveryPace().RetryAfter(attempt));

    private static Task<ResetDesk> DeskToAsync(TestDatabase database, string address) => ResetDesk.SetAsync(database, account => account.Email = address);

    private static async Task<OutboxMessage> FinalAsync(ResetDesk desk)
    {
        await Eventually.TrueAsync(async () => (await desk.MessagesAsync()).TrueForAll(m => m.State != MessageState.Queued), "the message is final");
        return (await desk.MessagesAsync())[0];
    }
}
