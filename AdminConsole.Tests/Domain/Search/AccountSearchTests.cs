using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Search;

/// <summary>What the search finds, sentence by sentence; in which order: <see cref="SearchOrderTests"/>.</summary>
public sealed class AccountSearchTests(TestDatabase database, TestCluster cluster) : IClassFixture<TestDatabase>
{
    private readonly People people = database.People;
    private readonly AccountSearch search = database.Get<AccountSearch>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dup")]
    [InlineData("DUPONT")]
    [InlineData("eleonore")]
    [InlineData("Éléonore")]
    [InlineData("ELE dup")]
    [InlineData("dupont éléo")]
    [InlineData("  dupont,   eleonore ")]
    [InlineData("el du el")]
    public async Task A_word_matches_the_beginning_of_any_word_in_any_order(string typed)
    {
        var (agent, school) = await AgentAsync();
        var person = await people.AccountAsync("Dupont", "Éléonore", [school]);
        await people.AccountAsync("Martin", "Paul", [school]);

        Assert.Equal([person.Id], await IdsAsync(agent, typed));
    }

    [Theory]
    [InlineData("N'Guyen", "guyen")]
    [InlineData("N'Guyen", "n guyen")]
    [InlineData("N'Guyen", "nguyen")]
    [InlineData("N'Guyen", "N’Guy")]
    [InlineData("Le Goff", "goff")]
    [InlineData("Le Goff", "le")]
    [InlineData("Le Goff", "legoff")]
    [InlineData("Le Goff", "goff le")]
    [InlineData("Martin-Dupré", "dupre")]
    [InlineData("Martin-Dupré", "martin-dupré")]
    [InlineData("Martin-Dupré", "martindup")]
    [InlineData("Œuvrard", "oeuv")]
    [InlineData("Œuvrard", "œuv")]
    [InlineData("Lecœur", "LECOEUR")]
    [InlineData("Lefèvre", "lefe\u0300v")]
    public async Task Words_are_split_and_joined_and_folded_on_both_sides(string familyName, string typed)
    {
        var (agent, school) = await AgentAsync();
        var person = await people.AccountAsync(familyName, "Zoé", [school]);
        await people.AccountAsync("Bernard", "Paul", [school]);

        Assert.Equal([person.Id], await IdsAsync(agent, typed));
    }

    [Fact]
    public async Task Every_typed_word_must_match()
    {
        var (agent, school) = await AgentAsync();
        await people.AccountAsync("Dupont", "Marie", [school]);
        await people.AccountAsync("Durand", "Paul", [school]);

        Assert.Empty(await IdsAsync(agent, "paul dupont"));
    }

    [Theory]
    [InlineData("zoe.l")]
    [InlineData("ZOE.Legrand77")]
    [InlineData("petite-zo")]
    [InlineData("zoe.perso@")]
    [InlineData("Zoe.Perso@Example.ORG")]
    [InlineData("0612345")]
    [InlineData("06 12 34 56 78")]
    [InlineData("06.12")]
    [InlineData("+336123")]
    [InlineData("+33 6 12 34 56 78")]
    [InlineData("0033612")]
    [InlineData("33612345678")]
    [InlineData("bd01c22f3dfdba91")]
    [InlineData("BD0")]
    [InlineData("4e2")]
    [InlineData("4e2f3c25-28f1-46")]
    [InlineData("4E2F3C25-28F1-46F1-9C30-27631905F037")]
    [InlineData("4e2f3c2528f1")]
    public async Task Identifiers_match_by_their_beginning_from_three_characters(string typed)
    {
        await using var own = await TestDatabase.CreateAsync(cluster);
        var school = await own.People.SchoolAsync();
        var agent = await own.People.OperatorAsync(Function.Support, [school]);
        var person = await own.People.AccountAsync("Xu", "Ya", [school], a =>
        {
            a.Id = Guid.Parse("4e2f3c25-28f1-46f1-9c30-27631905f037");
            a.Login = "zoe.legrand77";
            a.Alias = "petite-zoe";
            a.Email = "Zoe.Perso@example.org";
            a.Mobile = "+33612345678";
            a.ExternalId = "bd01c22f3dfdba9115cec543703b291a310595ea";
        });

        Assert.Equal([person.Id], (await own.Get<AccountSearch>().FindAsync(agent, typed, Cancel)).Hits.Select(h => h.Id));
    }

    [Fact]
    public async Task What_is_typed_like_a_login_is_a_login_and_a_name_only_if_nobody_has_it()
    {
        var (agent, school) = await AgentAsync();
        var hasLogin = await people.AccountAsync("Autre", "Nom", [school], a => a.Login = "typhaine.dupontel");
        var hasName = await people.AccountAsync("Dupontel", "Typhaine", [school], a => a.Login = "t.d5");

        Assert.Equal([hasLogin.Id], await IdsAsync(agent, "typhaine.dup"));
        Assert.Equal([hasName.Id], await IdsAsync(agent, "dupontel.typhaine"));
        Assert.Equal([hasName.Id], await IdsAsync(agent, "typhaine dup"));
    }

    [Fact]
    public async Task Two_characters_are_no_identifier()
    {
        var (agent, school) = await AgentAsync();
        await people.AccountAsync("Xu", "Ya", [school], a => (a.Login, a.Mobile) = ("qqz.k", "+33700000000"));

        Assert.Empty(await IdsAsync(agent, "qq"));
        Assert.Empty(await IdsAsync(agent, "07"));
        Assert.Single(await IdsAsync(agent, "qqz"));
        Assert.Single(await IdsAsync(agent, "070"));
    }

    [Fact]
    public async Task A_number_from_overseas_is_found_as_it_is_dialled_there()
    {
        var (agent, school) = await AgentAsync();
        var person = await people.AccountAsync("Hoarau", "Jim", [school], a => a.Mobile = "+262692123456");

        Assert.Equal([person.Id], await IdsAsync(agent, "0692 12 34"));
        Assert.Equal([person.Id], await IdsAsync(agent, "+26269"));
    }

    [Theory]
    [InlineData("dupond")]
    [InlineData("dupnot")]
    [InlineData("duppont")]
    [InlineData("dupomt")]
    [InlineData("dupomt eleonor")]
    [InlineData("dupont eleomore")]
    public async Task When_nothing_matches_near_spellings_are_found_and_announced(string typed)
    {
        var (agent, school) = await AgentAsync();
        var person = await people.AccountAsync("Dupont", "Éléonore", [school]);

        var found = await search.FindAsync(agent, typed, Cancel);

        Assert.True(found.AreNearSpellings);
        Assert.Equal([person.Id], found.Hits.Select(h => h.Id));
    }

    [Fact]
    public async Task What_matches_is_no_near_spelling_and_what_is_like_nothing_finds_nothing()
    {
        var (agent, school) = await AgentAsync();
        await people.AccountAsync("Dupont", "Anne", [school]);

        Assert.False((await search.FindAsync(agent, "dupont", Cancel)).AreNearSpellings);
        Assert.Equal(SearchResult.Nothing, await search.FindAsync(agent, "wrzkqx", Cancel));
    }

    /// <summary>Every letter more makes some fifty spellings more: two words of hundreds would keep the database busy for long.</summary>
    [Fact]
    public async Task Words_longer_than_any_name_are_not_spelled_anew()
    {
        var (agent, school) = await AgentAsync();
        var (family, given) = (string.Concat(Enumerable.Repeat("qu", 20)), string.Concat(Enumerable.Repeat("wo", 20)));
        await people.AccountAsync(family, given, [school], a => a.Login = $"long.{Guid.CreateVersion7():N}");

        Assert.Single((await search.FindAsync(agent, $"{family} {given}", Cancel)).Hits);
        Assert.Equal(SearchResult.Nothing, await search.FindAsync(agent, $"x{family} x{given}", Cancel));
    }

    [Fact]
    public async Task A_hit_tells_homonyms_apart()
    {
        var (agent, school) = await AgentAsync("Collège Jean-Moulin");
        await people.AccountAsync("Le Goff", "Anne", [school], a => (a.Login, a.BirthDate, a.UsageName) = ("anne.legoff9", new DateOnly(2014, 3, 9), "Petit"), "6e B");

        var hit = Assert.Single((await search.FindAsync(agent, "le goff", Cancel)).Hits);

        Assert.Equal(("Le Goff", "Anne", "Petit", Profile.Student), (hit.FamilyName, hit.GivenName, hit.UsageName, hit.Profile));
        Assert.Equal(("6e B", "Collège Jean-Moulin", 0), (hit.ClassName, hit.School, hit.OtherSchools));
        Assert.Equal(("anne.legoff9", new DateOnly(2014, 3, 9)), (hit.Login, hit.BirthDate));
        Assert.Equal([new LetterRange(0, 2), new LetterRange(3, 4)], hit.Matched.FamilyName);
        Assert.Empty(hit.Matched.GivenName);
    }

    private async Task<Guid[]> IdsAsync(Actor agent, string typed)
    {
        var found = await search.FindAsync(agent, typed, Cancel);
        return found.AreNearSpellings ? [] : [.. found.Hits.Select(h => h.Id)];
    }

    private async Task<(Actor Agent, School School)> AgentAsync(string name = "Collège Jean-Moulin")
    {
        var school = await people.SchoolAsync(name);
        return (await people.OperatorAsync(Function.Support, [school]), school);
    }
}
