using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Recovery;

/// <summary>Rule 3 of recovery. Over a limit the answer is the same as ever; what differs is what is sent.</summary>
public sealed class PublicLimitsTests(TestCluster cluster, TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task One_login_asked_a_thousand_times_gets_three_messages_an_hour_and_ten_a_day()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var pupil = await Pupils.NewAsync(database, a => a.Alias = "alias-" + a.Login);
        for (var hour = 0; hour < 4; hour++)
        {
            var asks = hour == 0 ? 1_000 : 6;
            var answers = await Task.WhenAll(Enumerable.Range(0, asks).Select(i => desk.AskPasswordAsync(i % 2 == 0 ? pupil.Login : pupil.Alias, network: new IPAddress([10, 0, (byte)hour, (byte)i]))));
            Assert.All(answers, answer => Assert.Equal(AskOutcome.Asked, answer.Outcome));
            await desk.SettledAsync();
            Assert.Equal(Math.Min(10, 3 * (hour + 1)), (await desk.TokensAsync(pupil)).Count);
            var journal = await desk.JournalAsync(pupil);
            Assert.Equal(hour + 1, journal.Count(row => row.Refusal == nameof(AskRefusal.TooManyForAccount)));
            await database.ExecuteAsOwnerAsync("UPDATE recovery_uses SET used_at = used_at - interval '61 minutes'; UPDATE audit_entries SET at = at - interval '61 minutes'");
        }
        await database.ExecuteAsOwnerAsync("UPDATE recovery_uses SET used_at = used_at - interval '1 day'");
        await desk.AskPasswordAsync(pupil.Login);
        await desk.SettledAsync();
        Assert.Equal(11, (await desk.TokensAsync(pupil)).Count);
    }

    [Fact]
    public async Task One_address_gets_ten_an_hour_whoever_of_the_family_asks()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var family = new List<Account>();
        for (var each = 0; each < 5; each++) family.Add(await Pupils.NewAsync(database, a => a.Email = each % 2 == 0 ? "tous@example.org" : "TOUS@example.org"));
        await Task.WhenAll(family.SelectMany(one => Enumerable.Range(0, 3).Select(_ => desk.AskPasswordAsync(one.Login))));
        await desk.SettledAsync();
        Assert.Equal(10, await database.CountAsync("SELECT 1 FROM outbox_messages WHERE lower(recipient) = 'tous@example.org'"));

        await desk.AskLoginAsync("tous@example.org");
        await desk.SettledAsync();
        Assert.Equal(10, await database.CountAsync("SELECT 1 FROM outbox_messages WHERE lower(recipient) = 'tous@example.org'"));
        Assert.Contains(await desk.JournalAsync(family[0]), row => row.Refusal == nameof(AskRefusal.TooManyForDestination));
    }

    [Fact]
    public async Task A_list_is_a_request_of_each_that_it_lists()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var (one, other) = (await Pupils.NewAsync(database, a => a.Email = "deux@example.org"), await Pupils.NewAsync(database, a => a.Email = "deux@example.org"));
        for (var asked = 0; asked < 3; asked++) await desk.AskPasswordAsync(one.Login);
        await desk.SettledAsync();
        await desk.AskLoginAsync("deux@example.org");
        await desk.SettledAsync();
        Assert.Equal((3, 1), ((await desk.TokensAsync(one)).Count, (await desk.TokensAsync(other)).Count));
        var text = desk.Read((await desk.MessagesAsync(other)).Single()).Text;
        Assert.Contains("déjà été envoyé", text, StringComparison.Ordinal);
        for (var asked = 0; asked < 4; asked++) await desk.AskLoginAsync("deux@example.org");
        await desk.SettledAsync();
        Assert.Equal(3, (await desk.MessagesAsync(other)).Count);
    }

    [Fact]
    public async Task Four_hundred_pupils_behind_one_address_who_each_ask_twice_are_served()
    {
        await using var own = await TestDatabase.CreateAsync(cluster);
        await using var desk = HelpDesk.Closed(own);
        await own.ExecuteAsOwnerAsync($"""
            INSERT INTO accounts (id, login, source, profile, civility, family_name, given_name, family_key, given_key, name_words, language, version, email, email_state, email_source)
            SELECT gen_random_uuid(), 'eleve.' || n, 1, 1, 0, 'Eleve', 'N' || n, 'eleve', 'n' || n, '{"{}"}', 'fr', 1, 'eleve' || n || '@example.org', 1, 1 FROM generate_series(1, 400) n
            """);
        var network = IPAddress.Parse("198.51.100.9");
        await Task.WhenAll(Enumerable.Range(0, 800).Select(i => desk.AskPasswordAsync($"eleve.{1 + (i % 400)}", network: network)));
        await desk.BeginAsync();
        await desk.SettledAsync();
        Assert.Equal(400, await own.CountAsync("SELECT DISTINCT recipient FROM outbox_messages WHERE state = 1"));
        Assert.Equal(0, await own.CountAsync("SELECT 1 FROM audit_entries WHERE outcome = 2"));
    }

    [Theory]
    [InlineData("203.0.113.1", "203.0.113.2", false)]
    [InlineData("::ffff:203.0.113.1", "203.0.113.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public async Task A_network_has_its_own_limit(string one, string other, bool same)
    {
        await using var own = await TestDatabase.CreateAsync(cluster);
        await using var desk = HelpDesk.Closed(own, null, ("Recovery:RequestsFromNetwork", "3"));
        foreach (var asked in await Task.WhenAll(Enumerable.Range(0, 9).Select(i => desk.AskPasswordAsync("personne." + i, network: IPAddress.Parse(one)))))
            Assert.Equal(AskOutcome.Asked, asked.Outcome);
        Assert.Equal(3, await own.CountAsync("SELECT 1 FROM recovery_requests"));
        Assert.Equal(AskOutcome.Asked, (await desk.AskPasswordAsync("personne", network: IPAddress.Parse(other))).Outcome);
        Assert.Equal(same ? 3 : 4, await own.CountAsync("SELECT 1 FROM recovery_requests"));
        Assert.Equal(1, await own.CountAsync("SELECT 1 FROM audit_entries WHERE action = 'ResetAsked' AND refusal = 'TooManyFromNetwork' AND network IS NOT NULL"));

        await own.ExecuteAsOwnerAsync("UPDATE recovery_counters SET window_start = window_start - interval '10 minutes'");
        await desk.AskPasswordAsync("personne", network: IPAddress.Parse(one));
        Assert.Equal(same ? 4 : 5, await own.CountAsync("SELECT 1 FROM recovery_requests"));
    }

    [Fact]
    public async Task All_networks_together_have_a_limit_with_one_alarm_on_all_nodes()
    {
        await using var own = await TestDatabase.CreateAsync(cluster);
        (string, string)[] limits = [("Recovery:RequestsFromNetwork", "4"), ("Recovery:RequestsInAll", "10")];
        await using var one = HelpDesk.Closed(own, null, limits);
        await using var other = HelpDesk.Closed(own, null, limits);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : other).AskPasswordAsync("personne." + i, network: new IPAddress([10, 1, 1, (byte)(i / 2)]))));
        Assert.All(answers, answer => Assert.Equal(AskOutcome.Asked, answer.Outcome));
        Assert.Equal(10, await own.CountAsync("SELECT 1 FROM recovery_requests"));
        Assert.Equal(1, await own.CountAsync("SELECT 1 FROM audit_entries WHERE refusal = 'TooManyInAll'"));
        Assert.Equal(1, await own.CountAsync("SELECT 1 FROM recovery_counters WHERE network = '*' AND asked = 40"));
    }
}
