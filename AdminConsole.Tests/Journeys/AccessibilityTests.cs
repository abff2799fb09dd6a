using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>States of pages that the journeys through them do not stop at.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class AccessibilityTests(MailedApp app, Browser browser)
{
    [Fact]
    public async Task A_refused_sign_in()
    {
        var visitor = await app.VisitorAsync(browser);
        await visitor.Page.SignInAsync("personne", "pas le bon");
        await Expect(visitor.Page.GetByText("Identifiant ou mot de passe incorrect")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_search_without_a_hit_and_one_with_near_spellings()
    {
        var school = await app.People.SchoolAsync();
        await app.People.AccountAsync("THIBAULT", "Maëlle", [school]);
        var visitor = await app.VisitorAsync(browser, await app.People.OperatorAsync(Function.Support, [school]));
        await visitor.Page.OpenAsync("/console/utilisateurs");
        await visitor.Page.SearchBox().FillAsync("xqzw");
        await Expect(visitor.Page.GetByText("Aucun résultat").First).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await visitor.Page.SearchBox().FillAsync("thibaut");
        await Expect(visitor.Page.GetByText("Orthographes proches").First).ToBeVisibleAsync();
        await Expect(visitor.Page.Hits()).ToHaveCountAsync(1);
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_fiche_on_which_nothing_may_be_done_and_one_that_is_not_there()
    {
        var school = await app.People.SchoolAsync();
        var actor = await app.People.OperatorAsync(Function.Support, [school]);
        var visitor = await app.VisitorAsync(browser, actor);
        await visitor.Page.OpenAsync($"/console/utilisateurs/{actor.AccountId}");
        await Expect(visitor.Page.Send()).ToBeDisabledAsync();
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
        await visitor.Page.GotoAsync("/console/utilisateurs/inconnu");
        // The circuit draws it anew.
        await ConsoleApp.ReadyAsync(visitor.Page);
        await Expect(visitor.Page.Heading("Page introuvable")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
    }

    [Fact]
    public async Task A_message_that_was_refused_for_good()
    {
        var school = await app.People.SchoolAsync();
        var pupil = await app.People.AccountAsync("REFUS", "Ana", [school], a => a.Email = "refus@boite-pleine.example");
        var visitor = await app.VisitorAsync(browser, await app.People.OperatorAsync(Function.Support, [school]));
        await visitor.Page.OpenAsync($"/console/utilisateurs/{pupil.Id}");
        app.Inbox.AnswerTo("RCPT TO:<refus@", "550 5.1.1 No such mailbox");
        try
        {
            await visitor.Page.Send().ClickAsync();
            await Expect(visitor.Page.GetByText("550 5.1.1 No such mailbox", new() { Exact = true })).ToBeVisibleAsync();
            await Expect(visitor.Page.GetByText("courriel refusé par son serveur")).ToBeVisibleAsync();
        }
        finally
        {
            app.Inbox.Script = _ => Task.FromResult<string?>(null);
        }
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    /// <summary>By the menu from one to the next, in one circuit: a page that is loaded anew is dear. Others of the console are looked at where a journey uses them.</summary>
    [Fact]
    public async Task The_pages_that_watch_over_the_console_with_everything_on_them()
    {
        var school = await app.People.SchoolAsync();
        var (pupil, agent) = (await app.People.AccountAsync("VEILLE", "Lou", [school]), await app.People.OperatorAsync(Function.Support, [school]));
        var central = await app.People.OperatorAsync(Function.CentralAdmin, [], school);
        await app.Database.ExecuteAsOwnerAsync($"""
            INSERT INTO operator_volumes (operator_id, kind, hour, count, alarmed_at) VALUES ('{agent.AccountId}', 1, date_trunc('hour', now()), 412, now());
            INSERT INTO outbox_messages (id, account_id, channel, kind, priority, recipient, content, state, queued_at, attempts, next_try_at, expires_at, last_answer)
            VALUES (gen_random_uuid(), '{pupil.Id}', 2, 1, 1, '+33639981234', '', 1, now() - interval '5 minutes', 3, now() + interval '1 day', now() + interval '2 days', '503 Service Unavailable');
            UPDATE delivery_states SET failing_since = now() - interval '5 minutes' WHERE channel = 2;
            """);
        try
        {
            var visitor = await app.ArriveAsync(browser, central, "/console");
            var page = visitor.Page;
            await Expect(page.GetByText("Les SMS ne partent plus")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Activité inhabituelle" }).GetByText("a ouvert 412 fiches en une heure")).ToBeVisibleAsync();
            await page.GetByText("Voir le tableau").ClickAsync();
            await visitor.AssertAccessibleAsync();
            foreach (var name in new[] { "Messages", "Journal", "Bordereaux" })
            {
                await Way(page, name).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Heading, new() { Level = 1, NameRegex = new($"^{name}") })).ToBeVisibleAsync();
                await visitor.AssertAccessibleAsync();
            }
            await Way(page, "Recherche").ClickAsync();
            await page.Locator("summary", new() { HasText = "Contact" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Sans courriel", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new("Retirer le filtre.*Sans courriel") })).ToBeVisibleAsync();
            await page.Locator("summary", new() { HasText = "Situation" }).ClickAsync();
            await visitor.AssertAccessibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await page.Link("Agir sur ces comptes").ClickAsync();
            await page.GetByText("Bloquer", new() { Exact = true }).ClickAsync();
            await visitor.AssertAccessibleAsync();
            await page.Button("Vérifier ce qui se passerait").ClickAsync();
            // Told by the worker, without a reload.
            await Expect(page.Field("Dernier jour du blocage")).ToBeVisibleAsync();
            await visitor.AssertAccessibleAsync();
            await page.Button("Abandonner").ClickAsync();
            visitor.AssertNothingWrong();
        }
        finally
        {
            await app.Database.ExecuteAsOwnerAsync($"""
                DELETE FROM operator_volumes WHERE operator_id = '{agent.AccountId}';
                DELETE FROM outbox_messages WHERE account_id = '{pupil.Id}';
                UPDATE delivery_states SET failing_since = NULL WHERE channel = 2;
                """);
        }
    }

    private static ILocator Way(IPage page, string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Console" }).GetByRole(AriaRole.Link, new() { Name = name });
}
