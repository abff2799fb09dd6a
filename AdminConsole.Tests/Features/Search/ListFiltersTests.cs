using AdminConsole.AccountParts;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Search;

public sealed class ListFiltersTests : BunitContext
{
    private static readonly SchoolChoice Rosa = new(Guid.Parse("019a0000-0000-7000-8000-000000000001"), "Collège Rosa-Parks", "Meaux");

    public ListFiltersTests() => Services.AddLocalization().AddSingleton(TimeProvider.System);

    [Fact]
    public void Every_choice_is_a_link_that_keeps_the_other_filters_and_starts_at_the_first_page()
    {
        var filters = Show(new("dup", Rosa.Id, "6e B", Profile.Student), [Rosa], ["6e A", "6e B"]);
        var school = $"etablissement={Rosa.Id}";
        Assert.Equal(
            [
                "/console/utilisateurs?q=dup&profil=Student&tri=creation", $"/console/utilisateurs?q=dup&{school}&profil=Student&tri=creation",
                $"/console/utilisateurs?q=dup&{school}&classe=6e%20A&profil=Student&tri=creation",
                $"/console/utilisateurs?q=dup&{school}&profil=Student&tri=creation",
                $"/console/utilisateurs?q=dup&{school}&classe=6e%20B&tri=creation",
            ],
            filters.FindAll(".panel a").Take(5).Select(a => a.GetAttribute("href")));
        Assert.Equal(["Collège Rosa-Parks, Meaux", "6e B", "Élève", "Création, récentes d’abord"], filters.FindAll("[aria-current=true]").Select(a => a.TextContent));
    }

    [Fact]
    public void Classes_are_asked_of_a_school_only()
    {
        Assert.DoesNotContain(Show(new(), [Rosa], []).FindAll("summary .what"), what => what.TextContent == "Classe\u00a0:");
        Assert.Contains(Show(new(SchoolId: Rosa.Id), [Rosa], []).FindAll("summary .what"), what => what.TextContent == "Classe\u00a0:");
    }

    [Fact]
    public void What_is_set_stands_in_its_menu_and_its_link_takes_it_away()
    {
        var filters = Show(new(Activated: false, Blocked: true), [], []);
        Assert.Contains("Jamais activés, Bloqués", filters.FindAll("summary").Select(s => s.QuerySelectorAll("span")[1].TextContent));
        Assert.Equal("/console/utilisateurs?bloque=oui&tri=creation", filters.FindAll("a").Single(a => a.TextContent == "Jamais activés").GetAttribute("href"));
        Assert.Equal("/console/utilisateurs?activation=oui&bloque=oui&tri=creation", filters.FindAll("a").Single(a => a.TextContent == "Activés").GetAttribute("href"));
    }

    [Fact]
    public void Any_day_can_be_typed()
    {
        var filters = Show(new(Blocked: true), [], []);
        filters.Find("input[type=date]").Change("2026-09-14");
        filters.Find("form").Submit();
        Assert.EndsWith("/console/utilisateurs?bloque=oui&cree=2026-09-14&tri=creation", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void What_filters_is_a_chip_each_that_takes_only_itself_away()
    {
        var chips = Render<ListChips>(with => with.Add(c => c.List, new(new("dup", Rosa.Id, "6e B", Email: EmailTrouble.Refused), AccountOrder.Newest)).Add(c => c.School, Rosa));
        Assert.Equal(["Recherche «\u00a0dup\u00a0»", "Collège Rosa-Parks", "Classe 6e B", "Courriel refusé"], chips.FindAll("span").Select(s => s.TextContent));
        Assert.Equal("/console/utilisateurs?q=dup&courriel=refuse&tri=creation", chips.FindAll("a")[1].GetAttribute("href"));
        Assert.Equal("Retirer le filtre\u00a0: Courriel refusé", chips.FindAll("a")[3].GetAttribute("aria-label"));
        Assert.Equal("/console/utilisateurs?tri=creation", chips.Find(".all").GetAttribute("href"));
        Assert.Empty(Render<ListChips>(with => with.Add(c => c.List, new(new()))).FindAll("*"));
    }

    [Theory]
    [InlineData("Student", "6e B", "oui", "aucun", "2026-09-14", "creation", true)]
    [InlineData("7", "", "peut-être", "OUI", "14/09/2026", "taille", false)]
    [InlineData("Élève", "\0", "\0", "\0", "2026-13-41", "0", false)]
    public void A_value_that_is_no_value_filters_nothing(string profile, string className, string yes, string email, string since, string order, bool good)
    {
        var state = ListState.Read(key => key switch
        {
            Urls.ProfileKey or Urls.SourceKey => profile, Urls.ClassKey => className, Urls.SchoolKey => good ? Rosa.Id.ToString() : "x", Urls.EmailKey => email,
            Urls.SinceKey => since, Urls.OrderKey => order, Urls.TextKey => null, Urls.AfterKey or Urls.BeforeKey => null, _ => yes,
        });
        Assert.Equal(good ? new(new(null, Rosa.Id, "6e B", Profile.Student, null, true, true, EmailTrouble.None, false, new(2026, 9, 14), true), AccountOrder.Newest) : new(new()), state);
        if (good) Assert.Contains("&activation=oui&bloque=oui&courriel=aucun&cree=2026-09-14&presupprime=oui&tri=creation", state.Url(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_it_is_a_combobox() => Assert.Empty(Show(new(), Many(40), []).FindAll("select, [role=combobox], input[list]"));

    [Fact]
    public void Many_schools_are_narrowed_by_name_or_town_whatever_the_accents()
    {
        var filters = Show(new(), [.. Many(40), new(Guid.NewGuid(), "Collège Zoé", "Évry")], []);
        Assert.Equal(31, Schools(filters).Count);
        filters.Find("input[type=search]").Input("EVRY");
        Assert.Equal(["Tous", "Collège Zoé, Évry"], Schools(filters));
    }

    private IRenderedComponent<ListFilters> Show(AccountFilter filter, IReadOnlyList<SchoolChoice> schools, IReadOnlyList<string> classes) =>
        Render<ListFilters>(with => with.Add(f => f.List, new(filter, AccountOrder.Newest)).Add(f => f.Schools, schools)
            .Add(f => f.School, schools.FirstOrDefault(s => s.Id == filter.SchoolId)).Add(f => f.Classes, classes));

    private static List<string> Schools(IRenderedComponent<ListFilters> filters) => [.. filters.FindAll(".filters > details:first-child li").Select(li => li.TextContent)];

    private static List<SchoolChoice> Many(int count) => [.. Enumerable.Range(0, count).Select(n => new SchoolChoice(Guid.NewGuid(), $"Collège {n}", "Melun"))];
}
