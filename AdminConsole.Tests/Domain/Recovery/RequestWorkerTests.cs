using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Making;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AdminConsole.Domain.Recovery;

/// <summary>What stands between a stored request and its message: every request once, whatever happens meanwhile.</summary>
public sealed class RequestWorkerTests(TestCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_asked_is_heard_of_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var desk = await HelpDesk.OpenAsync(database, HelpDesk.Quick with { Sweep = TimeSpan.FromHours(1) });
        var pupil = await Pupils.NewAsync(database);
        await desk.AskPasswordAsync(pupil.Login);
        await Eventually.TrueAsync(async () => (await desk.MessagesAsync(pupil)).Count == 1, "a message");
    }

    [Fact]
    public async Task Several_workers_answer_each_request_once()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var pupils = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Pupils.NewAsync(database)));
        await using var one = HelpDesk.Closed(database);
        await using var other = HelpDesk.Closed(database);
        await Task.WhenAll(pupils.Select(pupil => one.AskPasswordAsync(pupil.Login)));
        await Task.WhenAll(one.BeginAsync(), other.BeginAsync());
        await one.SettledAsync();
        Assert.Equal(30, await database.CountAsync("SELECT 1 FROM outbox_messages"));
        Assert.Equal(30, await database.CountAsync("SELECT DISTINCT account_id FROM reset_tokens"));
    }

    [Fact]
    public async Task Killed_in_the_middle_it_is_answered_by_whoever_lives_and_once()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var desk = HelpDesk.Closed(database, HelpDesk.Quick with { Sweep = TimeSpan.FromMilliseconds(50) });
        var pupil = await Pupils.NewAsync(database);
        await desk.AskPasswordAsync(pupil.Login);

        await using var dying = new NpgsqlConnection(database.ApplicationConnection + ";Pooling=false");
        await dying.OpenAsync(Cancel);
        await using (var begin = new NpgsqlCommand("BEGIN; SELECT id FROM recovery_requests FOR UPDATE; UPDATE recovery_requests SET state = 2, typed = NULL", dying))
            await begin.ExecuteNonQueryAsync(Cancel);
        await desk.BeginAsync();
        var late = await Pupils.NewAsync(database);
        await desk.AskPasswordAsync(late.Login);
        await Eventually.TrueAsync(async () => (await desk.MessagesAsync(late)).Count == 1, "the next one does not wait");
        Assert.Empty(await desk.MessagesAsync(pupil));

        await dying.CloseAsync();
        await desk.SettledAsync();
        Assert.Single(await desk.MessagesAsync(pupil));
        Assert.Single(await desk.TokensAsync(pupil));
    }

    [Fact]
    public async Task One_that_always_fails_stops_nobody_and_is_given_up()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var desk = HelpDesk.Closed(database);
        var (bad, good) = (await Pupils.NewAsync(database), await Pupils.NewAsync(database));
        await database.ExecuteAsOwnerAsync($"""
            CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'spoilt'; END $$;
            CREATE TRIGGER spoil BEFORE INSERT ON outbox_messages FOR EACH ROW WHEN (NEW.account_id = '{bad.Id}') EXECUTE FUNCTION spoil();
            """);
        await desk.AskPasswordAsync(bad.Login);
        await desk.AskPasswordAsync(good.Login);
        await desk.BeginAsync();
        await desk.SettledAsync();
        Assert.Single(await desk.MessagesAsync(good));
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM recovery_requests WHERE state = 3 AND attempts = 5 AND typed IS NULL"));
        Assert.Empty(await desk.TokensAsync(bad));
        Assert.Empty(await desk.JournalAsync(bad));
    }

    [Fact]
    public async Task What_was_asked_too_long_ago_is_not_answered_any_more()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var desk = HelpDesk.Closed(database);
        var pupil = await Pupils.NewAsync(database);
        await desk.AskPasswordAsync(pupil.Login);
        await database.ExecuteAsOwnerAsync("UPDATE recovery_requests SET asked_at = asked_at - interval '61 minutes'");
        await desk.BeginAsync();
        await desk.SettledAsync();
        Assert.Empty(await desk.MessagesAsync(pupil));
    }

    [Fact]
    public async Task What_is_final_and_counts_no_more_is_removed()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var desk = await HelpDesk.OpenAsync(database, HelpDesk.Quick with { Cleaning = TimeSpan.FromMilliseconds(30) });
        await desk.AskPasswordAsync("personne.ici");
        await desk.SettledAsync();
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM recovery_requests"));
        await database.ExecuteAsOwnerAsync("""
            UPDATE recovery_requests SET finished_at = finished_at - interval '25 hours'; UPDATE recovery_uses SET used_at = used_at - interval '25 hours';
            UPDATE recovery_counters SET window_start = window_start - interval '25 hours'
            """);
        await Eventually.TrueAsync(
            async () => await database.CountAsync("SELECT 1 FROM recovery_requests UNION ALL SELECT 1 FROM recovery_uses UNION ALL SELECT 1 FROM recovery_counters") == 0, "nothing left");
    }

    [Fact]
    public async Task Each_is_answered_after_its_commit_and_nobody_pays_for_his_neighbour()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var writer = new RequestWriter(database.Get<NpgsqlDataSource>(), database.Get<LateSignals>(), new RecoveryOptions(), NullLogger.Instance);
        // One is too long for its column; the statement that holds it fails.
        var requests = Enumerable.Range(0, 300).Select(i => new NewRequest(Guid.NewGuid(), LostThing.Password, i == 150 ? new string('x', 300) : "p" + i, Channel.Mail, IPAddress.Loopback, "fr")).ToList();
        var stored = await Task.WhenAll(requests.Select(async request =>
        {
            try
            {
                await writer.WriteAsync(request);
                return await database.CountAsync($"SELECT 1 FROM recovery_requests WHERE id = '{request.Id}'") == 1;
            }
            catch (PostgresException)
            {
                return false;
            }
        }));
        Assert.Equal(150, Array.IndexOf(stored, false));
        Assert.Equal(299, stored.Count(each => each));
        Assert.Equal(299, await database.CountAsync("SELECT 1 FROM recovery_requests"));
    }

    [Fact]
    public async Task A_restart_of_the_database_loses_nothing_and_doubles_nothing()
    {
        await using var server = new TestCluster { MayRestart = true };
        await using var database = await TestDatabase.CreateAsync(server);
        await using var desk = HelpDesk.Closed(database);
        var pupils = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Pupils.NewAsync(database)));
        var asked = await Task.WhenAll(pupils.Select(pupil => desk.AskPasswordAsync(pupil.Login)));
        Assert.All(asked, answer => Assert.Equal(AskOutcome.Asked, answer.Outcome));
        await desk.BeginAsync();
        await Eventually.TrueAsync(async () => await database.CountAsync("SELECT 1 FROM outbox_messages") > 0, "under way");
        await server.RestartAsync(async () => Assert.Equal(AskOutcome.TryLater, (await desk.AskPasswordAsync(pupils[0].Login)).Outcome));
        NpgsqlConnection.ClearAllPools();
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return await database.CountAsync("SELECT 1 FROM recovery_requests WHERE state = 1") == 0;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        }, "everything answered");
        Assert.Equal(60, await database.CountAsync("SELECT DISTINCT account_id FROM outbox_messages"));
        Assert.Equal(60, await database.CountAsync("SELECT 1 FROM outbox_messages"));
        Assert.Equal(AskOutcome.Asked, (await desk.AskPasswordAsync("personne")).Outcome);
        NpgsqlConnection.ClearAllPools();
    }
}
