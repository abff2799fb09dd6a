using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Journeys;

/// <summary>The provider's answer as a form that the browser posts, from another site and without this one's session.</summary>
public sealed class PostedAnswerTests(PostingProviderApp app, Browser browser) : IClassFixture<PostingProviderApp>, IClassFixture<Browser>
{
    [Fact]
    public async Task An_operator_comes_in_by_claims_that_only_userinfo_tells()
    {
        await app.Provider.KnowAsync(app.Address, claimsOnlyByUserInfo: true);
        var agent = await app.People.ReadAsync((await app.People.OperatorAsync(Function.Support, [])).AccountId);
        var page = await browser.NewPageAsync(new() { Locale = "fr-FR", BaseURL = app.Address.ToString() });
        await page.GotoAsync("/console/utilisateurs");
        await page.Button($"Continuer avec {ProviderApp.Name}").ClickAsync();
        await page.Field("Nom").FillAsync(agent.Login);
        await page.Button("Entrer").ClickAsync();
        await page.ArrivesAtAsync("**/console/utilisateurs");
    }
}
