using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>Two operators, each in front of a browser, and a colleague who lost her address.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class SecondApprovalTests(MailedApp app, Browser browser)
{
    [Fact]
    public async Task A_colleague_gets_her_new_address_by_two_operators()
    {
        var (old, wanted, told) = ($"perrin.{Guid.NewGuid():N}@example.org", $"nouvelle.{Guid.NewGuid():N}@example.org", $"central.{Guid.NewGuid():N}@example.org");
        var school = await app.People.SchoolAsync();
        var agent = await app.People.AccountAsync("PERRIN", "Maud", [school], a => (a.Profile, a.Email) = (Profile.Personnel, old));
        await app.People.GrantAsync(agent.Id, Function.Support, school.Id);
        var asker = await app.People.OperatorAsync(Function.LocalAdmin, [school]);
        var approver = await app.People.OperatorAsync(Function.CentralAdmin, [school]);
        await app.Database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = '{told}', email_state = 2, email_source = 4 WHERE id = '{approver.AccountId}'");

        var second = await app.ArriveAsync(browser, approver, "/console");
        var menu = second.Page.GetByRole(AriaRole.Navigation, new() { Name = "Console" }).GetByRole(AriaRole.Link, new() { NameRegex = new("^Approbations") });
        await Expect(menu).ToHaveTextAsync("Approbations");
        var first = await app.ArriveAsync(browser, asker, $"/console/utilisateurs/{agent.Id}");
        await first.Page.Field("Courriel").FillAsync(wanted);
        await first.Page.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).CheckAsync();
        await first.Page.Field("Motif de la demande").FillAsync("n’a plus accès à son ancienne adresse");
        await first.AssertAccessibleAsync();
        await first.Page.Button("Demander l’approbation").ClickAsync();
        await Expect(first.Page.GetByText("elle peut être approuvée par un administrateur local ou central")).ToBeVisibleAsync();

        Assert.Contains("/console/approbations", (await app.Inbox.MailToAsync(told)).Text, StringComparison.Ordinal);
        await Expect(menu).ToContainTextAsync("1 en attente");
        await menu.ClickAsync();
        await Expect(second.Page.GetByRole(AriaRole.Article, new() { Name = "PERRIN Maud" })).ToContainTextAsync(wanted);
        await second.AssertAccessibleAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Approuver la demande pour PERRIN Maud" }).ClickAsync();
        await Expect(second.Page.GetByText("Demande approuvée pour PERRIN Maud")).ToBeVisibleAsync();
        await Expect(menu).ToHaveTextAsync("Approbations");

        await Expect(first.Page.GetByText("Approuvé par OPÉRATEUR CentralAdmin")).ToBeVisibleAsync();
        await first.Page.Send().ClickAsync();
        await app.Inbox.MailToAsync(wanted);
        Assert.Equal(wanted, (await app.People.ReadAsync(agent.Id)).Email);
        first.AssertNothingWrong();
        second.AssertNothingWrong();
    }
}
