using AdminConsole.AccountParts;
using AdminConsole.Domain.Bulk;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Making;
using AdminConsole.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Bulk;

/// <summary>The pages with which one thing is done to many, on the real domain and a real database.</summary>
public sealed class BulkPagesTests(TestDatabase database) : CardTest(database, also: services => services
    .AddSingleton(database.Get<BulkRuns>()).AddSingleton(database.Get<BulkReader>()).AddSingleton(database.Get<AccountSelection>())), IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task From_the_list_to_a_look_a_reason_and_what_came_of_it()
    {
        var school = await Database.People.SchoolAsync();
        SignIn(await Database.People.OperatorAsync(Function.LocalAdmin, [school]));
        await Database.People.AccountAsync("Petit", "<b>Lou</b>", [school], a => a.Email = "lou@example.org", "6e B");
        await Database.People.AccountAsync("Sans", "Ida", [school], className: "6e B");
        await Database.People.AccountAsync("Autre", "Ute", [school], className: "6e C");
        Navigation.NavigateTo(Urls.BulkOf($"{Urls.Accounts}?etablissement={school.Id}&classe=6e%20B"));
        var choice = Render<BulkPage>();
        choice.WaitForState(() => choice.Markup.Contains("2 comptes", StringComparison.Ordinal), Long);
        Assert.Equal(4, choice.FindAll("input[type=radio]").Count);

        await Button(choice, "Vérifier ce qui se passerait").ClickAsync(new());
        var id = Guid.Parse(Navigation.Uri.Split('/')[^1]);
        var page = Render<BulkRunPage>(p => p.Add(x => x.Id, id));
        page.WaitForState(() => page.Markup.Contains("0 comptes vérifiés sur 2", StringComparison.Ordinal), Long);
        await WorkAsync();
        page.Render(p => p.Add(x => x.Id, id));

        page.WaitForState(() => page.Markup.Contains("1 compte sur 2 est concerné", StringComparison.Ordinal), Long);
        var rows = page.FindAll("tbody tr").Select(r => r.TextContent).ToList();
        Assert.Contains("PETIT <b>Lou</b>", rows[0], StringComparison.Ordinal);
        Assert.Contains($"mail à envoyer · {EmailAddress.Mask("lou@example.org")}", rows[0], StringComparison.Ordinal);
        Assert.Contains("aucun courriel", rows[1], StringComparison.Ordinal);
        await Button(page, "Envoyer 1 mail").ClickAsync(new());
        Assert.Contains("Indiquez un motif", page.Find("#motif-erreur").TextContent, StringComparison.Ordinal);
        await page.Find("#motif").ChangeAsync("Rentrée 6e B");
        await Button(page, "Envoyer 1 mail").ClickAsync(new());
        Assert.Contains("Mettre en pause", page.Markup, StringComparison.Ordinal);
        await WorkAsync();
        page.Render(p => p.Add(x => x.Id, id));

        page.WaitForState(() => page.Markup.Contains("C’est fait pour le compte concerné", StringComparison.Ordinal), Long);
        Assert.Contains("mail en file d’envoi", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".more button"));
        Assert.Contains(page.FindAll(".counts a"), a => a.TextContent.Contains("aucun courriel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_may_not_and_whose_it_is_not_finds_no_such_page()
    {
        var school = await Database.People.SchoolAsync();
        var (local, other) = (await Database.People.OperatorAsync(Function.LocalAdmin, [school]), await Database.People.OperatorAsync(Function.LocalAdmin, [school]));
        var id = Guid.NewGuid();
        await Database.Get<BulkRuns>().BeginAsync(other, BulkKind.Block, id, [local.AccountId], null, null, Cancel);
        var gone = 0;
        Navigation.OnNotFound += (_, _) => gone++;

        SignIn(local);
        Render<BulkRunPage>(p => p.Add(x => x.Id, id)).WaitForState(() => gone == 1, Long);
        SignIn(await Database.People.OperatorAsync(Function.Support, [school]));
        Render<BulkPage>().WaitForState(() => gone == 2, Long);
    }

    [Fact]
    public void Every_kind_and_every_outcome_has_words()
    {
        var texts = Services.GetRequiredService<Microsoft.Extensions.Localization.IStringLocalizer<BulkTexts>>();
        foreach (var kind in Enum.GetValues<BulkKind>())
        {
            foreach (var key in (string[])[$"Kind{kind}", $"Do{kind}", $"DoOne{kind}"]) Assert.False(texts[key].ResourceNotFound, key);
            foreach (var outcome in Enum.GetValues<BulkOutcome>())
                Assert.DoesNotContain(kind.ToString(), Words.Planned(texts, kind, outcome) + Words.Came(texts, kind, outcome), StringComparison.Ordinal);
        }
        foreach (var outcome in Enum.GetValues<BulkOutcome>()) Assert.DoesNotContain("Outcome", Words.Came(texts, BulkKind.Block, outcome), StringComparison.Ordinal);
        foreach (var state in Enum.GetValues<BulkState>()) Assert.False(texts[$"State{state}"].ResourceNotFound, $"{state}");
        foreach (var answer in Enum.GetValues<BulkAnswered>().Except([BulkAnswered.Done, BulkAnswered.ProofTooOld])) Assert.False(texts[$"Answer{answer}"].ResourceNotFound, $"{answer}");
    }

    private static AngleSharp.Dom.IElement Button<T>(IRenderedComponent<T> page, string text) where T : IComponent =>
        page.FindAll("button").Single(b => b.TextContent.Replace('\u00a0', ' ').Trim() == text);

    // Those of the other tests as well, which may be older.
    private async Task WorkAsync()
    {
        while (await Database.Get<BulkWorker>().WorkOnceAsync(Cancel))
        {
        }
    }
}
