using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Npgsql;

namespace AdminConsole.Domain.Fiche;

/// <summary>What an open fiche hears of, and that nothing is said where none is open.</summary>
public sealed class OpenFicheSignalsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Marker = "00000000-0000-0000-0000-0000000000ff";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>{0} is the account, {1} its login, {2} a parent's account.</summary>
    [Theory]
    [InlineData("INSERT INTO sessions (id, account_id, idle_until, expires_at, remembered) VALUES (gen_random_uuid(), '{0}', 'infinity', 'infinity', false)")]
    [InlineData("UPDATE sessions SET ended_at = now() WHERE account_id = '{0}'")]
    [InlineData("UPDATE sign_in_delays SET delayed_until = now() + interval '1 minute' WHERE login = '{1}'")]
    [InlineData("UPDATE sign_in_delays SET delayed_until = now() + interval '2 minutes' WHERE login = '{1}'; DELETE FROM sign_in_delays WHERE login = '{1}'")]
    [InlineData("UPDATE memberships SET ends_on = today() WHERE account_id = '{0}'")]
    [InlineData("DELETE FROM memberships WHERE account_id = '{0}'")]
    [InlineData("UPDATE relations SET ends_on = today() WHERE child_id = '{0}'")]
    [InlineData("DELETE FROM relations WHERE parent_id = '{2}'")]
    [InlineData("DELETE FROM login_names WHERE account_id = '{0}'; DELETE FROM relations WHERE child_id = '{0}'; DELETE FROM memberships WHERE account_id = '{0}'; DELETE FROM accounts WHERE id = '{0}'")]
    public async Task What_changes_is_told_where_a_fiche_is_open_and_not_where_none_is(string sql)
    {
        var school = await database.People.SchoolAsync();
        var (open, closed) = (await PupilAsync(school), await PupilAsync(school));
        await database.Get<FicheViewers>().ArriveAsync(await database.People.OperatorAsync(Function.Support, [school]), open.Pupil.Id, Cancel);

        var told = await ToldByAsync(string.Join(';', new[] { open, closed }.Select(one => string.Format(null, sql, one.Pupil.Id, one.Pupil.Login, one.Parent.Id))));

        Assert.Contains(open.Pupil.Id.ToString(), told);
        Assert.DoesNotContain(closed.Pupil.Id.ToString(), told);
    }

    [Fact]
    public async Task Wrong_tries_are_told_only_when_they_begin_to_delay()
    {
        var school = await database.People.SchoolAsync();
        var (pupil, _) = await PupilAsync(school);
        await database.Get<FicheViewers>().ArriveAsync(await database.People.OperatorAsync(Function.Support, [school]), pupil.Id, Cancel);
        await using var listener = await ListenAsync();
        var told = new List<string>();
        listener.Notification += (_, said) => told.Add(said.Payload);

        var signIn = database.Get<AccountSignIn>();
        for (var i = 0; i < 4; i++) await signIn.TryAsync(pupil.Login, "pas le bon", IPAddress.Loopback, null, false, Cancel);
        await ReadAllAsync(listener, told);
        Assert.DoesNotContain(pupil.Id.ToString(), told);
        // The fifth begins a delay; what is tried while it runs is not counted and changes nothing.
        for (var i = 0; i < 3; i++) await signIn.TryAsync(pupil.Login, "pas le bon", IPAddress.Loopback, null, false, Cancel);
        await ReadAllAsync(listener, told);
        Assert.Single(told, pupil.Id.ToString());
    }

    private async Task<(Account Pupil, Account Parent)> PupilAsync(School school)
    {
        var (pupil, parent) = (await database.People.AccountAsync("Suivi", "Lou", [school]), await database.People.AccountAsync("Suivi", "Ana", [school]));
        await database.People.SignedInAsync(pupil.Id);
        await database.ExecuteAsOwnerAsync($"""
            INSERT INTO relations (parent_id, child_id) VALUES ('{parent.Id}', '{pupil.Id}');
            INSERT INTO sign_in_delays (login, network, failures, last_failed_at) VALUES ('{pupil.Login}', '203.0.113.7', 4, now());
            """);
        return (pupil, parent);
    }

    private async Task<List<string>> ToldByAsync(string sql)
    {
        await using var listener = await ListenAsync();
        var told = new List<string>();
        listener.Notification += (_, said) => told.Add(said.Payload);
        await database.ExecuteAsOwnerAsync(sql);
        await ReadAllAsync(listener, told);
        return told;
    }

    private async Task<NpgsqlConnection> ListenAsync()
    {
        var listener = new NpgsqlConnection(database.OwnerConnection);
        await listener.OpenAsync(Cancel);
        await using var listen = new NpgsqlCommand("LISTEN account_changed", listener);
        await listen.ExecuteNonQueryAsync(Cancel);
        return listener;
    }

    /// <summary>All that was told before: notifications keep their order, so that a last one of ours ends them.</summary>
    private async Task ReadAllAsync(NpgsqlConnection listener, List<string> told)
    {
        await database.ExecuteAsOwnerAsync($"SELECT pg_notify('account_changed', '{Marker}')");
        while (!told.Remove(Marker)) await listener.WaitAsync(Cancel);
    }
}
