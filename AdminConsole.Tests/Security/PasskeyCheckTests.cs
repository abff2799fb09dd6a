using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Security;

/// <summary>Answers of passkeys as no honest browser gives them. Every one is refused on the page, and journaled; none is a fault.</summary>
public sealed class PasskeyCheckTests(ConsoleApp app) : IClassFixture<ConsoleApp>
{
    private const string Asked = "/connexion/cle/entree";
    private const string Cookie = "AdminConsole.Passkey";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_honest_answer_opens_the_console_once()
    {
        var (agent, passkey) = await OperatorAsync();
        using var own = passkey;
        using var browser = new FormClient(app.Address);
        var question = await AskAsync(browser);
        var kept = browser.Cookies[Cookie];
        var line = browser.LastCookies.Single(c => c.StartsWith(Cookie + "=", StringComparison.Ordinal));
        foreach (var attribute in (string[])["httponly", "samesite=strict", "path=/"]) Assert.Contains(attribute, line, StringComparison.OrdinalIgnoreCase);
        var answer = passkey.Answer(question, agent.Id, app.Address);

        using var entered = await ShowAsync(browser, answer);

        Assert.Equal("/console", new Uri(app.Address, entered.Headers.Location!).PathAndQuery);
        Assert.DoesNotContain(Cookie, browser.Cookies.Keys);
        // Whoever copied both has nothing.
        using var thief = new FormClient(app.Address);
        await AskAsync(thief);
        thief.Cookies[Cookie] = kept;
        await RefusedAsync(thief, answer);
        Assert.Equal(1, await app.Database.CountAsync($"SELECT 1 FROM sessions WHERE account_id = '{agent.Id}'"));
    }

    [Fact]
    public async Task An_answer_that_is_not_good_opens_nothing()
    {
        var (agent, passkey) = await OperatorAsync();
        using var own = passkey;
        using var browser = new FormClient(app.Address);
        var elsewhere = new Uri("https://another.example.org/");
        foreach (var cheat in (Func<string, string>[])
        [
            asked => passkey.Answer(asked, agent.Id, app.Address, verified: false),
            asked => passkey.Answer(asked, agent.Id, elsewhere),
            asked => passkey.Answer(asked, agent.Id, new UriBuilder(app.Address) { Port = 9 }.Uri),
            asked => passkey.Answer(asked, agent.Id, app.Address, crossOrigin: true),
            asked => passkey.Answer(asked, agent.Id, app.Address, type: "webauthn.create"),
            asked => passkey.Answer(asked, Guid.NewGuid(), app.Address),
            asked => passkey.Answer(asked, agent.Id, app.Address).Replace("\"signature\":\"", "\"signature\":\"AAAA", StringComparison.Ordinal),
            _ => passkey.Answer("""{"challenge":"AAAAAAAAAAAAAAAAAAAAAA"}""", agent.Id, app.Address),
            _ => "{}",
            _ => "null",
            _ => "[",
            _ => new string('a', 20_001),
        ])
        {
            await RefusedAsync(browser, cheat(await AskAsync(browser)));
        }
        // Without a question, and with what is none of ours.
        await RefusedAsync(browser, passkey.Answer("""{"challenge":"AAAA"}""", agent.Id, app.Address));
        browser.Cookies[Cookie] = "AAAA";
        await RefusedAsync(browser, passkey.Answer("""{"challenge":"AAAA"}""", agent.Id, app.Address));
        Assert.Equal(0, await app.Database.CountAsync($"SELECT 1 FROM sessions WHERE account_id = '{agent.Id}'"));
    }

    /// <summary>The site's question to whichever passkey the browser offers.</summary>
    private static async Task<string> AskAsync(FormClient browser)
    {
        using var answer = await browser.PostAsync(Asked, ("__RequestVerificationToken", await TokenAsync(browser)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private static async Task<HttpResponseMessage> ShowAsync(FormClient browser, string answer) =>
        await browser.PostAsync("/connexion", ("_handler", "passkey"), ("__RequestVerificationToken", await TokenAsync(browser)), (PasskeyCheck.Field, answer));

    private async Task RefusedAsync(FormClient browser, string answer)
    {
        var before = await RefusalsAsync();
        using var page = await ShowAsync(browser, answer);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Cette clé d’accès n’a pas pu être acceptée.", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Cancel)), StringComparison.Ordinal);
        Assert.DoesNotContain("AdminConsole", browser.Cookies.Keys);
        Assert.Equal(before + 1, await RefusalsAsync());
    }

    private async Task<int> RefusalsAsync()
    {
        await using var db = app.Database.Open();
        return await db.AuditEntries.CountAsync(e => e.Action == AuditAction.SignInRefused, Cancel);
    }

    private static async Task<string> TokenAsync(FormClient browser)
    {
        using var page = await browser.GetAsync("/connexion?nouvelle=true");
        return (await page.Content.ReadAsStringAsync(Cancel)).Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
    }

    private async Task<(Account Agent, SoftPasskey Passkey)> OperatorAsync()
    {
        var agent = await app.People.AccountAsync("Agent", "Ada", []);
        await app.People.GrantAsync(agent.Id, Function.Support, null);
        var passkey = new SoftPasskey();
        await using var db = app.Database.Open();
        db.Add(passkey.Of(agent.Id));
        await db.SaveChangesAsync(Cancel);
        return (agent, passkey);
    }
}
