using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Journeys;

/// <summary>The provider's answer as a form that the browser posts, from another site and without this one's session.</summary>
public sealed class PostedAnswerTests(PostingProviderApp app, Browser browser) : IClassFixture<PostingProviderApp>, IClassFixture<Browser>
{
    [Fact]
    public async Task An_operator_comes_in_by_an_address_that_only_userinfo_tells_and_by_none_that_the_provider_has_not_verified()
    {
        await app.Provider.KnowAsync(app.Address, claimsOnlyByUserInfo: true);
        var agent = await app.People.ReadAsync((await app.People.OperatorAsync(Function.Support, [])).AccountId);
        await app.Database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = '{agent.Login}@example.org', email_state = {(int)ContactState.Confirmed}, email_source = 1 WHERE id = '{agent.Id}'");
        var page = await browser.NewPageAsync(new() { Locale = "fr-FR", BaseURL = app.Address.ToString() });
        await page.GotoAsync("/console/utilisateurs");
        await page.Button($"Continuer avec {ProviderApp.Name}").ClickAsync();
        await page.Field("Nom").FillAsync(agent.Login);
        await page.Button("Entrer").ClickAsync();
        await page.ArrivesAtAsync("**/console/utilisateurs");

        await app.Provider.TrickAsync("unverified");
        await page.GotoAsync("/connexion?nouvelle=true");
        await page.Button($"Continuer avec {ProviderApp.Name}").ClickAsync();
        await page.Heading("Connexion impossible").WaitForAsync();
        await using var db = app.Database.Open();
        var refused = await db.AuditEntries.SingleAsync(e => e.Action == AuditAction.SignInRefused, TestContext.Current.CancellationToken);
        Assert.Equal(nameof(ProviderRefusal.NoClaim), refused.Refusal);
    }
}
