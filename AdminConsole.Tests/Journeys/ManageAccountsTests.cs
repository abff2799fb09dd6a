using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>The day of an administrator when nobody is on the phone.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class ManageAccountsTests(MailedApp app, Browser browser)
{
    [Fact]
    public async Task A_pupil_is_created_corrected_moved_deleted_and_restored()
    {
        var (first, second) = (await app.People.SchoolAsync("Collège du Parc", "Melun"), await app.People.SchoolAsync("Collège du Lac", "Meaux"));
        var family = $"Nouvel{string.Concat(Guid.NewGuid().ToString("N").Where(char.IsAsciiLetter))}";
        var visitor = await app.ArriveAsync(browser, await app.People.OperatorAsync(Function.LocalAdmin, [first, second]), "/console/utilisateurs/nouveau");
        var page = visitor.Page;
        await page.Field("Établissement").SelectOptionAsync($"{first.Id}");
        await page.Field("Nom").FillAsync(family);
        await page.Field("Prénom").FillAsync("Zoé");
        await page.Field("Date de naissance").FillAsync("2013-05-04");
        await page.Field("Classe").FillAsync("6e B");
        await page.Button("Créer le compte").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Créer la classe « 6e B »" }).CheckAsync();
        await visitor.AssertAccessibleAsync();
        await page.Button("Créer le compte").ClickAsync();
        await Expect(page.Heading($"{family.ToUpperInvariant()} Zoé")).ToBeVisibleAsync();

        await page.GetByText("Nom, prénom, date de naissance").ClickAsync();
        await page.Field("Nom").FillAsync($"{family}-Roy");
        await page.Button("Enregistrer l’identité").ClickAsync();
        await Expect(page.Heading($"{family.ToUpperInvariant()}-ROY Zoé")).ToBeVisibleAsync();

        await page.GetByText("Établissements et classes").ClickAsync();
        await page.Button("Rattacher à un établissement…").ClickAsync();
        await page.Button("Rattacher").ClickAsync();
        await Expect(page.GetByText("Compte rattaché")).ToBeVisibleAsync();
        var old = page.Locator(".places li").Filter(new() { HasText = "Collège du Parc" });
        await old.GetByRole(AriaRole.Button, new() { Name = "Détacher" }).ClickAsync();
        await Expect(page.GetByText("Détachement enregistré")).ToBeVisibleAsync();

        await page.GetByText("Pré-supprimer le compte").ClickAsync();
        await page.Button("Pré-supprimer").ClickAsync();
        await Expect(page.GetByText("Compte pré-supprimé · suppression prévue")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.Button("Annuler la pré-suppression").ClickAsync();
        await Expect(page.GetByText("Compte restauré.")).ToBeVisibleAsync();

        await using var db = app.Database.Open();
        var id = await db.Accounts.Where(a => a.FamilyName == $"{family}-Roy").Select(a => a.Id).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal([AuditAction.AccountCreated, AuditAction.IdentityChanged, AuditAction.SchoolAttached, AuditAction.SchoolDetached, AuditAction.DeletionProposed, AuditAction.AccountRestored],
            await db.AuditEntries.Where(e => e.AccountId == id).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(TestContext.Current.CancellationToken));
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_function_is_granted_and_withdrawn_while_its_holder_has_the_console_open()
    {
        var school = await app.People.SchoolAsync();
        var family = $"Agent{string.Concat(Guid.NewGuid().ToString("N").Where(char.IsAsciiLetter))}";
        var address = $"{family}@example.org";
        var person = await app.People.AccountAsync(family, "Maud", [school], a => (a.Profile, a.Email) = (Profile.Personnel, address));
        var visitor = await app.ArriveAsync(browser, await app.People.OperatorAsync(Function.CentralAdmin, [], school), "/console/fonctions");
        var page = visitor.Page;
        await page.GetByText("Accorder une fonction").ClickAsync();
        await page.Field("Personne").FillAsync(family);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{family}", System.Text.RegularExpressions.RegexOptions.IgnoreCase) }).ClickAsync();
        await page.Field("Établissement").SelectOptionAsync($"{school.Id}");
        await visitor.AssertAccessibleAsync();
        await page.Button("Accorder la fonction").ClickAsync();
        await Expect(page.GetByText("Fonction accordée à")).ToBeVisibleAsync();
        Assert.Contains("Agent d'assistance", string.Join(' ', (await app.Inbox.MailToAsync(address)).Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        var holder = await app.ArriveAsync(browser, await app.People.SignedInAsync(person.Id), "/console");
        await page.GotoAsync($"/console/fonctions?q={family}");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Retirer…") }).ClickAsync();
        await visitor.AssertAccessibleAsync();
        await page.Button("Retirer la fonction").ClickAsync();
        await Expect(page.GetByText("Fonction retirée à")).ToBeVisibleAsync();
        await holder.Page.ArrivesAtAsync("**/connexion**");
        visitor.AssertNothingWrong();
    }
}
