using AdminConsole.Domain.Model;
using AdminConsole.Making;
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
}
