using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Search;

/// <summary>Out of scope and non-existent are the same answer, in the hits, in their number and in « plus de résultats ».</summary>
public sealed class SearchScopeTests(TestDatabase database, TestCluster cluster) : IClassFixture<TestDatabase>
{
    private readonly People people = database.People;
    private readonly AccountSearch search = database.Get<AccountSearch>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hors")]
    [InlineData("hors zoe")]
    [InlineData("zoe hors")]
    [InlineData("zoe.hors.scope")]
    [InlineData("zoe.hors")]
    [InlineData("hors@example.org")]
    [InlineData("horz")]
    public async Task Somebody_in_another_school_is_not_found_in_any_way(string typed)
    {
        var (mine, other) = (await people.SchoolAsync(), await people.SchoolAsync());
        var agent = await people.OperatorAsync(Function.LocalAdmin, [mine]);
        await people.AccountAsync("Hors", "Zoé", [other], a =>
        {
            a.Login = $"zoe.hors.scope{Guid.CreateVersion7():N}";
            a.Email = "hors@example.org";
        });

        Assert.Equal(SearchResult.Nothing, await search.FindAsync(agent, typed, Cancel));
    }

    [Fact]
    public async Task What_a_session_does_not_carry_opens_nothing()
    {
        var school = await people.SchoolAsync();
        var agent = await people.OperatorAsync(Function.LocalAdmin, [school]);
        await people.AccountAsync("Retenue", "Zoé", [school]);
        Assert.Single((await search.FindAsync(agent, "retenue", Cancel)).Hits);

        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET withheld = {(short)FunctionSet.LocalAdmin} WHERE id = '{agent.SessionId}'");
        Assert.Equal(SearchResult.Nothing, await search.FindAsync(agent, "retenue", Cancel));

        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET withheld = {(short)FunctionSet.CentralAdmin} WHERE id = '{agent.SessionId}'");
        Assert.Single((await search.FindAsync(agent, "retenue", Cancel)).Hits);
    }

    [Fact]
    public async Task Nobody_out_of_scope_counts_as_more()
    {
        var (mine, other) = (await people.SchoolAsync(), await people.SchoolAsync());
        var agent = await people.OperatorAsync(Function.Support, [mine]);
        for (var i = 0; i < 20; i++) await people.AccountAsync("Compte", $"P{i}", [mine]);
        for (var i = 0; i < 5; i++) await people.AccountAsync("Compte", $"Autre{i}", [other]);

        var found = await search.FindAsync(agent, "compte", Cancel);

        Assert.Equal(20, found.Hits.Count);
        Assert.False(found.HasMore);
    }

    // What is dropped only after the first 21 were taken would leave too few.
    [Theory]
    [InlineData("partagee@example.org")]
    [InlineData("partagee@")]
    [InlineData("deplace")]
    [InlineData("lou deplace")]
    [InlineData("lou.depl")]
    public async Task Nobody_out_of_scope_or_whose_membership_is_over_takes_a_place(string typed)
    {
        var (mine, other) = (await people.SchoolAsync(), await people.SchoolAsync());
        var agent = await people.OperatorAsync(Function.Support, [mine]);
        var gone = new List<Guid>();
        for (var i = 0; i < 25; i++)
        {
            await people.AccountAsync("Déplacé", $"Lou A{i}", [other], Named);
            gone.Add((await people.AccountAsync("Déplacé", $"Lou B{i}", [mine], Named)).Id);
        }
        var person = await people.AccountAsync("Déplacé", "Lou Z", [mine], Named);
        var ids = string.Join("','", gone);
        await database.ExecuteAsOwnerAsync($"""
            UPDATE memberships SET ends_on = today() + 1 WHERE account_id IN ('{ids}');
            ALTER TABLE memberships DISABLE TRIGGER USER;
            UPDATE memberships SET ends_on = ends_on - 1 WHERE account_id IN ('{ids}');
            ALTER TABLE memberships ENABLE TRIGGER USER;
            UPDATE search_people SET ends_on = ends_on - 1 WHERE account_id IN ('{ids}');
            UPDATE search_words SET ends_on = ends_on - 1 WHERE account_id IN ('{ids}');
            """);

        var found = await search.FindAsync(agent, typed, Cancel);

        Assert.Equal([person.Id], found.Hits.Select(h => h.Id));
        Assert.False(found.HasMore);

        static void Named(Account account) => (account.Email, account.Login) = ("partagee@example.org", $"lou.depl{Guid.CreateVersion7():N}");
    }

    [Fact]
    public async Task Only_memberships_in_scope_are_shown_and_counted()
    {
        var (mine, other) = (await people.SchoolAsync("Collège A"), await people.SchoolAsync("Collège B"));
        var agent = await people.OperatorAsync(Function.Support, [mine]);
        var central = await people.OperatorAsync(Function.CentralAdmin, []);
        await people.AccountAsync("Commun", "Lou", [mine, other]);

        var seen = Assert.Single((await search.FindAsync(agent, "commun", Cancel)).Hits);
        Assert.Equal(("Collège A", 0), (seen.School, seen.OtherSchools));
        Assert.Equal(1, Assert.Single((await search.FindAsync(central, "commun", Cancel)).Hits).OtherSchools);
    }

    [Fact]
    public async Task Who_has_no_current_membership_is_in_nobodys_scope()
    {
        var central = await people.OperatorAsync(Function.CentralAdmin, []);
        await people.AccountAsync("Sansécole", "Lou", []);

        Assert.Empty((await search.FindAsync(central, "sansecole", Cancel)).Hits);
    }

    [Theory]
    [InlineData("starts_on = today(), ends_on = NULL", true)]
    [InlineData("starts_on = today() - 1, ends_on = today() + 1", true)]
    [InlineData("starts_on = today() - 9, ends_on = today()", false)]
    [InlineData("starts_on = today() - 9, ends_on = today() - 3", false)]
    [InlineData("starts_on = today() + 1, ends_on = NULL", false)]
    [InlineData("starts_on = today() + 3, ends_on = today() - 3", false)]
    public async Task A_membership_counts_from_its_first_day_until_the_day_before_its_end(string dates, bool found)
    {
        var school = await people.SchoolAsync();
        var agent = await people.OperatorAsync(Function.Support, [school]);
        var central = await people.OperatorAsync(Function.CentralAdmin, []);
        var person = await people.AccountAsync("Daté", "Lou", [school]);
        await database.ExecuteAsOwnerAsync($"UPDATE memberships SET {dates} WHERE account_id = '{person.Id}'");

        foreach (var actor in (Actor[])[agent, central])
        {
            foreach (var typed in (string[])["date", "date lou", person.Login])
                Assert.Equal(found, (await search.FindAsync(actor, typed, Cancel)).Hits.Any(h => h.Id == person.Id));
        }
    }

    // The triggers only run at a write: what ends by itself must drop out by the query.
    [Fact]
    public async Task A_membership_whose_end_passes_drops_out_without_any_write()
    {
        var school = await people.SchoolAsync();
        var agent = await people.OperatorAsync(Function.Support, [school]);
        var central = await people.OperatorAsync(Function.CentralAdmin, []);
        var person = await people.AccountAsync("Passager", "Lou", [school]);
        await database.ExecuteAsOwnerAsync($"UPDATE memberships SET ends_on = today() + 1 WHERE account_id = '{person.Id}'");
        Assert.Single((await search.FindAsync(agent, "passager", Cancel)).Hits);

        // A day later, seen from the row: the same as moving the clock.
        await database.ExecuteAsOwnerAsync($"""
            ALTER TABLE memberships DISABLE TRIGGER USER;
            UPDATE memberships SET ends_on = ends_on - 1 WHERE account_id = '{person.Id}';
            ALTER TABLE memberships ENABLE TRIGGER USER;
            UPDATE search_people SET ends_on = ends_on - 1 WHERE account_id = '{person.Id}';
            UPDATE search_words SET ends_on = ends_on - 1 WHERE account_id = '{person.Id}';
            """);

        foreach (var actor in (Actor[])[agent, central])
        {
            foreach (var typed in (string[])["passager", "pass", "lou passager", person.Login, person.Id.ToString()])
                Assert.Empty((await search.FindAsync(actor, typed, Cancel)).Hits);
        }
    }

    [Theory]
    [InlineData("UPDATE grants SET ends_at = now() WHERE account_id = '{0}'")]
    [InlineData("UPDATE grants SET starts_at = now() + interval '1 hour' WHERE account_id = '{0}'")]
    [InlineData("DELETE FROM grants WHERE account_id = '{0}'")]
    [InlineData("UPDATE sessions SET ended_at = now() WHERE account_id = '{0}'")]
    [InlineData("UPDATE sessions SET idle_until = now() WHERE account_id = '{0}'")]
    [InlineData("UPDATE sessions SET expires_at = now() WHERE account_id = '{0}'")]
    [InlineData("UPDATE sessions SET remembered = true WHERE account_id = '{0}'")]
    [InlineData("UPDATE accounts SET blocked_at = now() WHERE id = '{0}'")]
    public async Task An_actor_whose_rights_session_or_account_are_over_finds_nothing(string what)
    {
        var school = await people.SchoolAsync();
        await people.AccountAsync("Visible", "Lou", [school]);
        foreach (var schools in (School[][])[[school], []])
        {
            var actor = await people.OperatorAsync(Function.Support, schools);
            Assert.NotEmpty((await search.FindAsync(actor, "visible", Cancel)).Hits);

            await database.ExecuteAsOwnerAsync(what.Replace("{0}", actor.AccountId.ToString(), StringComparison.Ordinal));

            Assert.Equal(SearchResult.Nothing, await search.FindAsync(actor, "visible", Cancel));
            Assert.Equal(SearchResult.Nothing, await search.FindAsync(actor, "visibel", Cancel));
        }
    }

    [Fact]
    public async Task A_block_that_ran_out_is_none()
    {
        var school = await people.SchoolAsync();
        var actor = await people.OperatorAsync(Function.Support, [school]);
        await people.AccountAsync("Rebonjour", "Lou", [school]);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET blocked_at = now() - interval '2 h', blocked_until = now() - interval '1 h' WHERE id = '{actor.AccountId}'");

        Assert.Single((await search.FindAsync(actor, "rebonjour", Cancel)).Hits);
    }

    [Fact]
    public async Task Another_persons_session_opens_nothing()
    {
        var school = await people.SchoolAsync();
        var (one, two) = (await people.OperatorAsync(Function.Support, [school]), await people.OperatorAsync(Function.Support, [school]));
        await people.AccountAsync("Secret", "Lou", [school]);

        Assert.Empty((await search.FindAsync(one with { SessionId = two.SessionId }, "secret", Cancel)).Hits);
    }

    // More than 40 schools take other ways through the same tables: they must give the same answers.
    [Fact]
    public async Task Many_schools_answer_like_few()
    {
        await using var own = await TestDatabase.CreateAsync(cluster);
        var schools = new List<School>();
        for (var i = 0; i < 60; i++) schools.Add(await own.People.SchoolAsync());
        string[] familyNames = ["Martin", "Martinez", "Le Goff", "Lemartin", "Marty", "N'Guyen", "Brun-Martin", "Éluard", "Zola"];
        string[] givenNames = ["Martine", "Anne-Marie", "Léo", "Goffredo", "Zoé", "Guy"];
        for (var i = 0; i < 150; i++) await own.People.AccountAsync(familyNames[i % 9], givenNames[i / 3 % 6], [.. new[] { schools[i * 7 % 60], schools[i * 11 % 60] }.Distinct()]);
        var many = await own.People.OperatorAsync(Function.Support, [.. schools.Take(50)]);
        var reference = own.Get<AccountSearch>();
        await using var db = own.Open();
        var inScope = (await db.AccountsInScopeOf(many).AsNoTracking().ToListAsync(Cancel)).OrderBy(a => a.FamilyKey.Replace(" ", "", StringComparison.Ordinal), StringComparer.Ordinal)
            .ThenBy(a => a.GivenKey.Replace(" ", "", StringComparison.Ordinal), StringComparer.Ordinal).ToList();

        foreach (var typed in (string[])["m", "mar", "martin", "le", "goff", "z", "zo", "guy", "mar le", "martin anne", "an ma", "marie anne", "x", "brun", "martine.m"])
        {
            var words = SearchText.Read(typed).Words;
            var expected = inScope
                .Where(a => words.All(word => a.NameWords.Any(name => name.StartsWith(word, StringComparison.Ordinal))))
                .OrderByDescending(a => words.Any(word => a.FamilyKey.Replace(" ", "", StringComparison.Ordinal).StartsWith(word, StringComparison.Ordinal)))
                .Select(a => (a.FamilyName, a.GivenName)).ToList();
            var found = await reference.FindAsync(many, typed, Cancel);
            if (found.AreNearSpellings) found = SearchResult.Nothing;

            Assert.Equal(expected.Take(20), found.Hits.Select(h => (h.FamilyName, h.GivenName)));
            Assert.Equal(expected.Count > 20, found.HasMore);
        }
    }
}
