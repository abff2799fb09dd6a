using System.Text.Json;
using AdminConsole.Domain.Import;

namespace AdminConsole.Development;

/// <summary>The population as a source of rows, without a database.</summary>
public sealed class DemoPopulationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 17, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_seed_size_and_moment_give_the_same_people() =>
        Assert.Equal(Of(3_000).People().Select(Written), Of(3_000).People().Select(Written));

    [Fact]
    public void Another_seed_gives_other_people() =>
        Assert.NotEqual(Of(200).People().Select(Written), Of(200, seed: 1).People().Select(Written));

    [Theory]
    [InlineData(1, 20, 8)]
    [InlineData(8, 20, 8)]
    [InlineData(50, 20, 50)]
    [InlineData(5_000, 20, 5_000)]
    [InlineData(30_000, 60, 30_000)]
    public void There_are_as_many_people_as_asked_for_and_never_fewer_than_the_cast(int asked, int schools, int people)
    {
        var population = Of(asked);
        Assert.Equal((schools, people), (population.Schools.Count, population.People().Count()));
        Assert.Equal(schools, population.Schools.Select(s => (s.Name, s.Town)).Distinct().Count());
    }

    [Fact]
    public void A_million_live_in_2000_schools()
    {
        Assert.Equal(2_000, DemoSchools.CountFor(1_000_000));
        var schools = DemoSchools.Make(2_000);
        Assert.Equal((2_000, 2_000), (schools.Select(s => s.Uai).Distinct().Count(), schools.Select(s => (s.Name, s.Town)).Distinct().Count()));
    }

    [Fact]
    public void Ids_and_external_ids_are_unique_and_grow()
    {
        var people = Of(20_000).People().ToList();
        Assert.Equal(20_000, people.Select(p => p.Id).Distinct().Count());
        Assert.Equal(20_000 - 4, people.Select(p => p.ExternalId).OfType<string>().Distinct().Count());
        var grown = people.Where(p => p.Id!.Value.Version == 7).Select(p => p.Id!.Value.ToString()).ToList();
        Assert.Equal(grown.Order(StringComparer.Ordinal), grown);
        Assert.All(people.Where(p => p.ExternalId is not null), p => Assert.Matches("^[0-9a-f]{40}$", p.ExternalId));
    }

    [Fact]
    public void Children_come_before_their_parents()
    {
        HashSet<Guid?> seen = [];
        foreach (var person in Of(5_000).People())
        {
            Assert.All(person.Children, child => Assert.Contains(child.Id, seen));
            seen.Add(person.Id);
        }
    }

    [Fact]
    public void The_account_that_tells_a_complete_load_comes_last() =>
        Assert.Equal(DemoCast.LastLoaded, Of(500).People().Last().Id);

    private static DemoPopulation Of(int accounts, int seed = DemoData.Seed) => new(seed, accounts, Now, "hash", "operator hash");

    private static string Written(AccountRow row) => JsonSerializer.Serialize(row);
}
