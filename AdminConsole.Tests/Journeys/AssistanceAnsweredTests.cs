using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>A parent who has nothing left but an old phone, and the operator who answers.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class AssistanceAnsweredTests(MailedApp app, Browser browser)
{
    private const string Chosen = "Six-canards-traversent-le-pont";
    private static readonly BrowserNewContextOptions OldPhone = new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_front_page_without_a_script_through_an_operators_console_to_signed_in()
    {
        var name = $"Collège Simone-Weil {Guid.NewGuid().ToString("N")[..6]}";
        var school = await app.People.SchoolAsync(name, "Provins");
        var agent = await app.People.OperatorAsync(Function.Support, [school]);
        var mother = await app.People.AccountAsync("Kerouredan", "Maïwenn", [school], a =>
            (a.Profile, a.Email) = (Profile.Relative, $"ancienne.{Guid.NewGuid():N}@example.org"));
        var child = await app.People.AccountAsync("Kerouredan", "Zoé", [school], className: "6e B");
        await using (var db = app.Database.Open())
        {
            db.Relations.Add(new() { ParentId = mother.Id, ChildId = child.Id });
            await db.SaveChangesAsync(Cancel);
        }
        var address = $"nouvelle.{Guid.NewGuid():N}@example.org";

        var phone = await app.VisitorAsync(browser, options: OldPhone);
        await AskAsync(phone, name, address);
        var receipt = await app.Inbox.MailToAsync(address);
        Assert.Contains("/assistance/suivi/", receipt.Text, StringComparison.Ordinal);

        var desk = await app.ArriveAsync(browser, agent, "/console");
        await HelpAsync(desk, mother, address);

        // The answer and the link, both to the new address, once somebody has vouched for it.
        var answer = await app.Inbox.MailToAsync(address, "Réponse");
        Assert.Contains("Bonjour Maïwenn", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/reinitialisation/", answer.Text, StringComparison.Ordinal);
        var link = MailedApp.LinkIn(app.Inbox.Mails.Last(mail => mail.To.Contains(address) && mail.Text.Contains("/reinitialisation/", StringComparison.Ordinal)));
        await phone.Page.GotoAsync(link);
        await phone.Page.Field("Nouveau mot de passe").FillAsync(Chosen);
        await phone.Page.Field("Confirmation").FillAsync(Chosen);
        await phone.Page.Button("Enregistrer").ClickAsync();
        await Expect(desk.Page.Locator("section.course").GetByText("mot de passe changé")).ToBeVisibleAsync();
        await phone.Page.SignInAsync(mother.Login, Chosen);
        await Expect(phone.Page.Heading("Mon compte")).ToBeVisibleAsync();
        phone.AssertNothingWrong();
        desk.AssertNothingWrong();
    }

    private static async Task AskAsync(Visitor phone, string school, string address)
    {
        var page = phone.Page;
        await page.GotoAsync("/");
        await page.Link("Problème de connexion").ClickAsync();
        await page.GotoAsync("/probleme-de-connexion/parent");
        await page.Locator("main a[href='/assistance']").First.ClickAsync();
        await page.Field("Nom du collège ou de la commune").FillAsync(school);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Search).GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = school }).ClickAsync();
        await page.Field("Nom").FillAsync("Kerouredant");
        await page.Field("Prénom").FillAsync("Maïwenn");
        await page.Field("Courriel").FillAsync(address);
        await page.Button("Continuer").ClickAsync();
        await page.Field("Nom de l’enfant").FillAsync("Kerouredan");
        await page.Field("Prénom de l’enfant").FillAsync("Zoé");
        await page.Field("Classe").FillAsync("6eB");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Je n’ai plus l’adresse" }).CheckAsync();
        await page.Field("Message").FillAsync("J'ai changé d'adresse. {lien} <b>Merci</b>");
        await page.Button("Continuer").ClickAsync();
        await page.Button("Envoyer la demande").ClickAsync();
        await Expect(page.GetByText("Demande envoyée")).ToBeVisibleAsync();
    }

    private static async Task HelpAsync(Visitor desk, Account mother, string address)
    {
        var page = desk.Page;
        await Expect(page.GetByText("1 demande attend.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Demandes d'assistance" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Link, new() { Name = "KEROUREDANT Maïwenn" });
        await row.WaitForAsync();
        await desk.AssertAccessibleAsync();
        // By keyboard from the list to the account beside the request.
        await page.TabToAsync(row);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("J'ai changé d'adresse. {lien} <b>Merci</b>")).ToBeVisibleAsync();
        await ConsoleApp.ReadyAsync(page);
        var claim = page.Button("Prendre en charge");
        await page.TabToAsync(claim);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Vous vous en occupez.")).ToBeVisibleAsync();
        await Expect(page.GetByText("responsable de Zoé Kerouredan")).ToBeVisibleAsync();
        await Expect(page.GetByText("noms presque identiques")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "KEROUREDAN Maïwenn" }).ClickAsync();
        await Expect(page.Field("Courriel")).ToHaveValueAsync(mother.Email!);
        await page.Button($"Reprendre {address} dans le champ Courriel").ClickAsync();
        await Expect(page.Field("Courriel")).ToHaveValueAsync(address);
        await page.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).CheckAsync();
        await desk.AssertAccessibleAsync();
        await page.Send().ClickAsync();
        await Expect(page.Locator("section.course").GetByText("Réinitialisation envoyée")).ToBeVisibleAsync();
        await page.Field("Modèle").SelectOptionAsync("Lien envoyé");
        await Expect(page.GetByText("Bonjour Maïwenn,")).ToBeVisibleAsync();
        await page.Button("Envoyer la réponse").ClickAsync();
        await Expect(page.Locator("section.course").GetByText("accepté par le serveur d'envoi")).ToHaveCountAsync(2);
    }
}
