using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Search;

/// <summary>Whom the search puts first, and how many it shows.</summary>
public sealed class SearchOrderTests(TestDatabase database, TestCluster cluster) : IClassFixture<TestDatabase>
{
    private readonly People people = database.People;
    private readonly AccountSearch search = database.Get<AccountSearch>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_order_is_exact_identifier_then_family_name_then_other_words_then_beginnings_of_identifiers()
    {
        var (agent, school) = await AgentAsync();
        var byLogin = await people.AccountAsync("Zola", "Yves", [school], a => a.Login = "martin.zola");
        var byGivenName = await people.AccountAsync("Abadie", "Martine", [school]);
        var familyB = await people.AccountAsync("Martineau", "Anne", [school]);
        var familyA = await people.AccountAsync("Martin", "Zoé", [school]);
        var secondWord = await people.AccountAsync("Brun-Martin", "Luc", [school]);
        var exact = await people.AccountAsync("Zzz", "Zoé", [school], a => a.Alias = "martin");

        Assert.Equal([exact.Id, familyA.Id, familyB.Id, byGivenName.Id, secondWord.Id, byLogin.Id], await IdsAsync(agent, "martin"));
    }

    [Fact]
    public async Task With_two_words_a_family_name_that_begins_with_either_comes_first()
    {
        var (agent, school) = await AgentAsync();
        var second = await people.AccountAsync("Aubert", "Jean-Pierre", [school]);
        var first = await people.AccountAsync("Pierre", "Jean", [school]);
        var alsoFirst = await people.AccountAsync("Jean", "Pierre", [school]);

        Assert.Equal([alsoFirst.Id, first.Id, second.Id], await IdsAsync(agent, "jean pierre"));
    }

    [Fact]
    public async Task Within_a_kind_the_actors_own_schools_come_first_then_NOM_then_Prenom()
    {
        await using var own = await TestDatabase.CreateAsync(cluster);
        var (home, other) = (await own.People.SchoolAsync(), await own.People.SchoolAsync());
        var central = await own.People.OperatorAsync(Function.CentralAdmin, [], home);
        var elsewhereA = await own.People.AccountAsync("Dupont", "Anne", [other]);
        var elsewhereB = await own.People.AccountAsync("Dupont", "Bob", [other]);
        var mineB = await own.People.AccountAsync("Dupuis", "Bob", [home]);
        var mineA = await own.People.AccountAsync("Dupuis", "Anne", [home]);
        var given = await own.People.AccountAsync("Alba", "Dupond", [home]);

        var found = await own.Get<AccountSearch>().FindAsync(central, "dup", Cancel);

        Assert.Equal([mineA.Id, mineB.Id, elsewhereA.Id, elsewhereB.Id, given.Id], found.Hits.Select(h => h.Id));
    }

    [Fact]
    public async Task A_school_named_by_a_grant_is_own_even_for_who_may_see_all()
    {
        await using var own = await TestDatabase.CreateAsync(cluster);
        var (home, named) = (await own.People.SchoolAsync(), await own.People.SchoolAsync());
        var central = await own.People.OperatorAsync(Function.CentralAdmin, [], home);
        await using (var db = own.Open())
        {
            db.Grants.Add(new Grant { Id = Guid.CreateVersion7(), AccountId = central.AccountId, Function = Function.Support, SchoolId = named.Id, StartsAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync(Cancel);
        }
        var notOwn = await own.People.AccountAsync("Dupont", "Anne", [home]);
        var isOwn = await own.People.AccountAsync("Dupuis", "Anne", [named]);

        var found = await own.Get<AccountSearch>().FindAsync(central, "dup", Cancel);

        Assert.Equal([isOwn.Id, notOwn.Id], found.Hits.Select(h => h.Id));
    }

    [Fact]
    public async Task Twenty_are_shown_and_it_says_that_there_are_more()
    {
        var (agent, school) = await AgentAsync();
        for (var i = 0; i < 20; i++) await people.AccountAsync("Vingt", $"Prénom{i:D2}", [school]);

        var twenty = await search.FindAsync(agent, "vingt", Cancel);
        await people.AccountAsync("Vingt", "Prénom20", [school]);
        var more = await search.FindAsync(agent, "vingt", Cancel);

        Assert.Equal(20, twenty.Hits.Count);
        Assert.False(twenty.HasMore);
        Assert.Equal(20, more.Hits.Count);
        Assert.True(more.HasMore);
        Assert.Equal("Prénom19", more.Hits[^1].GivenName);
    }

    private async Task<Guid[]> IdsAsync(Actor agent, string typed) => [.. (await search.FindAsync(agent, typed, Cancel)).Hits.Select(h => h.Id)];

    private async Task<(Actor Agent, School School)> AgentAsync(string name = "Collège Jean-Moulin")
    {
        var school = await people.SchoolAsync(name);
        return (await people.OperatorAsync(Function.Support, [school]), school);
    }
}
