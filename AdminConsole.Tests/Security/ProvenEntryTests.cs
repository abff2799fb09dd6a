using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Security;

/// <summary>From the provisional password at sign-in to a chosen one, by plain forms.</summary>
public sealed class ProvenEntryTests(ConsoleApp app) : IClassFixture<ConsoleApp>
{
    private const string Good = "cactus-tambour-vallon-biscuit-lune";
    private const string Choice = "/reinitialisation/choix";
    private const string Cookie = "AdminConsole.Entry";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provisional_password_leads_to_a_chosen_one_and_never_to_a_session()
    {
        var (account, issued) = await IssuedAsync();
        using var visitor = new FormClient(app.Address);

        using var entered = await visitor.SignInAsync(account.Login, issued.Provisional!.ToLowerInvariant(), remember: true);

        Assert.Equal(Choice, new Uri(app.Address, entered.Headers.Location!).PathAndQuery);
        Assert.DoesNotContain("AdminConsole", visitor.Cookies.Keys);
        var line = visitor.LastCookies.Single(c => c.StartsWith(Cookie + "=", StringComparison.Ordinal));
        foreach (var attribute in (string[])["httponly", "samesite=strict", "path=/", "max-age=900"]) Assert.Contains(attribute, line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(issued.Token.Id.ToString(), line);
        using var own = await visitor.GetAsync("/mon-compte");
        Assert.Equal(HttpStatusCode.Redirect, own.StatusCode);

        using var refused = await visitor.SubmitAsync(Choice, ("password", "motdepasse"), ("confirmation", "motdepasse"));
        Assert.Contains("aria-invalid", await refused.Content.ReadAsStringAsync(Cancel));
        using var chosen = await visitor.SubmitAsync(Choice, ("password", Good), ("confirmation", Good));
        Assert.Contains("Votre mot de passe a été changé", await chosen.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("no-store", chosen.Headers.CacheControl!.ToString());
        Assert.Equal(["no-referrer"], chosen.Headers.GetValues("Referrer-Policy"));
        Assert.DoesNotContain(Cookie, visitor.Cookies.Keys);
        using var signedIn = await visitor.SignInAsync(account.Login, Good);
        Assert.Equal("/mon-compte", new Uri(app.Address, signedIn.Headers.Location!).PathAndQuery);
        await using var db = app.Database.Open();
        var journal = await db.AuditEntries.SingleAsync(e => e.AccountId == account.Id && e.Action == AuditAction.PasswordChosen, Cancel);
        Assert.Equal("Operator, Mail, provisional password", journal.Detail);
    }

    [Fact]
    public async Task A_form_that_was_opened_for_one_child_changes_nothing_for_the_next()
    {
        var (first, ofFirst) = await IssuedAsync();
        var (second, ofSecond) = await IssuedAsync();
        using var visitor = new FormClient(app.Address);
        using var one = await visitor.SignInAsync(first.Login, ofFirst.Provisional!);
        var form = await (await visitor.GetAsync(Choice)).Content.ReadAsStringAsync(Cancel);
        using var two = await visitor.SignInAsync(second.Login, ofSecond.Provisional!);
        var hidden = System.Text.RegularExpressions.Regex.Matches(form, "<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
            .Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)));

        using var sent = await visitor.PostAsync(Choice, [.. hidden, ("password", Good), ("confirmation", Good)]);

        Assert.Contains("Retapez votre mot de passe provisoire", await sent.Content.ReadAsStringAsync(Cancel));
        foreach (var account in new[] { first, second }) Assert.Null((await app.People.ReadAsync(account.Id)).PasswordHash);
    }

    [Theory]
    [InlineData("expires_at = now()", "Ce mot de passe provisoire a expiré")]
    [InlineData("ended_at = now(), ended_why = 1", "Ce mot de passe provisoire a déjà servi")]
    [InlineData("ended_at = now(), ended_why = 2", "Un mot de passe provisoire plus récent vous a été donné")]
    [InlineData("ended_at = now(), ended_why = 4", "Ce mot de passe provisoire ne sert plus")]
    public async Task One_that_ended_meanwhile_says_so_and_leads_to_help(string change, string heading)
    {
        var (account, issued) = await IssuedAsync();
        using var visitor = new FormClient(app.Address);
        using var entered = await visitor.SignInAsync(account.Login, issued.Provisional!);
        using var page = await visitor.GetAsync(Choice);
        var form = await page.Content.ReadAsStringAsync(Cancel);
        await app.Database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET {change} WHERE account_id = '{account.Id}'");

        using var looked = await visitor.GetAsync(Choice);
        using var sent = await visitor.PostAsync(Choice, ("_handler", "choose"),
            ("__RequestVerificationToken", form.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0]), ("password", Good), ("confirmation", Good));

        foreach (var answer in new[] { looked, sent })
        {
            var html = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.Contains($">{heading}</h1>", html);
            Assert.Contains("href=\"/aide\"", html);
        }
        Assert.Null((await app.People.ReadAsync(account.Id)).PasswordHash);
    }

    [Fact]
    public async Task Without_a_cookie_of_ours_it_is_typed_again()
    {
        var (_, issued) = await IssuedAsync();
        // The right content under another purpose is no entry.
        var forged = app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("AdminConsole.Outbox.Content.v1").Protect(issued.Token.Id.ToByteArray());
        foreach (var value in new[] { null, "", "x", "AAAA", issued.Token.Id.ToString(), System.Buffers.Text.Base64Url.EncodeToString(forged) })
        {
            using var visitor = new FormClient(app.Address);
            if (value is not null) visitor.Cookies[Cookie] = value;
            using var answer = await visitor.GetAsync(Choice);
            Assert.Contains("Retapez votre mot de passe provisoire", await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task Forms_of_any_shape_are_refused_and_use_nothing_up()
    {
        var (account, issued) = await IssuedAsync(a => a.ActivatedAt = null);
        using var visitor = new FormClient(app.Address);
        var page = "/reinitialisation/" + issued.Secret;
        var million = new string('a', 1_000_000);
        foreach (var fields in (IEnumerable<(string, string)[]>)
        [
            [],
            [("password", Good)],
            [("password", Good + "2"), ("password", Good), ("confirmation", Good), ("email", "a@example.org"), ("email", "b@example.org")],
            [("password[0]", Good), ("confirmation[0]", Good), ("password.length", "12")],
            [("password", Good), ("confirmation", Good), ("email", "a@example.org\r\nBcc: b@example.org")],
            [("password", Good), ("confirmation", Good), ("email", million)],
            [("password", Good), ("confirmation", Good), ("mobile", million)],
            [("password", million), ("confirmation", million)],
            [("password", "\ud83d"), ("confirmation", "\ud83d")],
            [("password", "motdepasse"), ("confirmation", "motdepasse"), ("propose", "oui")],
        ])
        {
            using var answer = await visitor.SubmitAsync(page, fields);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.StatusCode} to {string.Join(", ", fields.Select(f => f.Item1))}");
            Assert.InRange((await answer.Content.ReadAsByteArrayAsync(Cancel)).Length, 1, 60_000);
        }
        Assert.Equal((null, null), await StateAsync());

        // From two tabs, or twice: the first counts, and the second is told so.
        var form = await (await visitor.GetAsync(page)).Content.ReadAsStringAsync(Cancel);
        (string, string)[] filled =
        [
            ("_handler", "choose"), ("__RequestVerificationToken", form.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0]),
            ("password", Good), ("confirmation", Good), ("is_admin", "true"), ("AccountId", Guid.NewGuid().ToString()),
        ];
        using var first = await visitor.PostAsync(page, filled);
        using var second = await visitor.PostAsync(page, filled);
        Assert.Contains("Votre compte est activé", await first.Content.ReadAsStringAsync(Cancel));
        Assert.Contains("Ce lien a déjà servi", await second.Content.ReadAsStringAsync(Cancel));

        async Task<(string?, string?)> StateAsync()
        {
            var now = await app.People.ReadAsync(account.Id);
            return (now.PasswordHash, now.Email);
        }
    }

    [Fact]
    public void It_is_good_for_a_quarter_of_an_hour()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
        var entry = new ProvenEntry(new EphemeralDataProtectionProvider(), app.Services.GetRequiredService<IWebHostEnvironment>(), clock);
        var context = new DefaultHttpContext();
        var token = Guid.NewGuid();
        entry.Give(context, token);
        context.Request.Headers.Cookie = context.Response.Headers.SetCookie.ToString().Split(';')[0];

        Assert.Equal(token, entry.Read(context));
        clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal(token, entry.Read(context));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(entry.Read(context));
    }

    private async Task<(Account Account, IssuedToken Issued)> IssuedAsync(Action<Account>? change = null)
    {
        var account = await app.People.AccountAsync("DUPONT", "Jeanne", [await app.People.SchoolAsync()], change);
        await using var db = app.Database.Open();
        var issued = await app.Services.GetRequiredService<ResetTokens>().IssueAsync(
            db, new(account.Id, TokenOrigin.Operator, TokenCarrier.Mail, TimeSpan.FromHours(1)) { WithProvisional = true }, await db.NowAsync(Cancel), Cancel);
        await db.SaveChangesAsync(Cancel);
        return (account, issued);
    }
}
