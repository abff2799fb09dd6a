using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Delivery;

/// <summary>SMS from the outbox to a gateway: rules 23 and 24 of recovery.</summary>
public sealed class SmsDeliveryTests(TestCluster cluster)
{
    private const string Mobile = "+33639981234";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_queued_arrives_with_its_link_and_is_marked(bool ovh)
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var server = await SmsServer.StartAsync();
        await using var post = await OpenAsync(database, ovh ? server.OvhCloud : server.Webhook);

        var id = await QueueAsync(database);

        var message = await FinalAsync(database, id);
        Assert.Equal((MessageState.Accepted, 1, null, null), (message.State, message.Attempts, message.Content, message.LastAnswer));
        Assert.Contains("https://ent.example.org/r/", Assert.Single(server.Requests).Body, StringComparison.Ordinal);
        Assert.Equal(1, await SentTodayAsync(database));
    }

    [Fact]
    public async Task A_number_that_the_gateway_does_not_know_is_marked_and_does_not_count()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var server = await SmsServer.StartAsync();
        server.Script = asked => asked.Method == "POST" ? new(200, """{"ids":[],"invalidReceivers":["x"],"validReceivers":[]}""") : null;
        await using var post = await OpenAsync(database, server.OvhCloud);

        var message = await FinalAsync(database, await QueueAsync(database));

        Assert.Equal(MessageState.Refused, message.State);
        Assert.Equal(ContactState.Refused, (await database.People.ReadAsync(message.AccountId!.Value)).MobileState);
        Assert.Equal(0, await SentTodayAsync(database));
    }

    [Theory]
    [InlineData("+32470123456")]
    [InlineData("+33899123456")]
    public async Task A_country_that_is_not_served_is_refused_before_it_is_asked(string number)
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var server = await SmsServer.StartAsync();
        await using var post = await OpenAsync(database, server.Webhook);

        var message = await FinalAsync(database, await QueueAsync(database, number));

        Assert.Equal((MessageState.Refused, OwnAnswer.CountryNotServed), (message.State, message.LastAnswer));
        Assert.Equal(ContactState.Unconfirmed, (await database.People.ReadAsync(message.AccountId!.Value)).MobileState);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Credentials_that_are_refused_brand_no_number_and_the_SMS_goes_once_they_are_mended()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var server = await SmsServer.StartAsync();
        var mended = false;
        server.Script = asked => asked.Method == "POST" && !mended ? new(403, """{"message":"This call has not been granted"}""") : null;
        await using var post = await OpenAsync(database, server.OvhCloud);
        var id = await QueueAsync(database);
        await Eventually.TrueAsync(async () => (await ReadAsync(database, id)).LastAnswer == "403 This call has not been granted", "the answer on the row");

        mended = true;

        Assert.Equal(MessageState.Accepted, (await FinalAsync(database, id)).State);
        Assert.Equal(1, await SentTodayAsync(database));
    }

    [Fact]
    public async Task What_was_taken_without_an_answer_is_sent_once_more_with_the_same_link_and_then_no_more()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var server = await SmsServer.StartAsync();
        server.Script = asked => asked.Method == "POST" ? new(200, null) : null;
        await using var post = await OpenAsync(database, server.OvhCloud, Post.Quick with { SendTimeout = TimeSpan.FromMilliseconds(400) });

        var message = await FinalAsync(database, await QueueAsync(database));

        Assert.Equal((MessageState.Refused, OwnAnswer.NoAnswer, 2), (message.State, message.LastAnswer, message.Attempts));
        Assert.Equal(2, server.Requests.Count);
        Assert.Single(server.Requests.Select(r => r.Json.GetProperty("message").GetString()).Distinct());
        Assert.Equal(ContactState.Unconfirmed, (await database.People.ReadAsync(message.AccountId!.Value)).MobileState);
        // Both may have been sent, so both count.
        Assert.Equal(2, await SentTodayAsync(database));
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_keeps_no_mail_waiting()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var server = await SmsServer.StartAsync();
        await using var inbox = new Inbox();
        server.Script = asked => asked.Method == "POST" ? new(200, null) : null;
        for (var each = 0; each < 12; each++) await QueueAsync(database);
        await using var post = await OpenAsync(database, [.. server.Webhook, .. Post.MailTo(inbox.Port)], Post.Quick with { AtOnce = 1 });
        await Eventually.TrueAsync(() => server.Requests.Count == Post.Quick.SmsAtOnce, "every lane of SMS taken");

        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();

        await inbox.MailToAsync(desk.Pupil.Email!);
        Assert.Equal(Post.Quick.SmsAtOnce, server.Requests.Count);
    }

    [Fact]
    public async Task Two_processes_never_send_more_than_the_budget_and_it_is_told_once()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var server = await SmsServer.StartAsync();
        var log = new LogLines();
        (string, string)[] settings = [.. server.Webhook, ("Sms:DailyBudget", "5")];
        List<Guid> ids = [];
        for (var each = 0; each < 25; each++) ids.Add(await QueueAsync(database));
        // Whatever the hour of this test, the links are dead at midnight.
        await database.ExecuteAsOwnerAsync("UPDATE outbox_messages SET expires_at = (today() + 1)::timestamp AT TIME ZONE 'Europe/Paris'");

        await using (await OpenAsync(database, settings, log: log))
        await using (await OpenAsync(database, settings, log: log))
        {
            foreach (var id in ids) await FinalAsync(database, id);
        }

        Assert.Equal(5, server.Requests.Count);
        Assert.Equal(5, await SentTodayAsync(database));
        var all = await Task.WhenAll(ids.Select(id => ReadAsync(database, id)));
        // Links that are dead before midnight are said not to be sent at once, with the reason.
        Assert.Equal(20, all.Count(m => m is { State: MessageState.Expired, LastAnswer: OwnAnswer.SmsBudgetSpent, Content: null }));
        Assert.Single(log.Lines, line => line.StartsWith("Warning: The 5 SMS of today", StringComparison.Ordinal));
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM audit_entries WHERE action = 'SmsBudgetSpent' AND detail = '5'"));
    }

    [Fact]
    public async Task What_lives_beyond_midnight_waits_for_it_and_goes_then()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var server = await SmsServer.StartAsync();
        await using var post = await OpenAsync(database, [.. server.Webhook, ("Sms:DailyBudget", "1")]);
        await FinalAsync(database, await QueueAsync(database));
        var id = await QueueAsync(database, life: TimeSpan.FromDays(2));
        await Eventually.TrueAsync(async () => (await ReadAsync(database, id)).LastAnswer == OwnAnswer.SmsBudgetSpent, "the reason on the row");
        var waiting = await ReadAsync(database, id);
        Assert.Equal(MessageState.Queued, waiting.State);
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM outbox_messages WHERE id = '{id}' AND next_try_at AT TIME ZONE 'Europe/Paris' <> today() + 1"));

        // The night passes.
        await database.ExecuteAsOwnerAsync("UPDATE sms_days SET day = day - 1; UPDATE outbox_messages SET next_try_at = now() WHERE state = 1");

        Assert.Equal(MessageState.Accepted, (await FinalAsync(database, id)).State);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void Midnight_is_that_of_Paris_in_winter_in_summer_and_on_the_days_between()
    {
        Assert.Equal("2026-11-22T23:00:00", $"{ParisDay.EndOf(new DateOnly(2026, 11, 22)):s}");
        Assert.Equal("2026-07-14T22:00:00", $"{ParisDay.EndOf(new DateOnly(2026, 7, 14)):s}");
        Assert.Equal("2026-03-29T22:00:00", $"{ParisDay.EndOf(new DateOnly(2026, 3, 29)):s}");
        Assert.Equal("2026-10-25T23:00:00", $"{ParisDay.EndOf(new DateOnly(2026, 10, 25)):s}");
    }

    private static Task<Post> OpenAsync(TestDatabase database, (string, string)[] settings, DeliveryPace? pace = null, LogLines? log = null) =>
        Post.StartAsync(database.BuildServices(
            set =>
            {
                set.Replace(ServiceDescriptor.Singleton(pace ?? Post.Quick));
                if (log is not null) set.AddLogging(logging => logging.AddProvider(log));
            },
            settings));

    /// <summary>A reset by SMS to somebody new, committed as the application does it.</summary>
    private static async Task<Guid> QueueAsync(TestDatabase database, string number = Mobile, TimeSpan? life = null)
    {
        var someone = await database.People.AccountAsync("Dedpt", "Éleve11", [], account => account.Mobile = number);
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
        var now = await db.NowAsync(Cancel);
        var issued = await database.Get<ResetTokens>().IssueAsync(
            db, new(someone.Id, TokenOrigin.Public, TokenCarrier.Sms, life ?? ResetTokens.SmsLife, number), now, Cancel);
        var message = database.Get<ResetSms>().Write(someone, issued, number);
        db.Enqueue(message);
        await db.SaveChangesAsync(Cancel);
        await transaction.CommitAsync(Cancel);
        return message.Id;
    }

    private static async Task<OutboxMessage> ReadAsync(TestDatabase database, Guid id)
    {
        await using var db = database.Open();
        return await db.OutboxMessages.AsNoTracking().SingleAsync(m => m.Id == id, Cancel);
    }

    private static async Task<OutboxMessage> FinalAsync(TestDatabase database, Guid id)
    {
        await Eventually.TrueAsync(async () => (await ReadAsync(database, id)).State != MessageState.Queued, "the message is final");
        return await ReadAsync(database, id);
    }

    private static async Task<int> SentTodayAsync(TestDatabase database)
    {
        await using var db = database.Open();
        return await db.SmsDays.Where(d => d.Day == AdminDb.Today()).SumAsync(d => d.Sent, Cancel);
    }
}
