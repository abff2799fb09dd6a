using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>A whole call without a mouse: after each action the focus is somewhere that can be seen.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class KeyboardCallTests(MailedApp app, Browser browser)
{
    [Fact]
    public async Task From_the_home_page_to_the_next_caller_by_keyboard_only()
    {
        var school = await app.People.SchoolAsync();
        var admin = await app.People.OperatorAsync(Function.LocalAdmin, [school]);
        var pupil = await app.People.AccountAsync("CLAVIER", "Zoé", [school], a => a.Email = "zoe.clavier@example.org");
        var desk = await app.ArriveAsync(browser, admin, "/console");
        var (page, keys) = (desk.Page, desk.Page.Keyboard);

        await keys.PressAsync("Control+k");
        await Expect(page.SearchBox()).ToBeFocusedAsync();
        await page.ReadyAsync();
        await keys.TypeAsync("clavi");
        await Expect(page.Hits()).ToHaveCountAsync(1);
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await Expect(page.Heading("CLAVIER Zoé")).ToBeFocusedAsync();

        await page.TabToAsync(page.Field("Courriel"));
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("zoe.nouvelle@example.org");
        var inPerson = page.GetByRole(AriaRole.Radio, new() { Name = "En personne" });
        await inPerson.WaitForAsync();
        // From a group of which none is chosen, the first is reached by Tab.
        await page.TabToAsync(page.GetByRole(AriaRole.Radio).First);
        await keys.PressAsync("Space");
        await page.TabToAsync(page.Button("Enregistrer sans envoyer"));
        await keys.PressAsync("Enter");
        await Expect(inPerson).ToBeHiddenAsync();
        // The button went with what it did.
        await Expect(page.Field("Courriel")).ToBeFocusedAsync();
        await Expect(page.Send()).Not.ToHaveAttributeAsync("aria-disabled", "true");
        await keys.PressAsync("Enter");
        await Expect(page.GetByText("est en file d’envoi")).ToBeVisibleAsync();
        await Expect(page.Step("accepté par le serveur d'envoi")).ToBeVisibleAsync();
        await AssertFocusSeenAsync(page);

        await page.TabToAsync(page.Link("Voir les messages"));
        await keys.PressAsync("Enter");
        await Expect(page.Button("Renvoyer")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(page.Locator(".steps")).ToHaveCountAsync(3);
        await AssertFocusSeenAsync(page);

        await page.TabToAsync(page.Button("Bloquer le compte…"));
        await keys.PressAsync("Enter");
        await Expect(page.Field("Motif du blocage")).ToBeFocusedAsync();
        await keys.TypeAsync("Essai");
        await keys.PressAsync("Enter");
        await Expect(page.GetByText("Compte bloqué : sessions fermées")).ToBeVisibleAsync();
        await AssertFocusSeenAsync(page);
        await page.TabToAsync(page.Button("Débloquer"), "Shift+Tab");
        await keys.PressAsync("Enter");
        await Expect(page.GetByText("Compte débloqué.")).ToBeVisibleAsync();
        await AssertFocusSeenAsync(page);
        await desk.AssertAccessibleAsync();

        await page.TabToAsync(page.Field("Courriel"), "Shift+Tab");
        await keys.PressAsync("Control+k");
        await Expect(page.SearchBox()).ToBeFocusedAsync();
        await page.TabToAsync(page.Locator(".recent a").First);
        await desk.AssertAccessibleAsync();
        await keys.PressAsync("Enter");
        await Expect(page.Heading("CLAVIER Zoé")).ToBeFocusedAsync();
        // By a load of the page as well, which carries the list from the server's drawing into the circuit.
        await page.OpenAsync("/console/utilisateurs");
        await Expect(page.Locator(".recent a")).ToHaveTextAsync(["CLAVIER Zoé"]);
        Assert.Equal("zoe.nouvelle@example.org", (await app.People.ReadAsync(pupil.Id)).Email);
        desk.AssertNothingWrong();
    }

    private static Task AssertFocusSeenAsync(IPage page) => Eventually.TrueAsync(
        () => page.EvaluateAsync<bool>("() => document.activeElement !== document.body && document.activeElement.matches('main :focus-visible') && getComputedStyle(document.activeElement).outlineStyle !== 'none'"),
        "the focus is on something, and is seen");
}
