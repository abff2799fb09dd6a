using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>« Mon compte » in the browser: on a phone, on another device, without scripts.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class OwnAccountTests(MailedApp app, Browser browser)
{
    private const string Chosen = "cactus-tambour-vallon-biscuit-lune";
    private static readonly BrowserNewContextOptions OldPhone = new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } };

    [Fact]
    public async Task An_address_is_changed_by_the_link_on_another_device_and_taken_back_by_the_old_one()
    {
        var (pupil, old) = await PupilAsync();
        var fresh = $"nouvelle-{Guid.NewGuid():N}@example.org";
        var visitor = await app.VisitorAsync(browser, await app.People.SignedInAsync(pupil.Id));
        var page = visitor.Page;

        await page.GotoAsync("/mon-compte");
        await Expect(page.Heading("Mon compte")).ToBeVisibleAsync();
        await Expect(page.GetByText("utilisable", new() { Exact = true })).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.Link("Changer le courriel").ClickAsync();
        await visitor.AssertAccessibleAsync();
        await page.AskForAddressAsync(fresh, "pas celui-là");
        await Expect(page.GetByText("Ce n’est pas votre mot de passe actuel.")).ToBeVisibleAsync();
        await Expect(page.Field("Nouvelle adresse")).ToHaveValueAsync(fresh);
        await visitor.AssertAccessibleAsync();
        await page.Field("Mot de passe actuel").FillAsync(MailedApp.Password);
        await page.Button("Envoyer la confirmation").ClickAsync();
        await Expect(page.GetByText($"En attente de confirmation\u00a0: {fresh}")).ToBeVisibleAsync();
        await Expect(page.GetByText(old)).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.Button("Renvoyer").ClickAsync();
        await Expect(page.GetByText("Un nouveau message est parti.")).ToBeVisibleAsync();

        // Somebody else's device, on which somebody else is signed in.
        var (stranger, _) = await PupilAsync();
        var elsewhere = await app.VisitorAsync(browser, await app.People.SignedInAsync(stranger.Id));
        await elsewhere.Page.GotoAsync(await app.OwnLinkAsync(fresh, "confirmation"));
        await Expect(elsewhere.Page.GetByText(fresh)).ToBeVisibleAsync();
        await elsewhere.AssertAccessibleAsync();
        await elsewhere.Page.Button("Confirmer cette adresse").ClickAsync();
        await Expect(elsewhere.Page.Heading("Votre adresse est confirmée")).ToBeVisibleAsync();
        await elsewhere.AssertAccessibleAsync();
        Assert.Equal((fresh, stranger.Email), ((await app.People.ReadAsync(pupil.Id)).Email, (await app.People.ReadAsync(stranger.Id)).Email));
        await page.GotoAsync("/mon-compte");
        await Expect(page.GetByText(fresh)).ToBeVisibleAsync();
        await Expect(page.GetByText("En attente de confirmation")).ToHaveCountAsync(0);

        var mailbox = await app.VisitorAsync(browser);
        await mailbox.Page.GotoAsync(await app.OwnLinkAsync(old, "annulation"));
        await mailbox.AssertAccessibleAsync();
        await mailbox.Page.Button("Annuler ce changement").ClickAsync();
        await Expect(mailbox.Page.Heading("Votre adresse est rétablie")).ToBeVisibleAsync();
        Assert.Equal(old, (await app.People.ReadAsync(pupil.Id)).Email);
        await page.GotoAsync("/mon-compte/courriel");
        await Expect(page.GetByText("Votre session a expiré")).ToBeVisibleAsync();
        foreach (var all in new[] { visitor, elsewhere, mailbox }) all.AssertNothingWrong();
    }

    [Fact]
    public async Task Without_scripts_on_a_small_phone_the_address_the_password_and_the_devices_are_changed()
    {
        var (pupil, _) = await PupilAsync();
        var fresh = $"telephone-{Guid.NewGuid():N}@example.org";
        var visitor = await app.VisitorAsync(browser, options: OldPhone);
        var page = visitor.Page;
        await page.SignInAsync(pupil.Login, MailedApp.Password);
        await page.AskForAddressAsync("abandon-" + fresh);
        await page.Button("Abandonner ce changement").ClickAsync();
        await Expect(page.GetByText("En attente de confirmation")).ToHaveCountAsync(0);
        await page.AskForAddressAsync(fresh);
        await page.GotoAsync(await app.OwnLinkAsync(fresh, "confirmation"));
        await page.Button("Confirmer cette adresse").ClickAsync();
        await Expect(page.Heading("Votre adresse est confirmée")).ToBeVisibleAsync();

        var other = await app.People.SignedInAsync(pupil.Id);
        await page.GotoAsync("/mon-compte/mot-de-passe");
        await page.Field("Mot de passe actuel").FillAsync(MailedApp.Password);
        await page.ChooseAsync("motdepasse");
        await Expect(page.Field("Nouveau mot de passe")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Field("Mot de passe actuel").FillAsync(MailedApp.Password);
        await page.ChooseAsync(Chosen);
        await Expect(page.GetByText("Votre mot de passe a été changé.")).ToBeVisibleAsync();
        Assert.Equal(1, await app.Database.CountAsync($"SELECT 1 FROM sessions WHERE account_id = '{pupil.Id}' AND ended_at IS NULL"));
        Assert.Equal(1, await app.Database.CountAsync($"SELECT 1 FROM sessions WHERE id = '{other.SessionId}' AND ended_at IS NOT NULL"));

        await app.People.SignedInAsync(pupil.Id);
        await page.GotoAsync("/mon-compte/sessions");
        await page.Button("Déconnecter Appareil inconnu").ClickAsync();
        await Expect(page.GetByText("L’appareil a été déconnecté.")).ToBeVisibleAsync();
        await page.Button("Se déconnecter partout").ClickAsync();
        await Expect(page.GetByText("Vous êtes déconnecté partout")).ToBeVisibleAsync();
        Assert.Equal(0, await app.Database.CountAsync($"SELECT 1 FROM sessions WHERE account_id = '{pupil.Id}' AND ended_at IS NULL"));
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task It_was_not_me_closes_everything_and_leads_back_in_by_the_mail()
    {
        var (pupil, old) = await PupilAsync();
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        await page.SignInAsync(pupil.Login, "pas le bon");
        await page.SignInAsync(pupil.Login, MailedApp.Password);
        await page.ArrivesAtAsync("**/mon-compte");
        await page.Link("Voir l’activité récente").ClickAsync();
        await Expect(page.GetByText("Essai de connexion refusé")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.Link("Ce n'était pas moi").ClickAsync();
        await visitor.AssertAccessibleAsync();
        await page.Button("Protéger mon compte").ClickAsync();
        await Expect(page.GetByText("Un message vient de vous être envoyé")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.GotoAsync(MailedApp.LinkIn(await app.Inbox.MailToAsync(old, "Choisissez")));
        await page.ChooseAsync(Chosen);
        await Expect(page.Heading("Votre mot de passe a été changé")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task The_other_pages_are_accessible_and_an_operator_finds_the_way_back()
    {
        var school = await app.People.SchoolAsync();
        var actor = await app.People.OperatorAsync(Function.Support, [school]);
        await app.GivePasswordAsync(actor.AccountId, MailedApp.Password);
        await app.People.SignedInAsync(actor.AccountId);
        var visitor = await app.VisitorAsync(browser, actor);
        var page = visitor.Page;
        await page.OpenAsync("/console");
        await page.Link("Mon compte").ClickAsync();
        await Expect(page.Heading("Mon compte")).ToBeVisibleAsync();
        foreach (var path in new[] { "telephone", "sessions", "mot-de-passe" })
        {
            await page.GotoAsync("/mon-compte/" + path);
            await visitor.AssertAccessibleAsync();
        }
        await Expect(page.GetByText("Au moins 15 caractères.")).ToBeVisibleAsync();
        await page.Link("Retour à «\u00a0Mon compte\u00a0»").ClickAsync();
        await page.Link("Retour à la console").ClickAsync();
        await page.ArrivesAtAsync("**/console");
        await page.ReadyAsync();
        visitor.AssertNothingWrong();
    }

    private async Task<(Account Pupil, string Email)> PupilAsync()
    {
        var email = $"ancienne-{Guid.NewGuid():N}@example.org";
        var pupil = await app.People.AccountAsync("Le Goff", "Maëlys", [], a => (a.Email, a.EmailState) = (email, ContactState.Confirmed));
        await app.GivePasswordAsync(pupil.Id, MailedApp.Password);
        return (pupil, email);
    }
}
