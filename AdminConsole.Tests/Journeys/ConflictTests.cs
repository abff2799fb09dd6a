using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>Two who want different things at once, and one who is too late.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class ConflictTests(MailedApp app, Browser browser)
{
    [Fact]
    public async Task The_second_of_two_operators_is_told_what_changed_and_loses_nothing()
    {
        var school = await app.People.SchoolAsync();
        var pupil = await app.People.AccountAsync("DISPUTÉ", "Noé", [school], a => a.Email = "avant@example.org");
        var first = await OpenAsync(school, pupil);
        var second = await OpenAsync(school, pupil);
        await TypeAsync(first.Page, "premier@example.org");
        await TypeAsync(second.Page, "second@example.org");

        await first.Page.Send().ClickAsync();
        await Expect(first.Page.Step("accepté par le serveur d'envoi")).ToBeVisibleAsync();
        await second.Page.Send().ClickAsync();

        await Expect(second.Page.GetByText("a changé ce contact")).ToBeVisibleAsync();
        await Expect(second.Page.ResetCard().GetByText("Il est maintenant : premier@example.org")).ToBeVisibleAsync();
        await Expect(second.Page.Field("Courriel")).ToHaveValueAsync("second@example.org");
        Assert.Equal("premier@example.org", (await app.People.ReadAsync(pupil.Id)).Email);
        await second.AssertAccessibleAsync();

        await second.Page.Send().ClickAsync();
        await app.Inbox.MailToAsync("second@example.org");
        await Expect(first.Page.Field("Courriel")).ToHaveValueAsync("second@example.org");
        first.AssertNothingWrong();
        second.AssertNothingWrong();
    }

    [Fact]
    public async Task A_link_that_ends_under_somebody_s_hands_says_so_and_changes_nothing()
    {
        var school = await app.People.SchoolAsync();
        var pupil = await app.People.AccountAsync("TARDIF", "Anaïs", [school], a => a.Email = "tard@example.org");
        var actor = await app.People.OperatorAsync(Function.Support, [school]);
        var link = await app.LinkForAsync(actor, pupil.Id);
        var visitor = await app.VisitorAsync(browser);
        await visitor.Page.GotoAsync(link);
        await app.Database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET expires_at = now() WHERE account_id = '{pupil.Id}'");
        await visitor.Page.ChooseAsync("quatre hiboux mangent du gratin");
        await Expect(visitor.Page.Heading("Ce lien a expiré")).ToBeVisibleAsync();

        await visitor.Page.GotoAsync(await app.LinkForAsync(actor, pupil.Id));
        await app.LinkForAsync(actor, pupil.Id);
        await visitor.Page.Button("Proposer une phrase").ClickAsync();
        await Expect(visitor.Page.Heading("Un lien plus récent vous a été envoyé")).ToBeVisibleAsync();
        Assert.Null((await app.People.ReadAsync(pupil.Id)).PasswordHash);
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task Twenty_wrong_tries_make_wait_and_the_person_is_recovered_all_the_same()
    {
        var school = await app.People.SchoolAsync();
        var pupil = await app.People.AccountAsync("ESSAIS", "Tom", [school], a => a.Email = "essais@example.org");
        var login = await app.LoginOfAsync(pupil.Id);
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        for (var attempt = 1; attempt <= 20; attempt++) await page.SignInAsync(login, $"azertyuiop{attempt}");
        await Expect(page.GetByText("Trop d’essais incorrects")).ToBeVisibleAsync();
        await Expect(page.GetByText("Réessayez dans")).ToBeVisibleAsync();
        await page.SignInAsync(login, MailedApp.Password);
        await Expect(page.GetByText("Trop d’essais incorrects")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();

        await page.GotoAsync(await app.LinkForAsync(await app.People.OperatorAsync(Function.Support, [school]), pupil.Id));
        await page.ChooseAsync("quatre hiboux mangent du gratin");
        await Expect(page.Heading("Votre mot de passe a été changé")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.SignInAsync(login, "quatre hiboux mangent du gratin");
        await Expect(page.Heading("Mon compte")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    private async Task<Visitor> OpenAsync(School school, Account pupil)
    {
        var visitor = await app.VisitorAsync(browser, await app.People.OperatorAsync(Function.Support, [school]));
        await visitor.Page.OpenAsync($"/console/utilisateurs/{pupil.Id}");
        return visitor;
    }

    private static async Task TypeAsync(IPage page, string address)
    {
        await page.Field("Courriel").FillAsync(address);
        await page.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).CheckAsync();
    }
}
