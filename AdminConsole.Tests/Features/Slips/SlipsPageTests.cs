using AdminConsole.AccountParts;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Domain.Search;
using AdminConsole.Making;
using AdminConsole.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Slips;

public sealed class SlipsPageTests(TestDatabase database) : CardTest(database, also: services =>
{
    services.AddSingleton(database.Get<SlipBatches>());
    services.AddSingleton(database.Get<AccountList>());
    services.AddSingleton(database.Get<AccountSelection>());
}), IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_class_gets_its_slips_once_and_they_can_be_revoked_after()
    {
        var school = await Database.People.SchoolAsync();
        await Database.People.AccountAsync("Martin", "<b>Alice</b>", [school], className: "6e B");
        await Database.People.AccountAsync("Petit", "Ben", [school], className: "6e B");
        SignIn(await Database.People.OperatorAsync(Function.LocalAdmin, [school]));
        Services.GetRequiredService<NavigationManager>().NavigateTo(Urls.SlipsOf(school.Id, "6e B"));
        var page = Render<SlipsPage>();
        page.WaitForState(() => page.Markup.Contains("2 personnes", StringComparison.Ordinal), Long);

        await Button(page, "Préparer les bordereaux").ClickAsync(new());
        Assert.Contains("Indiquez un motif", page.Find("#motif-erreur").TextContent, StringComparison.Ordinal);
        await page.Find("#motif").ChangeAsync("Rentrée 6e B");
        await Button(page, "Préparer les bordereaux").ClickAsync(new());
        page.WaitForElement(".slips", Long);
        Assert.Equal(2, page.FindAll(".slip").Count);
        Assert.Contains("MARTIN <b>Alice</b>", page.Find(".slip").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("#code-connexion"));
        Assert.Contains("2 bordereaux sont prêts.", page.Find(".outcome").TextContent, StringComparison.Ordinal);
        Assert.Equal("8", page.Find(".slips").GetAttribute("data-per-sheet"));
        await page.FindAll("input[type=radio]").Single(r => r.ParentElement!.TextContent == "2").ChangeAsync(true);
        Assert.Equal("2", page.Find(".slips").GetAttribute("data-per-sheet"));

        await Button(page, "Terminer").ClickAsync(new());
        Assert.Empty(page.FindAll(".slip"));
        page.WaitForElement(".batches", Long);
        await Button(page, "Révoquer…").ClickAsync(new());
        await Button(page, "Révoquer pour de bon").ClickAsync(new());
        page.WaitForState(() => page.Markup.Contains("aucun utilisable", StringComparison.Ordinal), Long);
    }

    [Fact]
    public async Task Whoever_may_print_none_finds_no_such_page()
    {
        var school = await Database.People.SchoolAsync();
        SignIn(await Database.People.OperatorAsync(Function.Support, [school]));
        var navigation = Services.GetRequiredService<NavigationManager>();
        var gone = false;
        navigation.OnNotFound += (_, _) => gone = true;
        Render<SlipsPage>().WaitForState(() => gone, Long);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<SlipsPage> page, string text) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
