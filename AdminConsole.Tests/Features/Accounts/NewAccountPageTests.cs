using AdminConsole.AccountParts;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using AdminConsole.Shell;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Accounts;

public sealed class NewAccountPageTests(TestDatabase database) : CardTest(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Faults_are_told_at_their_fields_and_everything_stays_typed()
    {
        await SetAsync();
        var page = Page();
        await page.Find("#nom").ChangeAsync("<b>Ô</b>");
        await page.Find("#naissance").ChangeAsync("1890-01-01");
        await page.Find("#classe").ChangeAsync("6e Z");
        await page.Find("#courriel").ChangeAsync("ana@");
        await page.Find("form").SubmitAsync();

        Assert.Equal("Indiquez ce nom.", page.Find("#prenom-erreur").TextContent.Trim());
        Assert.Contains("vérifiez l’année", page.Find("#naissance-erreur").TextContent, StringComparison.Ordinal);
        Assert.Contains("« 6e Z »", page.Find("#classe-erreur").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("#courriel-erreur"));
        Assert.Equal("<b>Ô</b>", page.Find("#nom").GetAttribute("value"));
        Assert.Equal("6e Z", page.Find("#classe").GetAttribute("value"));
        Assert.Equal("ana@", page.Find("#courriel").GetAttribute("value"));
    }

    [Fact]
    public async Task A_homonym_is_shown_while_typing_and_has_to_be_answered_for_then_the_fiche_opens()
    {
        await SetAsync();
        var page = Page();
        await page.Find("#nom").ChangeAsync("Petit");
        await page.Find("#prenom").ChangeAsync("Lou");
        Assert.Contains("PETIT Lou", page.Find(".homonyms").TextContent, StringComparison.Ordinal);
        Assert.Equal("lou.petit", page.Find(".end .code").TextContent);
        await page.Find("#naissance").ChangeAsync("2013-05-04");
        await page.Find("form").SubmitAsync();
        JSInterop.VerifyFocusAsyncInvoke();
        await page.Find(".homonyms input").ChangeAsync(true);
        Assert.Equal("Créer quand même", page.Find("button[type=submit]").TextContent);
        await page.Find("form").SubmitAsync();

        await using var db = Database.Open();
        var created = await db.Accounts.SingleAsync(a => a.Source == AccountSource.Manual && a.FamilyName == "Petit", Cancel);
        Assert.EndsWith($"{Urls.Account(created.Id)}#provisoire", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_responsable_is_found_chosen_and_taken_off_again()
    {
        await SetAsync();
        await using var db = Database.Open();
        var school = await db.Schools.SingleAsync(s => db.Memberships.Any(m => m.AccountId == Pupil.Id && m.SchoolId == s.Id), Cancel);
        await Database.People.AccountAsync("Grandin", "Rose", [school], a => a.Profile = Profile.Relative);
        var page = Page();
        await page.Find("#famille").InputAsync("grand");
        await page.Find(".family li button").ClickAsync(new());
        Assert.Contains("GRANDIN Rose", page.Find(".family ul[aria-label='Personnes choisies']").TextContent, StringComparison.Ordinal);
        await page.FindAll(".family button").Single(b => b.TextContent.StartsWith("Retirer", StringComparison.Ordinal)).ClickAsync(new());
        Assert.Empty(page.FindAll(".family ul[aria-label='Personnes choisies']"));
    }

    [Fact]
    public async Task An_agent_is_told_that_it_is_not_for_him()
    {
        await SetAsync(Function.Support);
        var page = Render<NewAccountPage>();
        page.WaitForElement(".notice", TimeSpan.FromSeconds(10));
        Assert.Empty(page.FindAll("form"));
        Assert.Contains("Votre fonction ne permet pas", page.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<NewAccountPage> Page()
    {
        var page = Render<NewAccountPage>();
        page.WaitForElement("#nom", TimeSpan.FromSeconds(10));
        return page;
    }
}
