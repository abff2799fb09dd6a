using AdminConsole.AccountParts;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using AdminConsole.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Journal;

/// <summary>The journal's page on the real domain and a real database.</summary>
public sealed class JournalPageTests(TestDatabase database)
    : CardTest(database, also: services => services.AddSingleton(database.Get<JournalReader>())), IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private readonly Rows rows = new(database);

    [Fact]
    public async Task A_row_says_in_words_what_who_to_whom_why_and_how_and_is_text()
    {
        var (local, pupil) = await SetAsync();
        await rows.WriteAsync(pupil.Id, AuditAction.ContactChanged, local.AccountId, e =>
            (e.Outcome, e.Refusal, e.Reason, e.VerifiedHow, e.Detail, e.Network) =
            (AuditOutcome.Refused, "Stale", "<b>au guichet</b>", VerifiedHow.InPerson, "p…@example.org → n…@example.org", System.Net.IPAddress.Parse("203.0.113.9")));

        var page = Render<JournalPage>();
        page.WaitForElement("tbody tr", Long);

        var row = page.Find("tbody tr").TextContent;
        foreach (var told in (string[])["Contact changé", "la fiche avait changé entre-temps", "<b>au guichet</b>", "En personne", "p…@example.org → n…@example.org", "203.0.113.9", "OPÉRATEUR LocalAdmin", "PETIT Lou"])
            Assert.Contains(told, row, StringComparison.Ordinal);
        Assert.NotNull(page.Find($"a[href='{Urls.Account(pupil.Id)}']"));
    }

    [Fact]
    public async Task Every_action_and_every_group_has_words()
    {
        var (_, pupil) = await SetAsync();
        foreach (var action in Enum.GetValues<AuditAction>()) await rows.WriteAsync(pupil.Id, action);

        var page = Render<JournalPage>();
        page.WaitForElement("tbody tr", Long);

        Assert.DoesNotContain(page.FindAll(".what"), what => what.TextContent.StartsWith("Did", StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll(".filters a"), link => link.TextContent.StartsWith("Group", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Filters_are_in_the_url_and_what_is_no_value_filters_nothing()
    {
        var (_, pupil) = await SetAsync();
        await rows.WriteAsync(pupil.Id, AuditAction.Blocked);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"{Urls.Journal}?action=Rien&du=2026-99-99&etablissement=x&resultat=7&apres=-4");
        var page = Render<JournalPage>();
        page.WaitForElement("tbody tr", Long);

        await page.FindAll(".typed input")[1].ChangeAsync(new() { Value = $" {pupil.Login} " });
        await page.FindAll(".typed input")[2].ChangeAsync(new() { Value = "2026-01-31" });
        await page.Find("form").SubmitAsync();

        Assert.EndsWith($"{Urls.Journal}?compte={pupil.Login}&du=2026-01-31", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private async Task<(Actor Local, Account Pupil)> SetAsync()
    {
        var school = await Database.People.SchoolAsync();
        var local = await Database.People.OperatorAsync(Function.LocalAdmin, [school]);
        SignIn(local);
        return (local, await Database.People.AccountAsync("Petit", "Lou", [school]));
    }
}
