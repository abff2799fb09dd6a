using System.Net;
using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Help;

/// <summary>What hostile and clumsy clients can send to « Besoin d'aide ? », and that no answer tells who exists (rules 1 to 4 of recovery).</summary>
public sealed partial class AskingTests(ProductionApp app) : IClassFixture<ProductionApp>
{
    private const string Asked = "https://ent.example.org/aide?envoye=mot-de-passe";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_it_is_about_the_answer_is_the_same_to_the_byte()
    {
        var known = await NewAsync();
        var all = new[]
        {
            known, await NewAsync(a => a.Email = null), await NewAsync(a => a.BlockedAt = DateTimeOffset.UnixEpoch), await NewAsync(a => a.FederatedWith = "Académie"),
            await NewAsync(a => a.ActivatedAt = null), await NewAsync(a => a.EmailState = ContactState.Refused),
        };
        var answers = new List<string>();
        foreach (var login in all.Select(account => account.Login).Append("personne.ici").Append(known.Login).Append(known.Login).Append(known.Login).Append(known.Login))
            answers.Add((await WholeAsync(await AskAsync(("login", login)))).Replace(login, "…", StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.StartsWith("302", answers[0], StringComparison.Ordinal);

        var logins = new List<string>();
        foreach (var email in new[] { known.Email!, "personne@example.org", all[5].Email! }) logins.Add((await WholeAsync(await AskAsync("lost-login", ("email", email)))).Replace(email, "…", StringComparison.Ordinal));
        Assert.All(logins, answer => Assert.Equal(logins[0], answer));
        await SettledAsync();
        Assert.Equal(3, await CountAsync(known));
    }

    [Fact]
    public async Task Sent_twice_and_from_two_tabs_it_is_two_requests_and_the_last_link_works()
    {
        var pupil = await NewAsync();
        using var visitor = app.NewClient();
        var (one, other) = (await TokenAsync(visitor), await TokenAsync(visitor));
        var sent = await Task.WhenAll(new[] { one, one, other }.Select(tab => visitor.PostAsync("/aide", [.. tab, ("login", pupil.Login)])));
        Assert.All(sent, answer => Assert.Equal(Asked, answer.Headers.Location!.ToString()));
        await SettledAsync();
        Assert.Equal(1, await app.Database.CountAsync($"SELECT 1 FROM reset_tokens WHERE account_id = '{pupil.Id}' AND ended_at IS NULL"));
        Assert.InRange(await CountAsync(pupil), 1, 3);
    }

    [Fact]
    public async Task A_form_of_another_site_asks_for_nothing()
    {
        var before = await app.Database.CountAsync("SELECT 1 FROM recovery_requests");
        using var visitor = app.NewClient();
        using var without = await visitor.PostAsync("/aide", ("_handler", "lost-password"), ("login", "personne.ici"));
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        using var stranger = app.NewClient();
        using var foreign = await stranger.PostAsync("/aide", [.. await TokenAsync(visitor), ("login", "personne.ici")]);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        Assert.Equal(before, await app.Database.CountAsync("SELECT 1 FROM recovery_requests"));
    }

    [Fact]
    public async Task Fields_too_many_twice_or_in_arrays_change_nothing()
    {
        var pupil = await NewAsync();
        (string, string)[][] forms =
        [
            [("login", pupil.Login), ("email", pupil.Email!), ("Lost", "Login"), ("network", "10.0.0.1"), ("channel", "Sms"), ("state", "2")],
            [("login", pupil.Login), ("login", "personne.ici")],
            [("login[]", pupil.Login), ("login[0]", pupil.Login), ("login.x", "y"), ("login", "personne.ici")],
            [("login", pupil.Login), ("way", "Paper"), ("way", "Sms")],
            [("login", "a\r\nBcc")],
            [("login", "\u202eresu"), ("way", "\u0001")],
        ];
        foreach (var form in forms) Assert.Equal(Asked, (await AskAsync(form)).Headers.Location?.ToString());
        await SettledAsync();
        Assert.Equal(0, await app.Database.CountAsync("SELECT 1 FROM recovery_requests WHERE state = 3"));
        Assert.InRange(await CountAsync(pupil), 1, 3);
        // What no form holds is refused before anything looks at it.
        using var nul = await AskAsync(("login", "a\0b"));
        Assert.Equal(HttpStatusCode.BadRequest, nul.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\r\n\t")]
    public async Task Nothing_typed_is_told_at_the_field(string login)
    {
        using var answer = await AskAsync(("login", login));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Entrez votre identifiant.", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a@example.org\r\nBcc: b@example.org")]
    [InlineData("a@example.org,b@example.org")]
    [InlineData("Nom <a@example.org>")]
    [InlineData("a@example")]
    [InlineData("\"><script>alert(1)</script>")]
    public async Task What_is_no_address_is_told_at_the_field_and_shown_as_text(string email)
    {
        using var answer = await AskAsync("lost-login", ("email", email));
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("aria-invalid=\"true\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_megabyte_is_a_login_that_nobody_has_and_more_is_too_much()
    {
        using var long1 = await AskAsync(("login", new string('a', 1_000_000)));
        Assert.Equal(Asked, long1.Headers.Location!.ToString());
        using var mail = await AskAsync("lost-login", ("email", new string('a', 1_000_000) + "@example.org"));
        Assert.True((await mail.Content.ReadAsStringAsync(Cancel)).Length < 20_000);
        using var tooMuch = await AskAsync(("login", new string('a', 3_000_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooMuch.StatusCode);
    }

    [Fact]
    public async Task A_forged_host_is_refused_and_a_link_never_follows_the_request()
    {
        var pupil = await NewAsync();
        using var visitor = app.NewClient();
        var token = await TokenAsync(visitor);
        visitor.Headers["Host"] = "evil.example.com";
        using var refused = await visitor.PostAsync("/aide", [.. token, ("login", pupil.Login)]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        visitor.Headers["Host"] = ProductionApp.Host;
        visitor.Headers["X-Forwarded-Host"] = "evil.example.com";
        using var asked = await visitor.PostAsync("/aide", [.. token, ("login", pupil.Login)]);
        Assert.Equal(Asked, asked.Headers.Location!.ToString());
        await SettledAsync();
        await using var db = app.Database.Open();
        var message = db.OutboxMessages.Single(m => m.AccountId == pupil.Id);
        var text = app.Services.GetRequiredService<MessageSealer>().Open(message.Content!).Text;
        Assert.Contains("https://ent.example.org/reinitialisation/", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("198.51.100.4", "198.51.100.4")]
    [InlineData("1.2.3.4, 198.51.100.5", "198.51.100.5")]
    public async Task The_network_is_what_the_proxy_saw_whatever_the_client_claims(string header, string counted)
    {
        using var visitor = app.NewClient();
        visitor.Headers["X-Forwarded-For"] = header;
        using var answer = await visitor.PostAsync("/aide", [.. await TokenAsync(visitor), ("login", "personne.ici")]);
        Assert.Equal(1, await app.Database.CountAsync($"SELECT 1 FROM recovery_counters WHERE network = '{counted}' AND asked = 1"));
        Assert.Equal(0, await app.Database.CountAsync("SELECT 1 FROM recovery_counters WHERE network = '1.2.3.4'"));
    }

    private Task<Account> NewAsync(Action<Account>? change = null) => Domain.Recovery.Pupils.NewAsync(app.Database, change);

    private Task<HttpResponseMessage> AskAsync(params (string, string)[] values) => AskAsync("lost-password", values);

    private async Task<HttpResponseMessage> AskAsync(string form, params (string, string)[] values)
    {
        using var visitor = app.NewClient();
        return await visitor.PostAsync("/aide", [.. await TokenAsync(visitor, form), .. values]);
    }

    private static async Task<(string, string)[]> TokenAsync(FormClient visitor, string form = "lost-password")
    {
        using var page = await visitor.GetAsync("/aide");
        return [("_handler", form), ("__RequestVerificationToken", Token().Match(await page.Content.ReadAsStringAsync(Cancel)).Groups[1].Value)];
    }

    /// <summary>Everything that travels, but for the moment and what is sealed anew each time: the form's token, the page's state.</summary>
    private static async Task<string> WholeAsync(HttpResponseMessage answer)
    {
        using var own = answer;
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order();
        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n\n{Sealed().Replace(await answer.Content.ReadAsStringAsync(Cancel), "")}";
    }

    private Task SettledAsync() => Eventually.TrueAsync(async () => await app.Database.CountAsync("SELECT 1 FROM recovery_requests WHERE state = 1") == 0, "every request handled");

    private Task<long> CountAsync(Account account) => app.Database.CountAsync($"SELECT 1 FROM reset_tokens WHERE account_id = '{account.Id}'");

    [GeneratedRegex("CfDJ8[A-Za-z0-9_+/=-]+")]
    private static partial Regex Sealed();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
    private static partial Regex Token();
}
