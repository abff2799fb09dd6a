using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Security;

/// <summary>Forms of strangers, redirects to strangers, and what a stranger says of himself.</summary>
public sealed class FormsTests(ConsoleApp app) : IClassFixture<ConsoleApp>
{
    private const string Password = "Trois-poules-bleues-7";

    [Fact]
    public async Task A_form_without_the_token_does_nothing()
    {
        var account = await AccountAsync();
        using var visitor = new FormClient(app.Address);
        using var signIn = await visitor.PostAsync("/connexion", ("_handler", "sign-in"), ("login", account.Login), ("password", Password));
        Assert.Equal(HttpStatusCode.BadRequest, signIn.StatusCode);
        Assert.DoesNotContain("AdminConsole", visitor.Cookies.Keys);
        Assert.Contains("Demande non traitée", await signIn.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var entered = await visitor.SignInAsync(account.Login, Password);
        using var signOut = await visitor.PostAsync("/deconnexion");
        Assert.Equal(HttpStatusCode.BadRequest, signOut.StatusCode);
        using var still = await visitor.GetAsync("/mon-compte");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Theory]
    [InlineData("/connexion?nouvelle=x")]
    [InlineData("/connexion?nouvelle=true&nouvelle=false&login=%00&login=b&returnUrl=%00&raison=%ff")]
    [InlineData("/connexion?lang=%00xx")]
    [InlineData("/aide?question=%00&envoye[]=x")]
    [InlineData("/colleges?page=99999999999999999999&q=%00")]
    [InlineData("/colleges?page=-1&q=%ED%A0%80'%22%3C%5C%26%7C!:*")]
    [InlineData("/colleges/recherche?q=%00%ED%A0%80&contact=%00")]
    [InlineData("/colleges/%00%00%00%00%00%00%00%00")]
    [InlineData("/probleme-de-connexion/%00")]
    [InlineData("/assistance?q=%ED%A0%80'%22%3C%5C%26%7C!:*&raison=%ff")]
    [InlineData("/assistance/recherche?q=%00%ED%A0%80")]
    [InlineData("/assistance/vous?college=%ED%A0%80x&college=y")]
    [InlineData("/assistance/suivi/x%0d%0aLocation:%20https://evil.example.com")]
    [InlineData("/reinitialisation/%00")]
    [InlineData("/c/%00")]
    [InlineData("/a/x%0d%0aLocation:%20https://evil.example.com")]
    [InlineData("/r/x%0d%0aLocation:%20https://evil.example.com")]
    [InlineData("/r/%ED%A0%80%E2%80%AE")]
    [InlineData("/r/..%2f..%2f%2fevil.example.com")]
    public async Task No_address_that_somebody_makes_up_is_a_fault(string url)
    {
        using var visitor = new FormClient(app.Address);
        using var answer = await visitor.GetAsync(url);
        Assert.InRange((int)answer.StatusCode, 200, 499);
        if (answer.Headers.Location is { } there) Assert.Equal(app.Address.Authority, new Uri(app.Address, there).Authority);
    }

    [Fact]
    public async Task The_token_of_another_person_is_none()
    {
        using var one = await SignedInAsync();
        using var other = await SignedInAsync();
        using var page = await one.GetAsync("/mon-compte");
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var token = html.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        using var answer = await other.PostAsync("/deconnexion", ("__RequestVerificationToken", token));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_itself()
    {
        using var visitor = await SignedInAsync();
        var stolen = new Dictionary<string, string>(visitor.Cookies);
        using var signOut = await visitor.PostAsync("/deconnexion", ("__RequestVerificationToken", await TokenAsync(visitor)));
        Assert.Equal("/connexion", signOut.Headers.Location!.ToString());
        Assert.DoesNotContain("AdminConsole", visitor.Cookies.Keys);

        using var thief = new FormClient(app.Address);
        foreach (var (name, value) in stolen) thief.Cookies[name] = value;
        using var afterwards = await thief.GetAsync("/mon-compte");
        Assert.Equal(HttpStatusCode.Redirect, afterwards.StatusCode);
    }

    [Theory]
    [InlineData("/mon-compte?a=1", "/mon-compte?a=1")]
    [InlineData("https://evil.example.com/", "/mon-compte")]
    [InlineData("//evil.example.com/", "/mon-compte")]
    [InlineData("/\\evil.example.com/", "/mon-compte")]
    [InlineData("~/evil", "/mon-compte")]
    [InlineData("javascript:alert(1)", "/mon-compte")]
    [InlineData("/\t/evil.example.com", "/mon-compte")]
    [InlineData("/mon-compte\r\nSet-Cookie: a=b", "/mon-compte")]
    [InlineData("/console/utilisateurs", "/mon-compte")]
    public async Task Only_a_page_of_this_site_is_gone_back_to(string returnUrl, string expected)
    {
        var account = await AccountAsync();
        using var visitor = new FormClient(app.Address);
        using var answer = await visitor.SignInAsync(account.Login, Password, page: "/connexion?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(expected, new Uri(app.Address, answer.Headers.Location!).PathAndQuery);
    }

    [Fact]
    public async Task A_stranger_does_not_choose_his_address()
    {
        var account = await AccountAsync();
        using var visitor = new FormClient(app.Address) { Headers = { ["X-Forwarded-For"] = "203.0.113.9", ["X-Forwarded-Proto"] = "https" } };
        using var answer = await visitor.SignInAsync(account.Login, Password);
        await using var db = app.Database.Open();
        Assert.Equal(IPAddress.Loopback, (await db.Sessions.SingleAsync(s => s.AccountId == account.Id, TestContext.Current.CancellationToken)).Network);
        Assert.DoesNotContain(visitor.LastCookies, c => c.Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_delay_is_told()
    {
        using var visitor = new FormClient(app.Address);
        string text = "";
        for (var i = 0; i < 6; i++)
        {
            using var answer = await visitor.SignInAsync("personne.ici", "faux");
            text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(i >= 4, text.Contains("Réessayez dans", StringComparison.Ordinal));
        }
        Assert.Matches("Réessayez dans (30|29|28|2[0-7]) secondes", text);
    }

    [Fact]
    public async Task A_megabyte_of_login_is_a_wrong_login_and_more_is_too_much()
    {
        using var visitor = new FormClient(app.Address);
        using var wrong = await visitor.SignInAsync(new string('a', 1_000_000), "faux");
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        var html = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Identifiant ou mot de passe incorrect", html);
        Assert.True(html.Length < 20_000);

        using var tooMuch = await visitor.SignInAsync(new string('a', 3_000_000), "faux");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooMuch.StatusCode);
    }

    [Fact]
    public async Task The_console_does_not_exist_for_who_has_no_function()
    {
        using var pupil = await SignedInAsync();
        using var console = await pupil.GetAsync("/console");
        using var nowhere = await pupil.GetAsync("/nulle-part");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (console.StatusCode, nowhere.StatusCode));
    }

    [Fact]
    public async Task A_circuit_is_for_who_is_signed_in()
    {
        using var stranger = new FormClient(app.Address);
        using var refused = await stranger.GetAsync("/_blazor?id=1");
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
        using var pupil = await SignedInAsync();
        using var known = await pupil.GetAsync("/_blazor?id=1");
        Assert.NotEqual(HttpStatusCode.Redirect, known.StatusCode);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET reason = 'autre'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    [InlineData("DELETE FROM audit_seals")]
    [InlineData("DROP TABLE sessions")]
    [InlineData("DELETE FROM \"__EFMigrationsHistory\"")]
    public async Task The_application_itself_may_not_change_the_journal_or_the_structure(string sql)
    {
        await using var db = app.Database.Open();
        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken));
        Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    private async Task<string> TokenAsync(FormClient visitor)
    {
        using var page = await visitor.GetAsync("/mon-compte");
        return (await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
    }

    private async Task<FormClient> SignedInAsync()
    {
        var account = await AccountAsync();
        var visitor = new FormClient(app.Address);
        using var answer = await visitor.SignInAsync(account.Login, Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return visitor;
    }

    private async Task<Account> AccountAsync()
    {
        var account = await app.People.AccountAsync("DUPONT", "Jeanne", []);
        await app.GivePasswordAsync(account.Id, Password);
        return account;
    }
}
