using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Import;

/// <summary>Which logins a load gives. Each test has a family name of its own.</summary>
public sealed class LoginTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Homonyms_of_one_load_are_numbered_in_their_order()
    {
        await database.LoadAsync(Enumerable.Range(1, 12).Select(n => Rows.Pupil("Léa", "Unique") with { NationalId = $"{n}" }).ToArray());
        Assert.Equal(Numbered("lea.unique", 12), await database.LoginsOfAsync("Unique"));
        await using var db = database.Open();
        Assert.Equal("7", await db.Accounts.Where(a => a.Login == "lea.unique7").Select(a => a.NationalId).SingleAsync(Cancel));
    }

    [Fact]
    public async Task Homonyms_of_several_chunks_are_numbered_on()
    {
        await database.LoadAsync([], Enumerable.Range(0, 25).Select(_ => Rows.Pupil("Léa", "Chunk")).ToArray(), chunk: 4);
        Assert.Equal(Numbered("lea.chunk", 25), await database.LoginsOfAsync("Chunk"));
    }

    [Fact]
    public async Task Logins_aliases_and_former_logins_on_record_are_taken()
    {
        await database.People.AccountAsync("Autre", "Jean", [], a => a.Login = "lea.taken");
        await database.People.AccountAsync("Autre", "Paul", [], a => a.Alias = "lea.taken2");
        var renamed = await database.People.AccountAsync("Autre", "Anne", [], a => a.Login = "lea.taken3");
        await using (var db = database.Open())
        {
            await db.Accounts.Where(a => a.Id == renamed.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Login, "anne.autrement"), Cancel);
        }
        await database.LoadAsync(Rows.Pupil("Léa", "Taken"), Rows.Pupil("Lea", "Taken"));
        Assert.Equal(["lea.taken4", "lea.taken5"], await database.LoginsOfAsync("Taken"));
    }

    [Fact]
    public async Task Gaps_are_filled_first()
    {
        foreach (var login in (string[])["lea.gap2", "lea.gap3", "lea.gap6", "lea.gap99999999999999999999", "lea.gap07"])
            await database.People.AccountAsync("Autre", "Jean", [], a => a.Login = login);
        await database.LoadAsync(Enumerable.Range(0, 5).Select(_ => Rows.Pupil("Léa", "Gap")).ToArray());
        Assert.Equal(["lea.gap", "lea.gap4", "lea.gap5", "lea.gap7", "lea.gap8"], await database.LoginsOfAsync("Gap"));
    }

    [Fact]
    public async Task A_name_that_ends_in_a_number_does_not_clash_with_a_numbered_one()
    {
        await database.LoadAsync(
            [.. Enumerable.Range(0, 24).Select(_ => Rows.Pupil("Léa", "Clash")), .. Enumerable.Range(0, 3).Select(_ => Rows.Pupil("Léa", "Clash2"))]);
        await using var db = database.Open();
        var logins = await db.Accounts.Where(a => a.FamilyName.StartsWith("Clash")).Select(a => a.Login).ToListAsync(Cancel);
        Assert.Equal(27, logins.Distinct().Count());
        Assert.All(logins, login => Assert.Matches("^lea\\.clash[0-9]*$", login));
    }

    [Fact]
    public async Task A_wanted_login_is_folded_and_numbered_like_any_other()
    {
        await database.LoadAsync(Rows.Pupil("A", "Wanted") with { Login = "Accueil.CDI" }, Rows.Pupil("B", "Wanted") with { Login = "accueil.cdi" });
        Assert.Equal(["accueil.cdi", "accueil.cdi2"], await database.LoginsOfAsync("Wanted"));
    }

    [Fact]
    public async Task Who_has_no_latin_letter_is_called_compte()
    {
        await database.LoadAsync(Rows.Pupil("Иван", "Петров"), Rows.Pupil("Анна", "Петров"));
        Assert.Equal(["compte", "compte2"], await database.LoginsOfAsync("Петров"));
    }

    [Fact]
    public async Task Two_loads_at_once_share_the_numbers_out()
    {
        AccountRow[] rows = [.. Enumerable.Range(0, 160).Select(n => Rows.Pupil("Léa", $"Twice{(char)('a' + n % 7)}"))];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => database.LoadAsync([], rows, chunk: 60)));
        await using var db = database.Open();
        var logins = await db.Accounts.Where(a => a.FamilyName.StartsWith("Twice")).GroupBy(a => a.FamilyName).Select(g => new { g.Key, Logins = g.Select(a => a.Login).ToList() }).ToListAsync(Cancel);
        Assert.Equal(640, logins.Sum(one => one.Logins.Count));
        Assert.All(logins, one => Assert.Equal(
            Numbered(LoginMaker.Propose("Léa", one.Key), one.Logins.Count).Order(), one.Logins.Order()));
    }

    [Fact]
    public async Task A_login_that_somebody_else_commits_first_is_given_up()
    {
        await using var other = await database.Get<NpgsqlDataSource>().OpenConnectionAsync(Cancel);
        await using var transaction = await other.BeginTransactionAsync(Cancel);
        await using var insert = new NpgsqlCommand("""
            INSERT INTO accounts (id, source, profile, civility, family_name, given_name, family_key, given_key, name_words, login, language, version)
            VALUES (gen_random_uuid(), 3, 1, 0, 'Race', 'Léa', 'race', 'lea', '{lea,race}', 'lea.race', 'fr', 1)
            """, other);
        await insert.ExecuteNonQueryAsync(Cancel);

        var load = database.LoadAsync(Rows.Pupil("Léa", "Race"), Rows.Pupil("Léo", "Race"));
        await BlockedAsync(load);
        await transaction.CommitAsync(Cancel);

        Assert.Equal(new LoadCounts(2, 0, 0), (await load).Accounts);
        Assert.Equal(["lea.race", "leo.race", "lea.race2"], await database.LoginsOfAsync("Race"));
    }

    private static IEnumerable<string> Numbered(string login, int people) => Enumerable.Range(1, people).Select(place => LoginMaker.Numbered(login, place));

    /// <summary>Until a statement of this database waits for somebody else's transaction.</summary>
    private async Task BlockedAsync(Task load)
    {
        await using var watch = await database.Get<NpgsqlDataSource>().OpenConnectionAsync(Cancel);
        await using var ask = new NpgsqlCommand("""
            SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity a USING (pid)
                WHERE NOT granted AND locktype = 'transactionid' AND a.datname = current_database())
            """, watch);
        while (!(bool)(await ask.ExecuteScalarAsync(Cancel))!)
        {
            Assert.False(load.IsCompleted, "The load did not wait for the other transaction.");
            await Task.Yield();
        }
    }
}
