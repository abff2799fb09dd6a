using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>In and out by the public form, and what becomes of an open page when its session ends.</summary>
public sealed class SignInTests(ConsoleApp app, Browser browser) : IClassFixture<ConsoleApp>, IClassFixture<Browser>
{
    private const string Password = "Trois-poules-bleues-7";

    [Fact]
    public async Task An_operator_signs_in_and_lands_on_the_console()
    {
        var agent = await OperatorAsync();
        var page = await SignInAsync(agent.Login);
        await page.ArrivesAtAsync("**/console");
        await page.Locator("main:not([aria-busy])").WaitForAsync();
    }

    [Fact]
    public async Task A_pupil_lands_on_his_account_and_signs_out()
    {
        var pupil = await app.People.AccountAsync("DUPONT", "Éléonore", []);
        await app.GivePasswordAsync(pupil.Id, Password);
        var page = await SignInAsync("  ÉLÉONORE" + pupil.Login["eleonore".Length..].ToUpperInvariant());
        await page.ArrivesAtAsync("**/mon-compte");
        await Assertions.Expect(page.GetByText(pupil.Login)).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Se déconnecter" }).ClickAsync();
        await page.ArrivesAtAsync("**/connexion");
        await page.GotoAsync(new Uri(app.Address, "/mon-compte").ToString());
        await page.ArrivesAtAsync("**/connexion?returnUrl=%2Fmon-compte");
    }

    [Fact]
    public async Task An_open_circuit_goes_as_soon_as_its_session_ends()
    {
        var actor = await app.People.OperatorAsync(Function.Support, []);
        var page = await app.PageOfAsync(browser, actor);
        await page.GotoAsync(new Uri(app.Address, "/console").ToString());
        await page.Locator("main:not([aria-busy])").WaitForAsync();

        await app.Database.ExecuteAsOwnerAsync($"UPDATE sessions SET ended_at = now() WHERE id = '{actor.SessionId}'");
        await page.ArrivesAtAsync("**/connexion?returnUrl=%2Fconsole&raison=expiree");
    }

    [Fact]
    public async Task An_open_circuit_shows_nothing_more_as_soon_as_the_function_is_withdrawn()
    {
        var actor = await app.People.OperatorAsync(Function.Support, []);
        var page = await app.PageOfAsync(browser, actor);
        await page.GotoAsync(new Uri(app.Address, "/console").ToString());
        await page.Locator("main:not([aria-busy])").WaitForAsync();

        await app.Database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{actor.AccountId}'");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Page introuvable" })).ToBeVisibleAsync(new() { Timeout = 10_000 });
    }

    private async Task<Account> OperatorAsync()
    {
        var actor = await app.People.OperatorAsync(Function.Support, []);
        await app.GivePasswordAsync(actor.AccountId, Password);
        return await app.People.ReadAsync(actor.AccountId);
    }

    private async Task<IPage> SignInAsync(string login)
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(app.Address, "/connexion").ToString());
        await page.GetByLabel("Identifiant", new() { Exact = true }).FillAsync(login);
        await page.GetByLabel("Mot de passe", new() { Exact = true }).FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Se connecter" }).ClickAsync();
        return page;
    }
}
