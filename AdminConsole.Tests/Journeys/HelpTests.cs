using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>« Besoin d'aide ? », as somebody who is locked out goes through it.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class HelpTests(MailedApp app, Browser browser)
{
    private const string PasswordQuestion = "Vous avez perdu votre mot de passe ?";
    private const string LoginQuestion = "Vous avez perdu votre identifiant ?";
    private static readonly BrowserNewContextOptions OldPhone = new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_password_from_the_sign_in_page_to_the_sign_in(bool oldPhone)
    {
        var pupil = await app.People.AccountAsync("AIDE", "Éva", [], a => a.Email = $"eva{oldPhone}@example.org");
        var visitor = await app.VisitorAsync(browser, options: oldPhone ? OldPhone : null);
        var page = visitor.Page;
        await page.GotoAsync("/connexion");
        await page.Link("Besoin d'aide ?").ClickAsync();
        await Expect(page.Heading("Besoin d'aide ?")).ToBeVisibleAsync();
        await Expect(page.GetByText("Fournissez simplement les informations suivantes et nous vous aiderons à accéder à votre compte.")).ToBeVisibleAsync();
        await Expect(page.Field("Identifiant")).ToBeHiddenAsync();
        await page.GetByText(PasswordQuestion).ClickAsync();
        await Expect(page.GetByText("Entrez votre identifiant de connexion pour recevoir les instructions pour changer votre mot de passe.")).ToBeVisibleAsync();
        await Expect(page.Field("Identifiant")).ToHaveAccessibleDescriptionAsync("sous la forme prénom.nom");
        await page.Field("Identifiant").FillAsync(pupil.Login.ToUpperInvariant());
        await page.Button("Envoyer").ClickAsync();

        await Expect(page.GetByText("Demande envoyée")).ToBeVisibleAsync();
        await Expect(page.GetByText("Rien reçu au bout de cinq minutes ?")).ToBeVisibleAsync();
        await Expect(page.GetByText(PasswordQuestion)).ToBeVisibleAsync();
        await Expect(page.GetByText(LoginQuestion)).ToBeVisibleAsync();
        var mail = await app.Inbox.MailToAsync(pupil.Email!);
        await page.GotoAsync(MailedApp.LinkIn(mail));
        await page.ChooseAsync(MailedApp.Password);
        await page.SignInAsync(pupil.Login, MailedApp.Password);
        await Expect(page.Heading("Mon compte")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_family_that_lost_its_logins_gets_them_all_and_each_link_works()
    {
        var one = await app.People.AccountAsync("FAMILLE", "Aïcha", [await app.People.SchoolAsync()], a => a.Email = "famille@example.org");
        var other = await app.People.AccountAsync("FAMILLE", "Bilal", [await app.People.SchoolAsync()], a => a.Email = "famille@example.org");
        var visitor = await app.VisitorAsync(browser, options: OldPhone);
        var page = visitor.Page;
        await page.GotoAsync("/aide");
        await page.GetByText(LoginQuestion).ClickAsync();
        await Expect(page.GetByText("Entrez votre adresse courrielle pour recevoir votre identifiant.")).ToBeVisibleAsync();
        await page.Field("Courriel").FillAsync("Famille@Example.org");
        await page.Button("Envoyer").ClickAsync();
        await Expect(page.GetByText("Demande envoyée")).ToBeVisibleAsync();
        Assert.DoesNotContain("famille", await page.ContentAsync(), StringComparison.OrdinalIgnoreCase);
        var mail = await app.Inbox.MailToAsync("Famille@example.org");
        Assert.Contains(one.Login, mail.Text, StringComparison.Ordinal);
        Assert.Contains(other.Login, mail.Text, StringComparison.Ordinal);
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task One_question_is_open_at_a_time_and_a_URL_opens_either()
    {
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        await page.GotoAsync("/aide?question=mot-de-passe");
        await Expect(page.Field("Identifiant")).ToBeVisibleAsync();
        await page.TabToAsync(page.Locator("summary", new() { HasText = LoginQuestion }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Field("Courriel")).ToBeVisibleAsync();
        await Expect(page.Field("Identifiant")).ToBeHiddenAsync();
        await page.GotoAsync("/aide?question=identifiant");
        await Expect(page.Field("Courriel")).ToBeVisibleAsync();
        await page.GotoAsync("/aide?question=autre");
        await Expect(page.Field("Courriel")).ToBeHiddenAsync();
        await page.Link("Retour à l'écran d'accueil").ClickAsync();
        await Expect(page.Heading("Connexion")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task What_cannot_be_meant_is_told_at_its_field_and_kept()
    {
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        await page.GotoAsync("/aide?question=mot-de-passe");
        await page.Button("Envoyer").ClickAsync();
        await Expect(page.Field("Identifiant")).ToHaveAccessibleDescriptionAsync("sous la forme prénom.nom Entrez votre identifiant.");
        await page.Field("Identifiant").FillAsync("lea@example.org");
        await page.Button("Envoyer").ClickAsync();
        await Expect(page.GetByText("Ceci est une adresse de courriel.")).ToBeVisibleAsync();
        await Expect(page.Field("Identifiant")).ToHaveValueAsync("lea@example.org");
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^Erreur"));
        await visitor.AssertAccessibleAsync();

        await page.GotoAsync("/aide?question=identifiant");
        await page.Field("Courriel").FillAsync("lea@");
        await page.Button("Envoyer").ClickAsync();
        await Expect(page.GetByText("Entrez une adresse complète")).ToBeVisibleAsync();
        await Expect(page.Field("Courriel")).ToHaveValueAsync("lea@");
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task To_load_the_answer_again_asks_for_nothing()
    {
        var pupil = await app.People.AccountAsync("RECHARGE", "Zoé", [], a => a.Email = "recharge@example.org");
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        await page.GotoAsync("/aide?question=mot-de-passe");
        await page.Field("Identifiant").FillAsync(pupil.Login);
        await page.Button("Envoyer").ClickAsync();
        await page.ArrivesAtAsync("**/aide?envoye=mot-de-passe");
        var asked = await app.Database.CountAsync("SELECT 1 FROM recovery_requests");
        for (var again = 0; again < 3; again++) await page.ReloadAsync();
        await Expect(page.GetByText("Demande envoyée")).ToBeVisibleAsync();
        Assert.Equal(asked, await app.Database.CountAsync("SELECT 1 FROM recovery_requests"));
        visitor.AssertNothingWrong();
    }

    [Theory]
    [InlineData("/aide")]
    [InlineData("/aide?question=mot-de-passe")]
    [InlineData("/aide?question=identifiant")]
    [InlineData("/aide?envoye=mot-de-passe")]
    [InlineData("/aide?envoye=identifiant&lang=en")]
    public async Task Every_state_is_accessible_on_every_screen(string url)
    {
        var visitor = await app.VisitorAsync(browser);
        await visitor.Page.GotoAsync(url);
        await visitor.AssertAccessibleAsync();
        await visitor.Page.SetViewportSizeAsync(390, 844);
        foreach (var target in await visitor.Page.Locator("main :is(summary, a, button, input:not([type=hidden], [type=radio]), .choice label)").AllAsync())
        {
            if (await target.IsVisibleAsync()) Assert.True((await target.BoundingBoxAsync())?.Height >= 43.9, $"{await target.InnerHTMLAsync()} is too small.");
        }
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task Where_sms_are_offered_the_way_is_a_choice_and_the_answer_the_same_for_all()
    {
        var pupil = await app.People.AccountAsync("PARSMS", "Lou", [], a => a.Mobile = "+33639980007");
        var visitor = await app.VisitorAsync(browser, options: OldPhone);
        var page = visitor.Page;
        var answers = new List<string>();
        foreach (var login in new[] { pupil.Login, "personne.parsms" })
        {
            await page.GotoAsync("/aide?question=mot-de-passe");
            await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Comment recevoir le message ?" })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "par courriel" })).ToBeCheckedAsync();
            await page.Field("Identifiant").FillAsync(login);
            await page.GetByRole(AriaRole.Radio, new() { Name = "par SMS" }).CheckAsync();
            await page.Button("Envoyer").ClickAsync();
            await Expect(page.GetByText("Demande envoyée")).ToBeVisibleAsync();
            answers.Add(page.Url + await page.Locator("main").InnerTextAsync());
        }
        Assert.Single(answers.Distinct());
        await Eventually.TrueAsync(
            async () => await app.Database.CountAsync($"SELECT 1 FROM outbox_messages WHERE account_id = '{pupil.Id}' AND channel = 2 AND recipient = '+33639980007'") == 1, "an SMS");
        visitor.AssertNothingWrong();
    }
}
