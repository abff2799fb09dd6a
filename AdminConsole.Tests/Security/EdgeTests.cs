using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Security;

/// <summary>What is believed of a request, and what every answer carries, in Production.</summary>
public sealed class EdgeTests(ProductionApp app) : IClassFixture<ProductionApp>
{
    private const string Password = "Trois-poules-bleues-7";

    [Theory]
    [InlineData("/connexion")]
    [InlineData("/")]
    [InlineData("/aide")]
    [InlineData("/guides/parents")]
    [InlineData("/probleme-de-connexion")]
    [InlineData("/colleges")]
    [InlineData("/colleges/recherche?q=a")]
    [InlineData("/robots.txt")]
    [InlineData("/nulle-part")]
    [InlineData("/console")]
    [InlineData("/app.css")]
    [InlineData("/health/live")]
    public async Task Every_answer_carries_the_headers(string path)
    {
        using var visitor = app.NewClient();
        using var answer = await visitor.GetAsync(path);
        string Header(string name) => string.Join(", ", answer.Headers.TryGetValues(name, out var values) ? values : []);

        var policy = Header("Content-Security-Policy").Split("; ");
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains("base-uri 'self'", policy);
        Assert.Contains("form-action 'self'", policy);
        Assert.Contains("style-src 'self'", policy);
        Assert.DoesNotContain(policy, part => part.Contains("unsafe", StringComparison.Ordinal) && (path != "/console" || part != "style-src-attr 'unsafe-inline'"));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal(path == "/" ? "" : "noindex", Header("X-Robots-Tag"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Contains("camera=()", Header("Permissions-Policy"));
        Assert.StartsWith("max-age=", Header("Strict-Transport-Security"));
        Assert.Empty(Header("Server"));
        if (answer.Content.Headers.ContentType?.MediaType == "text/html") Assert.Equal("no-store", Header("Cache-Control"));
    }

    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("ent.example.org.evil.example.com")]
    [InlineData("127.0.0.1")]
    public async Task A_foreign_host_is_refused(string host)
    {
        using var visitor = app.NewClient();
        visitor.Headers["Host"] = host;
        using var answer = await visitor.GetAsync("/connexion");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_forwarded_host_is_not_believed()
    {
        using var visitor = app.NewClient();
        visitor.Headers["X-Forwarded-Host"] = "evil.example.com";
        using var answer = await visitor.GetAsync("/mon-compte");
        Assert.Equal("https://ent.example.org/connexion?returnUrl=%2Fmon-compte", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Plain_http_is_led_to_the_public_address()
    {
        using var visitor = app.NewClient();
        visitor.Headers.Remove("X-Forwarded-Proto");
        using var page = await visitor.GetAsync("/connexion?login=a.b");
        Assert.Equal("https://ent.example.org/connexion?login=a.b", page.Headers.Location!.ToString());
        using var form = await visitor.PostAsync("/connexion");
        Assert.Equal(HttpStatusCode.BadRequest, form.StatusCode);
        using var probe = await visitor.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
    }

    [Fact]
    public async Task Cookies_are_for_this_host_and_https_alone()
    {
        var account = await AccountAsync();
        using var visitor = app.NewClient();
        using var page = await visitor.GetAsync("/connexion");
        var form = Assert.Single(visitor.LastCookies);
        using var answer = await visitor.SignInAsync(account.Login, Password);
        Assert.Equal("https://ent.example.org/mon-compte", answer.Headers.Location!.ToString());
        var session = Assert.Single(visitor.LastCookies, c => c.StartsWith("__Host-AdminConsole=", StringComparison.Ordinal));

        foreach (var cookie in new[] { form, session })
        {
            var parts = cookie.ToLowerInvariant().Split("; ");
            Assert.StartsWith("__host-", parts[0]);
            Assert.Superset(new HashSet<string> { "path=/", "secure", "samesite=lax", "httponly" }, parts.ToHashSet());
            Assert.DoesNotContain(parts, p => p.StartsWith("domain=", StringComparison.Ordinal) || p.StartsWith("expires=", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_remembered_cookie_outlives_the_browser_and_not_the_session()
    {
        var account = await AccountAsync();
        using var visitor = app.NewClient();
        using var answer = await visitor.SignInAsync(account.Login, Password, remember: true);
        var expires = visitor.LastCookies.Single(c => c.StartsWith("__Host-AdminConsole=", StringComparison.Ordinal)).Split("; ").Single(p => p.StartsWith("expires=", StringComparison.Ordinal));
        var session = await SessionOfAsync(account.Id);
        Assert.InRange(DateTimeOffset.Parse(expires["expires=".Length..]), session.ExpiresAt.AddSeconds(-2), session.ExpiresAt.AddSeconds(2));
    }

    [Fact]
    public async Task An_operators_cookie_never_outlives_the_browser()
    {
        var agent = await app.People.OperatorAsync(Function.Support, []);
        await app.GivePasswordAsync(agent.AccountId, Password);
        using var visitor = app.NewClient();
        using var answer = await visitor.SignInAsync((await app.People.ReadAsync(agent.AccountId)).Login, Password, remember: true);
        var cookie = Assert.Single(visitor.LastCookies, c => c.StartsWith("__Host-AdminConsole=", StringComparison.Ordinal));
        Assert.DoesNotContain("expires=", cookie);
        Assert.DoesNotContain("max-age=", cookie);
    }

    [Fact]
    public async Task A_circuit_is_for_somebody_with_a_function()
    {
        var account = await AccountAsync();
        using var visitor = app.NewClient();
        using var signedIn = await visitor.SignInAsync(account.Login, Password);
        using var answer = await visitor.PostAsync("/_blazor/negotiate?negotiateVersion=1");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("https://ent.example.org", HttpStatusCode.OK)]
    [InlineData("https://autre.example.org", HttpStatusCode.Forbidden)]
    [InlineData("https://ent.example.org.evil.example.com", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task A_circuit_is_for_pages_of_this_host(string? page, HttpStatusCode expected)
    {
        var account = await AccountAsync();
        await app.Database.ExecuteAsOwnerAsync($"INSERT INTO grants (id, account_id, function, may_export) VALUES (gen_random_uuid(), '{account.Id}', 1, false)");
        using var visitor = app.NewClient();
        using var signedIn = await visitor.SignInAsync(account.Login, Password);
        using var unproven = await visitor.PostAsync("/_blazor/negotiate?negotiateVersion=1");
        Assert.EndsWith("/connexion/second-facteur", unproven.Headers.Location?.ToString(), StringComparison.Ordinal);
        await app.Database.ExecuteAsOwnerAsync($"UPDATE sessions SET withheld = 0 WHERE account_id = '{account.Id}'");
        if (page is not null) visitor.Headers["Origin"] = page;
        using var answer = await visitor.PostAsync("/_blazor/negotiate?negotiateVersion=1");
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task The_client_is_who_the_proxy_says_and_the_last_to_say_it()
    {
        var account = await AccountAsync();
        using var visitor = app.NewClient();
        visitor.Headers["X-Forwarded-For"] = "198.51.100.1, 203.0.113.9";
        using var answer = await visitor.SignInAsync(account.Login, Password);
        Assert.Equal(IPAddress.Parse("203.0.113.9"), (await SessionOfAsync(account.Id)).Network);
    }

    [Fact]
    public async Task The_probes_tell_whether_it_lives_and_can_work()
    {
        using var visitor = app.NewClient();
        using var live = await visitor.GetAsync("/health/live");
        using var ready = await visitor.GetAsync("/health/ready");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (live.StatusCode, ready.StatusCode));
    }

    private async Task<Account> AccountAsync()
    {
        var account = await app.People.AccountAsync("DUPONT", "Jeanne", []);
        await app.GivePasswordAsync(account.Id, Password);
        return account;
    }

    private async Task<Session> SessionOfAsync(Guid accountId)
    {
        await using var db = app.Database.Open();
        return await db.Sessions.SingleAsync(s => s.AccountId == accountId);
    }
}
