using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>A parent asks for help, on an old phone without scripts, and by the keyboard alone.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class AssistanceTests(MailedApp app, Browser browser)
{
    [Fact]
    public async Task On_an_old_phone_from_the_first_page_to_the_receipt_and_by_its_mail_to_an_answer()
    {
        var (mark, address) = ($"Phone{Guid.NewGuid():N}"[..14], $"{Guid.NewGuid():N}@example.org");
        var school = await app.People.SchoolAsync($"Collège {mark}", "Melun");
        var visitor = await app.VisitorAsync(browser, options: new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } });
        var page = visitor.Page;
        await page.GotoAsync("/");
        await page.Link("Problème de connexion").ClickAsync();
        await page.Link("Parent").ClickAsync();
        await page.Link("Formulaire d'assistance").ClickAsync();
        await Expect(page.GetByText("Ce formulaire est réservé aux parents.")).ToBeVisibleAsync();
        await page.Field("Nom du collège ou de la commune").FillAsync(mark);
        await page.Button("Rechercher").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = school.Name }).ClickAsync();

        await page.Field("Nom").FillAsync("N'Guyen");
        await page.Field("Courriel").FillAsync("pas complet@");
        await page.Button("Continuer").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Expect(page.Field("Nom")).ToHaveValueAsync("N'Guyen");
        await Expect(page.Field("Courriel")).ToHaveAccessibleDescriptionAsync("Par exemple prenom.nom@exemple.fr Ce courriel n’est pas complet. Exemple : prenom.nom@exemple.fr");
        await page.Field("Prénom").FillAsync("Maï");
        await page.Field("Courriel").FillAsync(address);
        await page.Button("Continuer").ClickAsync();

        await FillChildAsync(page);
        await page.Button("Continuer").ClickAsync();
        await page.Link("Modifier ce qui vous concerne").ClickAsync();
        await page.Field("Prénom").FillAsync("Mai");
        await page.Button("Continuer").ClickAsync();
        await Expect(page.Heading("Vérifiez avant d’envoyer")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(page.Field("Prénom")).ToHaveValueAsync("Mai");
        await page.GoForwardAsync();
        await page.Button("Envoyer la demande").ClickAsync();
        await Expect(page.Heading("Demande envoyée")).ToBeVisibleAsync();

        await Eventually.TrueAsync(() => app.Inbox.Mails.Any(mail => mail.To.Contains(address)), "the acknowledgement");
        var text = app.Inbox.Mails.Last(mail => mail.To.Contains(address)).Text;
        var link = text.Split('\n').Single(line => line.Contains("/assistance/suivi/", StringComparison.Ordinal)).Trim();
        Assert.StartsWith("https://ent.example.org/", link, StringComparison.Ordinal);
        await AnswerAsync(school);
        await page.GotoAsync(new Uri(link).AbsolutePath);
        await Expect(page.GetByText("Un lien vous attend.")).ToBeVisibleAsync();
        await page.Field("Votre mot").FillAsync("Merci !");
        await page.Button("Ajouter").ClickAsync();
        await Expect(page.GetByText("Votre mot est ajouté à la demande")).ToBeVisibleAsync();
        await Expect(page.GetByText("Votre demande est bien arrivée et attend d’être lue.")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task Every_step_is_accessible_and_the_keyboard_alone_goes_through_them()
    {
        var mark = $"Clavier{Guid.NewGuid():N}"[..14];
        await app.People.SchoolAsync($"Collège {mark}", "Melun");
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        await page.GotoAsync("/assistance?q=" + mark);
        await visitor.AssertAccessibleAsync();
        await page.GotoAsync("/assistance");
        await page.TabToAsync(page.Field("Nom du collège ou de la commune"));
        await page.Keyboard.TypeAsync(mark);
        await Expect(page.Hits()).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Heading("Qui êtes-vous ?")).ToBeVisibleAsync();
        await PressAsync(page, page.Button("Continuer"));
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await visitor.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Alert).FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Field("Nom")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Clavier");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Zoé");
        await page.TabToAsync(page.Field("Téléphone portable"));
        await page.Keyboard.TypeAsync("06 39 98 00 00");
        await PressAsync(page, page.Button("Continuer"));

        await Expect(page.Heading("Votre enfant et votre problème")).ToBeVisibleAsync();
        await PressAsync(page, page.Button("Continuer"));
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await visitor.AssertAccessibleAsync();
        await FillChildAsync(page);
        await PressAsync(page, page.Button("Continuer"));
        await Expect(page.Heading("Vérifiez avant d’envoyer")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await PressAsync(page, page.Button("Envoyer la demande"));
        await Expect(page.Heading("Demande envoyée")).ToBeVisibleAsync();
        await page.GetByText("Ce que vous avez écrit").ClickAsync();
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    private static async Task FillChildAsync(IPage page)
    {
        await page.Field("Nom de l’enfant").FillAsync("Le Goff");
        await page.Field("Prénom de l’enfant").FillAsync("Zoé");
        await page.Field("Classe").FillAsync("6e B");
        await page.Field("J’ai perdu mon mot de passe").CheckAsync();
        await page.Field("Message").FillAsync("Bonjour,\nplus rien ne marche.");
    }

    private static async Task PressAsync(IPage page, ILocator button)
    {
        await page.TabToAsync(button);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>As the console stores an answer.</summary>
    private Task AnswerAsync(School school) => app.Database.ExecuteAsOwnerAsync($"""
        INSERT INTO assistance_entries (id, request_id, kind, text) SELECT gen_random_uuid(), id, {(short)AssistanceEntryKind.Answer}, 'Un lien vous attend.'
        FROM assistance_requests WHERE school_id = '{school.Id}';
        UPDATE assistance_requests SET state = {(short)AssistanceState.Answered} WHERE school_id = '{school.Id}'
        """);
}
