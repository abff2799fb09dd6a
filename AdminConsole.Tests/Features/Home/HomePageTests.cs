using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Home;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
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
        AddHome(Services, database);
        Services.AddSingleton(database.Get<AdminConsole.Domain.Journal.VolumeAlarms>());
        Services.AddSingleton(database.Get<Signals>());
        Services.AddSingleton<AuthenticationStateProvider>(user);
        Services.AddSingleton<CurrentActor>();
        AddBunitPersistentComponentState();
        SetRendererInfo(new("Static", false));
    }

    /// <summary>What the page takes beside the tiles that other tests know.</summary>
    internal static void AddHome(IServiceCollection services, TestDatabase database) =>
        services.AddSingleton(database.Get<AccountList>()).AddSingleton(database.Get<ConsoleRights>()).AddSingleton(database.Get<DailyActivity>());

    [Fact]
    public async Task What_waits_and_what_was_done_come_once_the_page_stands()
    {
        var school = await database.People.SchoolAsync();
        user.Actor = await database.People.OperatorAsync(Function.LocalAdmin, [school]);
        var id = (await database.People.AccountAsync("Refus", "Lou", [school], a => (a.Email, a.EmailState, a.EmailSource) = ("lou@example.org", ContactState.Refused, ContactSource.File))).Id;
        await database.ExecuteAsOwnerAsync($"INSERT INTO audit_entries (account_id, school_ids, action, outcome) VALUES ('{id}', ARRAY['{school.Id}'::uuid], 'ResetSent', 1)");

        Assert.Empty(Render<HomePage>().FindAll("figure"));
        SetRendererInfo(new("Server", true));
        var page = Render<HomePage>();
        page.WaitForElement("figure", TimeSpan.FromSeconds(10));
        page.WaitForElement("#tuile-refuses", TimeSpan.FromSeconds(10));

        Assert.Equal("1 compte de vos établissements", page.Find("#tuile-refuses").TextContent);
        Assert.NotNull(page.Find("ul a[href='/console/utilisateurs?courriel=refuse']"));
        Assert.NotNull(page.Find("ul a[href='/console/utilisateurs/nouveau']"));
        Assert.Equal(["1", "0", "0", "0"], page.FindAll("figcaption strong").Select(s => s.TextContent));
        Assert.StartsWith("Réinitialisations envoyées\u00a0: 1 en 30 jours, au plus 1 en un jour", page.Find("svg[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(["1", "0", "0", "0"], page.FindAll("details tbody tr:first-child td").Select(td => td.TextContent));
        Assert.Equal(30, page.FindAll("details tbody tr").Count);
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
