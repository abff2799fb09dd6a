using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>Public pages are forms: an old phone, or a school's filter that takes scripts out, keeps nobody outside.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class NoScriptTests(MailedApp app, Browser browser)
{
    private static readonly BrowserNewContextOptions OldPhone = new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } };

    [Fact]
    public async Task In_with_a_right_password_not_with_a_wrong_one_and_out_again()
    {
        var pupil = await app.People.AccountAsync("SANSCRIPT", "Zoé", []);
        var login = await app.LoginOfAsync(pupil.Id);
        var visitor = await app.VisitorAsync(browser, options: OldPhone);
        var page = visitor.Page;

        await page.SignInAsync(login, "pas le bon");
        await Expect(page.GetByText("Identifiant ou mot de passe incorrect")).ToBeVisibleAsync();
        await Expect(page.Field("Identifiant")).ToHaveValueAsync(login);
        await page.Field("Mot de passe").FillAsync(MailedApp.Password);
        await page.Field("Se souvenir de moi").CheckAsync();
        await page.Button("Se connecter").ClickAsync();
        await Expect(page.Heading("Mon compte")).ToBeVisibleAsync();
        await page.Button("Se déconnecter").ClickAsync();
        await Expect(page.Heading("Connexion")).ToBeVisibleAsync();
        await page.Link("Besoin d'aide ?").ClickAsync();
        await Expect(page.Heading("Besoin d'aide ?")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }
}
