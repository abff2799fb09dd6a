using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>An operator proves himself twice: by an application on a phone, and by a passkey of Chromium's virtual authenticator.</summary>
public sealed class SecondFactorTests(FactorApp app, Browser browser) : IClassFixture<FactorApp>, IClassFixture<Browser>
{
    private const string Password = "Trois-poules-bleues-7";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_is_set_up_on_a_phone_and_asked_for_from_then_on()
    {
        var agent = await OperatorAsync(await app.People.SchoolAsync());
        var visitor = await Visitor.ArriveAsync(browser, app.Site, new() { ViewportSize = new() { Width = 390, Height = 844 } });
        var page = visitor.Page;
        await page.SignInAsync(agent.Login, Password);
        await page.ArrivesAtAsync("**/connexion/second-facteur");
        await page.GotoAsync("/console");
        await page.ArrivesAtAsync("**/connexion/second-facteur?returnUrl=%2Fconsole");
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code à scanner avec l’application" })).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.GetByText("Vous ne pouvez pas scanner").ClickAsync();
        var application = CodeApplication.Of(app.Database, await page.Locator(".setup .code").InnerTextAsync());

        await page.Field("Code").FillAsync(await application.WrongCodeAsync());
        await page.Button("Activer").ClickAsync();
        await Assertions.Expect(page.GetByText("Ce code n’est pas le bon.")).ToBeVisibleAsync();
        Assert.Equal(await application.CodeAsync(), await CodeApplication.Of(app.Database, (await page.Locator(".setup .code").TextContentAsync())!).CodeAsync());
        await page.Field("Code").FillAsync(await application.CodeAsync());
        await page.Button("Activer").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Vos codes de secours" })).ToBeVisibleAsync();
        Assert.Equal(10, await page.Locator(".codes li").CountAsync());
        var paper = await page.Locator(".codes li").First.InnerTextAsync();
        await visitor.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "J’ai noté mes codes, continuer" }).ClickAsync();
        await page.ReadyAsync();
        await page.ArrivesAtAsync("**/console");

        await page.GotoAsync("/mon-compte/deuxieme-facteur");
        await Assertions.Expect(page.GetByText("Application de codes").First).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.GotoAsync("/mon-compte");
        await page.Button("Se déconnecter").ClickAsync();
        await page.SignInAsync(agent.Login, Password);
        await visitor.AssertAccessibleAsync();
        await page.Field("Code").FillAsync("12");
        await page.Button("Continuer").ClickAsync();
        await Assertions.Expect(page.GetByText("Ce code n’est pas le bon.")).ToBeVisibleAsync();
        await page.Field("Code").FillAsync(paper);
        await page.Button("Continuer").ClickAsync();
        await Assertions.Expect(page.GetByText("Il vous reste 9 codes de secours")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Continuer" }).ClickAsync();
        await page.ReadyAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_passkey_opens_the_console_alone_and_after_the_password()
    {
        var school = await app.People.SchoolAsync();
        var (agent, colleague) = (await OperatorAsync(school), await app.People.OperatorAsync(Function.Support, [school]));
        var visitor = await Visitor.ArriveAsync(browser, app.Site);
        var page = visitor.Page;
        await GiveAuthenticatorAsync(page);
        await page.SignInAsync(agent.Login, Password);
        await page.Button("Ajouter une clé d’accès").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Vos codes de secours" })).ToBeVisibleAsync();
        await page.GotoAsync("/mon-compte/deuxieme-facteur");
        await Assertions.Expect(page.GetByText(new Regex("^Clé d’accès – "))).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();

        await SignOutAsync(page);
        await page.Button("Utiliser une clé d'accès").ClickAsync();
        await page.ArrivesAtAsync("**/console");
        await SignOutAsync(page);
        await page.SignInAsync(agent.Login, Password);
        await page.ArrivesAtAsync("**/connexion/second-facteur");
        await page.Button("Utiliser une clé d'accès").ClickAsync();
        await page.ArrivesAtAsync("**/console");
        await using var db = app.Database.Open();
        var session = await db.LiveSessions.SingleAsync(s => s.AccountId == agent.Id, Cancel);
        Assert.Equal((SessionProof.SecondFactor, FunctionSet.None), (session.Proof, session.Withheld));

        // Another quarter of an hour later what gives away a colleague's account asks for it again, in place, and then goes on.
        await app.Database.ExecuteAsOwnerAsync($"UPDATE sessions SET proven_at = now() - interval '16 minutes' WHERE id = '{session.Id}'");
        await page.OpenAsync($"/console/utilisateurs/{colleague.AccountId}");
        await page.Button("Donner un mot de passe provisoire…").ClickAsync();
        await page.GetByLabel("En personne").CheckAsync();
        await page.Button("Afficher le mot de passe provisoire").ClickAsync();
        await page.Button("Utiliser une clé d'accès").ClickAsync();
        await Assertions.Expect(page.GetByText(new Regex("^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$"))).ToBeVisibleAsync();
        Assert.True(await db.LiveSessions.AnyAsync(s => s.Id == session.Id && s.ProvenAt > AdminDb.Now().AddMinutes(-1), Cancel));

        // A passkey that was removed opens nothing: a page and a row, no fault.
        await db.Passkeys.Where(p => p.AccountId == agent.Id).ExecuteDeleteAsync(Cancel);
        await SignOutAsync(page);
        await page.Button("Utiliser une clé d'accès").ClickAsync();
        await Assertions.Expect(page.GetByText("Cette clé d’accès n’a pas pu être acceptée.")).ToBeVisibleAsync();
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == AuditAction.SignInRefused && e.Reason == "clé d'accès", Cancel));
        visitor.AssertNothingWrong();
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GotoAsync("/mon-compte");
        await page.Button("Se déconnecter").ClickAsync();
        await page.ArrivesAtAsync("**/connexion");
    }

    /// <summary>A device that knows its owner without being asked.</summary>
    private static async Task GiveAuthenticatorAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    private async Task<Account> OperatorAsync(School school)
    {
        var account = await app.People.AccountAsync("Agent", "Ada", [school]);
        await app.People.GrantAsync(account.Id, Function.LocalAdmin, school.Id);
        await app.GivePasswordAsync(account.Id, Password);
        return account;
    }
}
