using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using AdminConsole.Security;
using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminConsole.Features.Home;

public sealed class HomePageTests : BunitContext, IClassFixture<TestDatabase>
{
    private readonly TestDatabase database;
    private readonly SignedInAs user = new();

    public HomePageTests(TestDatabase database)
    {
        this.database = database;
        Services.AddLocalization();
        Services.AddSingleton(database.Get<RecentFiches>());
        Services.AddSingleton(database.Get<SecondApproval>());
        Services.AddSingleton(database.Get<AdminConsole.Domain.SignIn.BreakGlassUses>());
        Services.AddSingleton(database.Get<AssistanceList>());
        Services.AddSingleton<AuthenticationStateProvider>(user);
        Services.AddSingleton<CurrentActor>();
        AddBunitPersistentComponentState();
    }

    [Fact]
    public void The_first_tile_is_named_Utilisateur_and_nothing_else()
    {
        var page = Render<HomePage>();
        var link = page.Find("ul a");
        Assert.Equal("Utilisateur", link.TextContent.Trim());
        Assert.Equal("/console/utilisateurs", link.GetAttribute("href"));
        Assert.Empty(page.FindAll(".recent"));
    }

    [Fact]
    public async Task The_fiches_opened_last_are_links_below_a_heading()
    {
        var school = await database.People.SchoolAsync("Collège <b>Rosa</b>-Parks");
        user.Actor = await database.People.OperatorAsync(Function.Support, [school]);
        var pupil = await database.People.AccountAsync("=HYPERLINK(\"x\")", "<i>Lou</i>", [school], className: "6e <B>");
        await database.Get<RecentFiches>().OpenedAsync(user.Actor, pupil.Id, TestContext.Current.CancellationToken);

        var recent = Render<HomePage>().WaitForElement(".recent");

        Assert.Equal("Fiches ouvertes récemment", recent.QuerySelector("h2")!.TextContent);
        Assert.Equal("=HYPERLINK(\"X\") <i>Lou</i>", recent.QuerySelector("a")!.TextContent);
        Assert.Equal($"/console/utilisateurs/{pupil.Id}", recent.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("Élève · 6e <B> · Collège <b>Rosa</b>-Parks", recent.QuerySelector(".soft")!.TextContent);
    }

    [Fact]
    public async Task A_tile_says_how_many_requests_wait_and_how_many_for_too_long()
    {
        var school = await database.People.SchoolAsync();
        user.Actor = await database.People.OperatorAsync(Function.Support, [school]);
        await new StoredRequests(database).StoredAsync(school);
        await new StoredRequests(database).StoredAsync(school, r => r.ReceivedAt = DateTimeOffset.UnixEpoch);
        await new StoredRequests(database).StoredAsync(school, r => r.State = AssistanceState.Closed);

        var page = Render<HomePage>();
        page.WaitForElement(".late");

        Assert.Equal("Demandes d'assistance", page.Find("a[href='/console/demandes'] strong").TextContent);
        Assert.StartsWith("2 demandes attendent", page.Find("#tuile-demandes").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("dont 1 depuis plus de 2 jours ouvrés", page.Find(".late").TextContent);
    }
}
