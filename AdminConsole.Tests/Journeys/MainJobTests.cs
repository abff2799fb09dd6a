using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>What this product is for, from the operator's first letter to the pupil's first sign-in.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class MainJobTests(MailedApp app, Browser browser)
{
    /// <summary>The field, how the caller was verified, « Envoyer ».</summary>
    private const int ClicksFromHitToSent = 3;
    private const string Refused = "azertyuiop123";

    /// <summary>Counts what a hand does; a click that a key makes is not one.</summary>
    private const string CountPresses = "addEventListener('pointerdown', event => { if (event.isTrusted) window.presses = (window.presses ?? 0) + 1; }, true)";

    private static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    [Fact]
    public async Task A_wrong_address_is_corrected_and_the_pupil_chooses_a_password_and_signs_in()
    {
        var (former, address) = ("ancienne.adresse@example.org", "nouvelle.adresse@example.org");
        var (login, pupil) = await CastAsync("DEDPT", former);

        var desk = await app.VisitorAsync(browser);
        var console = desk.Page;
        await console.AddInitScriptAsync(CountPresses);
        await console.SignInAsync(login, MailedApp.Password);
        await console.ArrivesAtAsync("**/console");
        await console.ReadyAsync();
        await console.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Utilisateur" }).ClickAsync();
        await Expect(console.SearchBox()).ToBeFocusedAsync();
        await console.Keyboard.TypeAsync("ded");
        await console.Hits().Filter(new() { HasText = "DEDPT Eleve11" }).ClickAsync();
        await Expect(console.Heading("DEDPT Eleve11")).ToBeVisibleAsync();
        await console.EvaluateAsync("() => { window.presses = 0; window.kept = true; }");

        await console.Field("Courriel").ClickAsync();
        await console.Keyboard.PressAsync("Control+a");
        await console.Keyboard.TypeAsync(address);
        await console.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).ClickAsync();
        await console.Send().ClickAsync();
        Assert.Equal(ClicksFromHitToSent, await console.EvaluateAsync<int>("window.presses"));

        await Expect(console.Step("accepté par le serveur d'envoi")).ToBeVisibleAsync();
        var mail = await app.Inbox.MailToAsync(address);
        Assert.StartsWith("Choisissez un nouveau mot de passe", mail.Subject, StringComparison.Ordinal);
        Assert.Contains(pupil.Login, mail.Text, StringComparison.Ordinal);
        Assert.Contains(pupil.Login, mail.Html, StringComparison.Ordinal);
        await AssertNoticeAsync(former, address);

        var phone = await app.VisitorAsync(browser, options: new() { ViewportSize = Phone });
        var link = MailedApp.LinkIn(mail);
        await phone.Page.GotoAsync(link);
        await Expect(phone.Page.Heading("Choisissez votre mot de passe")).ToBeVisibleAsync();
        await Expect(console.Step("page ouverte")).ToBeHiddenAsync();
        await phone.Page.Field("Nouveau mot de passe").FillAsync(Refused);
        await Expect(console.Step("page ouverte")).ToBeVisibleAsync();
        await phone.Page.Field("Confirmation").FillAsync(Refused);
        await phone.Page.Button("Enregistrer").ClickAsync();
        await Expect(phone.Page.Field("Nouveau mot de passe")).ToHaveAttributeAsync("aria-invalid", "true");

        await phone.Page.Button("Proposer une phrase").ClickAsync();
        await Expect(phone.Page.Field("Confirmation")).Not.ToHaveValueAsync("");
        var phrase = await phone.Page.Field("Nouveau mot de passe").InputValueAsync();
        await phone.Page.Button("Enregistrer").ClickAsync();
        await Expect(phone.Page.Heading("Votre mot de passe a été changé")).ToBeVisibleAsync();
        await Expect(console.Step("mot de passe changé")).ToBeVisibleAsync();
        Assert.True(await console.EvaluateAsync<bool>("window.kept"), "The fiche was loaded again.");
        await app.Inbox.MailToAsync(address, "Votre mot de passe a été changé");

        await phone.Page.Link("Se connecter").ClickAsync();
        await phone.Page.Field("Identifiant").FillAsync(pupil.Login);
        await phone.Page.Field("Mot de passe").FillAsync(phrase);
        await phone.Page.Button("Se connecter").ClickAsync();
        await Expect(phone.Page.Heading("Mon compte")).ToBeVisibleAsync();
        await phone.Page.GotoAsync(link);
        await Expect(phone.Page.Heading("Ce lien a déjà servi")).ToBeVisibleAsync();
        desk.AssertNothingWrong();
        phone.AssertNothingWrong();
    }

    [Fact]
    public async Task The_same_without_a_mouse()
    {
        var address = "clavier@example.org";
        var (login, pupil) = await CastAsync("KEYBOARD", "souris@example.org");

        var desk = await app.VisitorAsync(browser);
        var console = desk.Page;
        await console.AddInitScriptAsync(CountPresses);
        await console.GotoAsync("/connexion");
        await TypeAsync(console, "Identifiant", login);
        await TypeAsync(console, "Mot de passe", MailedApp.Password);
        await console.Keyboard.PressAsync("Enter");
        await console.ArrivesAtAsync("**/console");
        await console.ReadyAsync();
        await console.Keyboard.PressAsync("Control+k");
        await Expect(console.SearchBox()).ToBeFocusedAsync();
        await console.Keyboard.TypeAsync("keyb");
        await Expect(console.Hits()).ToHaveCountAsync(1);
        await console.Keyboard.PressAsync("ArrowDown");
        await console.Keyboard.PressAsync("Enter");
        await Expect(console.Heading("KEYBOARD Eleve11")).ToBeFocusedAsync();
        await TypeAsync(console, "Courriel", address);
        await console.TabToAsync(console.GetByRole(AriaRole.Radio, new() { Name = "En personne" }));
        await console.Keyboard.PressAsync("Space");
        await console.TabToAsync(console.Send(), "Shift+Tab");
        await console.Keyboard.PressAsync("Enter");
        await Expect(console.Step("accepté par le serveur d'envoi")).ToBeVisibleAsync();

        var seat = await app.VisitorAsync(browser);
        var page = seat.Page;
        await page.AddInitScriptAsync(CountPresses);
        await page.GotoAsync(MailedApp.LinkIn(await app.Inbox.MailToAsync(address)));
        await page.TabToAsync(page.Button("Proposer une phrase"));
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Field("Confirmation")).Not.ToHaveValueAsync("");
        var phrase = await page.Field("Nouveau mot de passe").InputValueAsync();
        await page.TabToAsync(page.Field("Confirmation"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Heading("Votre mot de passe a été changé")).ToBeVisibleAsync();
        await page.TabToAsync(page.Link("Se connecter"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Heading("Connexion")).ToBeVisibleAsync();
        await TypeAsync(page, "Identifiant", pupil.Login);
        await TypeAsync(page, "Mot de passe", phrase);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Heading("Mon compte")).ToBeVisibleAsync();

        foreach (var visitor in new[] { desk, seat })
        {
            Assert.True(await visitor.Page.EvaluateAsync<bool>("window.presses === undefined"));
            visitor.AssertNothingWrong();
        }
    }

    /// <summary>An administrator of a school, by his login, and a pupil there whose address is no longer his.</summary>
    private async Task<(string Login, Account Pupil)> CastAsync(string familyName, string address)
    {
        var school = await app.People.SchoolAsync();
        var administrator = await app.People.OperatorAsync(Function.LocalAdmin, [school]);
        var pupil = await app.People.AccountAsync(familyName, "Eleve11", [school], a => a.Email = address, "6e B");
        return (await app.LoginOfAsync(administrator.AccountId), pupil);
    }

    /// <summary>Tells what happened, and holds nothing with which anything could be done or learnt.</summary>
    private async Task AssertNoticeAsync(string former, string address)
    {
        var notice = await app.Inbox.MailToAsync(former, "L’adresse de votre compte a été remplacée");
        Assert.Equal([former], notice.To);
        foreach (var part in new[] { notice.Text, notice.Html })
        {
            Assert.DoesNotContain(address, part, StringComparison.Ordinal);
            Assert.DoesNotMatch(new Regex("reinitialisation/|href=", RegexOptions.IgnoreCase), part);
        }
    }

    private static async Task TypeAsync(IPage page, string label, string text)
    {
        await page.TabToAsync(page.Field(label));
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(text);
    }
}
