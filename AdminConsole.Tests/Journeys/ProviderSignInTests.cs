using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>In by the organisation's identity provider, as somebody does it with a browser; the provider is the certified one, in a process of its own.</summary>
public sealed class ProviderSignInTests(ProviderApp app, Browser browser) : IClassFixture<ProviderApp>, IClassFixture<Browser>, IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await app.Provider.TrickAsync(null);

    [Fact]
    public async Task An_operator_comes_in_works_and_leaves_both_houses()
    {
        var school = await app.People.SchoolAsync();
        var agent = await app.People.ReadAsync((await app.People.OperatorAsync(Function.Support, [school])).AccountId);
        var pupil = await app.People.AccountAsync("DUPONT", "Jeanne", [school]);
        await app.Provider.TrickAsync("roundabout");
        var page = await ContinueAsync($"/console/utilisateurs/{pupil.Id}");
        await EnterAsync(page, agent.Login.ToUpperInvariant());
        await page.ArrivesAtAsync($"**/console/utilisateurs/{pupil.Id}");
        await page.ReadyAsync();
        Assert.Equal(1, await CountAsync(e => e.ActorId == agent.Id && e.Action == AuditAction.SignedIn && e.Reason == "OpenIdConnect"));

        // Every open page leaves by itself when its session ends. The one that signs out must not: the answer to its form leads to the provider.
        var another = await page.Context.NewPageAsync();
        await another.OpenAsync("/console");
        await page.RouteAsync("**/deconnexion", async route =>
        {
            var answer = await route.FetchAsync(new() { MaxRedirects = 0 });
            await another.ArrivesAtAsync("**/connexion?returnUrl=%2Fconsole&raison=expiree");
            await route.FulfillAsync(new() { Response = answer });
        });
        await page.Button("Se déconnecter").ClickAsync();
        await page.Button("Partir").ClickAsync();
        await page.ArrivesAtAsync("**/connexion");
        Assert.Equal(1, await CountAsync(e => e.ActorId == agent.Id && e.Action == AuditAction.SignedOut));
        // The provider has forgotten him too: it asks who comes.
        await page.Button($"Continuer avec {ProviderApp.Name}").ClickAsync();
        await page.Field("Nom").WaitForAsync();
    }

    [Fact]
    public async Task What_was_done_last_time_is_offered_first()
    {
        var agent = await OperatorAsync();
        var page = await ContinueAsync();
        await EnterAsync(page, agent.Login);
        await page.ArrivesAtAsync("**/console");
        await page.GotoAsync("/connexion?nouvelle=true");
        var names = await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).AllInnerTextsAsync();
        Assert.Equal($"Continuer avec {ProviderApp.Name}", names[0].Trim());
    }

    [Fact]
    public async Task Two_tabs_at_once_both_come_in()
    {
        var agent = await OperatorAsync();
        var first = await ContinueAsync();
        var second = await first.Context.NewPageAsync();
        await second.GotoAsync("/connexion");
        await second.Button($"Continuer avec {ProviderApp.Name}").ClickAsync();
        await second.Field("Nom").WaitForAsync();
        await EnterAsync(first, agent.Login);
        await first.ArrivesAtAsync("**/console");
        await EnterAsync(second, agent.Login);
        await second.ArrivesAtAsync("**/console");
        // The browser has one cookie: the session that it held before is over, and not only forgotten.
        await using var db = app.Database.Open();
        Assert.Single(await db.LiveSessions.Where(s => s.AccountId == agent.Id && s.Proof == SessionProof.Provider).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_pupil_who_signs_in_lands_on_the_portal_by_whatever_host_that_leads()
    {
        var pupil = await app.People.AccountAsync("DUPONT", "Jeanne", []);
        await app.GivePasswordAsync(pupil.Id, "Trois-poules-bleues-7");
        var page = await browser.NewPageAsync(new() { Locale = "fr-FR", BaseURL = app.Address.ToString() });
        await page.SignInAsync(pupil.Login, "Trois-poules-bleues-7");
        await page.ArrivesAtAsync($"{app.Provider.Address}portail?page=accueil&back=1");
    }

    [Fact]
    public async Task Whoever_gives_up_there_is_told_that_nothing_was_done()
    {
        var page = await ContinueAsync();
        await page.Link("Annuler").ClickAsync();
        await RefusedAsync(page, ProviderRefusal.Cancelled, "Vous avez arrêté la connexion avant la fin.");
    }

    [Theory]
    [InlineData("nonce", ProviderRefusal.NotGenuine)]
    [InlineData("issuer", ProviderRefusal.NotGenuine)]
    [InlineData("iss-parameter", ProviderRefusal.NotGenuine)]
    [InlineData("audience", ProviderRefusal.NotGenuine)]
    [InlineData("expired", ProviderRefusal.NotGenuine)]
    [InlineData("unknown-key", ProviderRefusal.NotGenuine)]
    [InlineData("none", ProviderRefusal.NotGenuine)]
    [InlineData("hs256", ProviderRefusal.NotGenuine)]
    [InlineData("token-down", ProviderRefusal.Unreachable)]
    public async Task An_answer_that_is_not_good_opens_nothing(string trick, ProviderRefusal why)
    {
        var agent = await OperatorAsync();
        var page = await ContinueAsync();
        await app.Provider.TrickAsync(trick);
        await EnterAsync(page, agent.Login);
        await RefusedAsync(page, why);
        await page.GotoAsync("/console");
        await page.ArrivesAtAsync("**/connexion?returnUrl=%2Fconsole");
    }

    [Fact]
    public async Task A_key_that_was_exchanged_meanwhile_is_looked_up()
    {
        var agent = await OperatorAsync();
        var page = await ContinueAsync();
        await app.Provider.RotateAsync();
        await page.GotoAsync("/connexion");
        await page.Button($"Continuer avec {ProviderApp.Name}").ClickAsync();
        await EnterAsync(page, agent.Login);
        await page.ArrivesAtAsync("**/console");
    }

    [Fact]
    public async Task An_answer_works_once_and_in_the_browser_that_asked()
    {
        var agent = await OperatorAsync();
        var page = await ContinueAsync();
        string? answer = null;
        page.Request += (_, request) =>
        {
            if (request.Url.Contains("/signin-oidc", StringComparison.Ordinal)) answer = request.Url;
        };
        await EnterAsync(page, agent.Login);
        await page.ArrivesAtAsync("**/console");

        await page.GotoAsync(answer!);
        await RefusedAsync(page, ProviderRefusal.NotAsked);
        var another = await browser.NewPageAsync();
        await another.GotoAsync(answer!);
        await RefusedAsync(another, ProviderRefusal.NotAsked);
        await another.GotoAsync(answer!.Replace("state=", "state=x", StringComparison.Ordinal));
        await RefusedAsync(another, ProviderRefusal.NotAsked);
    }

    [Fact]
    public async Task Who_holds_no_function_or_no_account_is_told_the_same()
    {
        var pupil = await app.People.AccountAsync("DUPONT", "Jeanne", []);
        foreach (var (name, why) in new[] { (pupil.Login, ProviderRefusal.NoFunction), ("nobody.at.all", ProviderRefusal.NoAccount) })
        {
            var page = await ContinueAsync();
            await EnterAsync(page, name);
            await RefusedAsync(page, why, "Aucun compte qui porte une fonction ne correspond à la personne que le service de connexion a nommée.");
        }
    }

    [Fact]
    public async Task A_function_that_is_withdrawn_meanwhile_closes_the_console()
    {
        var agent = await OperatorAsync();
        var page = await ContinueAsync();
        await EnterAsync(page, agent.Login);
        await page.ArrivesAtAsync("**/console");
        await page.ReadyAsync();
        await app.Database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{agent.Id}'");
        await Assertions.Expect(page.Heading("Page introuvable")).ToBeVisibleAsync();
    }

    private async Task<Account> OperatorAsync() => await app.People.ReadAsync((await app.People.OperatorAsync(Function.Support, [])).AccountId);

    /// <summary>At the provider, coming from the sign-in page.</summary>
    private async Task<IPage> ContinueAsync(string? wanted = null)
    {
        var page = await browser.NewPageAsync(new() { Locale = "fr-FR", BaseURL = app.Address.ToString() });
        await page.GotoAsync(wanted ?? "/connexion");
        await page.Button($"Continuer avec {ProviderApp.Name}").ClickAsync();
        await page.Field("Nom").WaitForAsync();
        return page;
    }

    private static async Task EnterAsync(IPage page, string name)
    {
        await page.Field("Nom").FillAsync(name);
        await page.Button("Entrer").ClickAsync();
    }

    /// <summary>A page, never a fault, with a reference that the journal has too.</summary>
    private async Task RefusedAsync(IPage page, ProviderRefusal why, string? words = null)
    {
        await page.Heading("Connexion impossible").WaitForAsync();
        if (words is not null) await Assertions.Expect(page.GetByText(words)).ToBeVisibleAsync();
        var reference = await page.Locator("strong.code").InnerTextAsync();
        Assert.Equal(1, await CountAsync(e => e.Detail == reference && e.Action == AuditAction.SignInRefused && e.Refusal == why.ToString()));
    }

    private async Task<int> CountAsync(System.Linq.Expressions.Expression<Func<AuditEntry, bool>> which)
    {
        await using var db = app.Database.Open();
        return await db.AuditEntries.CountAsync(which, Cancel);
    }
}
