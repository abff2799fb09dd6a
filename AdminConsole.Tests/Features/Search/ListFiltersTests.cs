using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Search;

public sealed class ListFiltersTests : BunitContext
{
    private static readonly SchoolChoice Rosa = new(Guid.Parse("019a0000-0000-7000-8000-000000000001"), "Collège Rosa-Parks", "Meaux");

    public ListFiltersTests() => Services.AddLocalization();

    [Fact]
    public void Every_choice_is_a_link_that_keeps_the_other_filters_and_starts_at_the_first_page()
    {
        var filters = Show(new("dup", Rosa.Id, "6e B", Profile.Student), [Rosa], ["6e A", "6e B"]);
        var school = $"etablissement={Rosa.Id}";
        Assert.Equal(
            [
                "/console/utilisateurs?q=dup&profil=Student", $"/console/utilisateurs?q=dup&{school}&profil=Student",
                $"/console/utilisateurs?q=dup&{school}&profil=Student", $"/console/utilisateurs?q=dup&{school}&classe=6e%20A&profil=Student",
                $"/console/utilisateurs?q=dup&{school}&classe=6e%20B&profil=Student",
                $"/console/utilisateurs?q=dup&{school}&classe=6e%20B", $"/console/utilisateurs?q=dup&{school}&classe=6e%20B&profil=Student",
            ],
            filters.FindAll(".panel a").Take(7).Select(a => a.GetAttribute("href")));
        Assert.Equal(["Collège Rosa-Parks, Meaux", "6e B", "Élève"], filters.FindAll("[aria-current=true]").Select(a => a.TextContent));
        Assert.Equal("/console/utilisateurs", filters.Find(".clear").GetAttribute("href"));
    }

    [Fact]
    public void Classes_are_asked_of_a_school_only()
    {
        Assert.Equal(2, Show(new(), [Rosa], []).FindAll("details").Count);
        Assert.Equal(3, Show(new(SchoolId: Rosa.Id), [Rosa], []).FindAll("details").Count);
    }

    [Fact]
    public void Nothing_in_it_is_a_combobox() => Assert.Empty(Show(new(), Many(40), []).FindAll("select, [role=combobox], input[list]"));

    [Fact]
    public void Many_schools_are_narrowed_by_name_or_town_whatever_the_accents()
    {
        var filters = Show(new(), [.. Many(40), new(Guid.NewGuid(), "Collège Zoé", "Évry")], []);
        Assert.Equal(31, Schools(filters).Count);
        filters.Find("input").Input("EVRY");
        Assert.Equal(["Tous", "Collège Zoé, Évry"], Schools(filters));
    }

    private IRenderedComponent<ListFilters> Show(AccountFilter filter, IReadOnlyList<SchoolChoice> schools, IReadOnlyList<string> classes) =>
        Render<ListFilters>(with => with.Add(f => f.Filter, filter).Add(f => f.Schools, schools)
            .Add(f => f.School, schools.FirstOrDefault(s => s.Id == filter.SchoolId)).Add(f => f.Classes, classes));

    private static List<string> Schools(IRenderedComponent<ListFilters> filters) => [.. filters.FindAll("details:first-child li").Select(li => li.TextContent)];

    private static List<SchoolChoice> Many(int count) => [.. Enumerable.Range(0, count).Select(n => new SchoolChoice(Guid.NewGuid(), $"Collège {n}", "Melun"))];
}
