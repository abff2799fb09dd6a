using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Delivery;

/// <summary>The state of all messages: who sees what of it, what can be done, and when a channel counts as failed.</summary>
public sealed class DeliveryDeskTests(TestCluster cluster)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lost_messages_are_those_of_his_scope_and_servers_words_for_central_ones()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var (here, there) = (await database.People.SchoolAsync(), await database.People.SchoolAsync());
        var (mine, foreign) = (await database.People.AccountAsync("Petit", "Lou", [here]), await database.People.AccountAsync("Grand", "Ida", [there]));
        var lost = await StoreAsync(database, mine.Id, m => (m.State, m.LastAnswer) = (MessageState.Refused, "550 5.1.1 inconnu"));
        var other = await StoreAsync(database, foreign.Id, m => m.State = MessageState.Expired);
        await StoreAsync(database, mine.Id, m => m.State = MessageState.Accepted);
        var desk = database.Get<DeliveryDesk>();

        Assert.Null(await desk.ReadAsync(await database.People.OperatorAsync(Function.Support, [here]), Cancel));
        Assert.Null(await desk.ReadAsync(default, Cancel));
        var local = (await desk.ReadAsync(await database.People.OperatorAsync(Function.LocalAdmin, [here]), Cancel))!;
        Assert.Equal([lost], local.Lost.Select(l => l.Id));
        Assert.Empty(local.Answers);
        Assert.False(local.IsCentral);
        var central = (await desk.ReadAsync(await database.People.OperatorAsync(Function.CentralAdmin, []), Cancel))!;
        Assert.Equal([other, lost], central.Lost.Select(l => l.Id).OrderByDescending(id => id == other));
        Assert.Equal("550 5.1.1 inconnu", Assert.Single(central.Answers).Words);
        Assert.Equal((0, 1, 1), (central.Channels[0].Waiting, central.Channels[0].Refused, central.Channels[0].Expired));
    }

    [Fact]
    public async Task A_test_goes_to_the_operators_own_address_once_a_wish_and_three_times_an_hour()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var (central, local) = (await database.People.OperatorAsync(Function.CentralAdmin, []), await database.People.OperatorAsync(Function.LocalAdmin, []));
        var desk = database.Get<DeliveryDesk>();
        Assert.Equal(TestOutcome.NotAllowed, await desk.SendTestAsync(Guid.NewGuid(), local, Cancel));
        Assert.Equal(TestOutcome.NoAddress, await desk.SendTestAsync(Guid.NewGuid(), central, Cancel));
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = 'a.c@example.org', email_state = 2, email_source = 2 WHERE id = '{central.AccountId}'");
        var key = Guid.NewGuid();
        Assert.Equal(TestOutcome.Queued, await desk.SendTestAsync(key, central, Cancel));
        Assert.Equal(TestOutcome.Queued, await desk.SendTestAsync(key, central, Cancel));
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM outbox_messages WHERE kind = 40 AND recipient = 'a.c@example.org'"));
        for (var i = 1; i < DeliveryDesk.TestsAnHour; i++) await desk.SendTestAsync(Guid.NewGuid(), central, Cancel);
        Assert.Equal(TestOutcome.TooMany, await desk.SendTestAsync(Guid.NewGuid(), central, Cancel));
        Assert.Equal(DeliveryDesk.TestsAnHour, await database.CountAsync("SELECT 1 FROM audit_entries WHERE action = 'TestMessageSent'"));
    }

    [Fact]
    public async Task Trying_again_leaves_alone_what_a_worker_has_in_its_hands()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [await database.People.SchoolAsync()]);
        await StoreAsync(database, pupil.Id, m => m.NextTryAt = Now.AddMinutes(9));
        await StoreAsync(database, pupil.Id, m => m.NextTryAt = Now.AddSeconds(80));
        var desk = database.Get<DeliveryDesk>();

        Assert.Null(await desk.RetryAsync(await database.People.OperatorAsync(Function.LocalAdmin, []), Cancel));
        Assert.Equal(1, await desk.RetryAsync(await database.People.OperatorAsync(Function.CentralAdmin, []), Cancel));
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM outbox_messages WHERE next_try_at > now()"));
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM audit_entries WHERE action = 'MessagesRetried' AND detail = '1'"));
    }

    [Theory]
    [InlineData("waiting untried", "(state, queued_at) = (1, now() - interval '3 minutes')", true)]
    [InlineData("waiting for a minute", "(state, queued_at) = (1, now() - interval '1 minute')", false)]
    [InlineData("no connection", "(state, queued_at, attempts, last_answer) = (1, now() - interval '3 minutes', 2, 'Connection refused')", true)]
    [InlineData("put off by one server", "(state, queued_at, attempts, last_answer) = (1, now() - interval '3 minutes', 2, '450 4.2.0 greylisted')", false)]
    [InlineData("refused once", "(state, finished_at) = (3, now() - interval '3 minutes')", false)]
    public async Task A_channel_has_failed_when_something_waits_and_nothing_is_taken(string what, string set, bool fails)
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [await database.People.SchoolAsync()]);
        var id = await StoreAsync(database, pupil.Id, m => m.ExpiresAt = DateTimeOffset.MaxValue.AddYears(-1));
        var waits = set.Contains("(1,", StringComparison.Ordinal);
        await database.ExecuteAsOwnerAsync($"UPDATE outbox_messages SET {(waits ? "" : "content = NULL, ")}{set} WHERE id = '{id}'");
        var (watch, states) = (database.Get<DeliveryWatch>(), database.Get<DeliveryStates>());

        await watch.LookAsync(Cancel);

        Assert.True(fails == (await states.FailingAsync(Cancel)).Any(f => f.Channel is Channel.Mail), what);
        Assert.Equal(0, await watch.LookAsync(Cancel));
        // One that is taken ends it.
        await StoreAsync(database, pupil.Id, m => (m.State, m.FinishedAt) = (MessageState.Accepted, Now));
        await watch.LookAsync(Cancel);
        Assert.Empty(await states.FailingAsync(Cancel));
    }

    [Fact]
    public async Task Three_refusals_and_nothing_taken_since_are_a_failure()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [await database.People.SchoolAsync()]);
        for (var i = 0; i < 3; i++) await StoreAsync(database, pupil.Id, m => (m.State, m.FinishedAt) = (MessageState.Refused, Now.AddMinutes(-3)));

        await database.Get<DeliveryWatch>().LookAsync(Cancel);

        Assert.Equal(Channel.Mail, Assert.Single(await database.Get<DeliveryStates>().FailingAsync(Cancel)).Channel);
    }

    private static async Task<Guid> StoreAsync(TestDatabase database, Guid account, Action<OutboxMessage> change)
    {
        await using var db = database.Open();
        var message = new OutboxMessage
        {
            Id = Guid.CreateVersion7(), AccountId = account, Channel = Channel.Mail, Kind = MessageKind.Reset, Priority = MessagePriority.Recovery,
            Recipient = "lou@example.org", Content = [1], ExpiresAt = Now.AddHours(1),
        };
        change(message);
        if (message.State is not MessageState.Queued) (message.Content, message.FinishedAt) = (null, message.FinishedAt ?? Now);
        db.Enqueue(message);
        await db.SaveChangesAsync(Cancel);
        return message.Id;
    }
}
