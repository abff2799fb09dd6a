using System.Net;
using System.Net.Http.Json;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace AdminConsole.AccountParts;

/// <summary>What a page hears while a password is typed is what saving it would say.</summary>
public sealed class PasswordVerdictsTests(ConsoleApp app) : IClassFixture<ConsoleApp>
{
    private const string Url = "/mot-de-passe/verification";
    private const string Password = "Trois-poules-bleues-7";

    private static readonly string[] Typed =
    [
        "court", "motdepasse1234", "jeanne-aime-le-vélo", "Collège Jean-Moulin", "02032014-horloge", "BCDF-GHJK-MNPQ", "azertyuiop123", "abcabcabcabcabc",
        "cactus-tambour-vallon-biscuit-lune", "girafe crayon", "½ unités d'été", "", new string('é', 129), new string('a', 2_000), "poisson rouge vif",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("link")]
    [InlineData("entry")]
    [InlineData("session")]
    public async Task It_is_the_check_that_saving_makes_for_whoever_it_is(string by)
    {
        var (account, issued) = await PersonAsync();
        using var visitor = await VisitorAsync(by, account, issued);
        var rules = app.Services.GetRequiredService<PasswordRules>();
        var texts = app.Services.GetRequiredService<IStringLocalizer<PasswordTexts>>();
        var owner = PasswordOwner.Of(await app.People.ReadAsync(account.Id), isOperator: false, ["Collège Jean-Moulin"]);

        foreach (var typed in Typed)
        {
            using var answer = await AskAsync(visitor, by, issued, typed);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
            var told = await answer.Content.ReadFromJsonAsync<PasswordVerdicts.Answer>(Cancel);
            var expected = rules.Judge(typed, owner);
            Assert.Equal(rules.Check(typed, owner), expected.Refusals);
            Assert.Equal(new PasswordVerdicts.Answer(PasswordTexts.Say(texts, expected), (int)expected.Strength), told);
        }
        await using var db = app.Database.Open();
        var token = db.ResetTokens.Single(t => t.Id == issued.Token.Id);
        Assert.Equal((null, null), (token.OpenedAt, token.EndedAt));
    }

    [Theory]
    [InlineData("link", "UPDATE reset_tokens SET expires_at = now() WHERE account_id = '{0}'")]
    [InlineData("entry", "UPDATE accounts SET blocked_at = now() WHERE id = '{0}'")]
    [InlineData("session", "UPDATE sessions SET idle_until = now() WHERE account_id = '{0}'")]
    public async Task Who_may_not_choose_is_told_nothing(string by, string change)
    {
        var (account, issued) = await PersonAsync();
        using var visitor = await VisitorAsync(by, account, issued);
        // A link and an entry are good for a form of anybody; a session's form is not the form of somebody without.
        var token = await FormTokenAsync(visitor, by, issued);
        await app.Database.ExecuteAsOwnerAsync(string.Format(null, change, account.Id));
        using var answer = await visitor.PostAsync(Url, Fields(token, by, issued, Password));
        Assert.Equal(by == "session" ? HttpStatusCode.BadRequest : HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel) is { Length: > 0 } body && by != "session" ? body : []);
    }

    [Fact]
    public async Task It_needs_the_forms_token_and_a_small_body()
    {
        var (_, issued) = await PersonAsync();
        using var visitor = new FormClient(app.Address);
        using var without = await visitor.PostAsync(Url, ("password", Password), ("link", issued.Secret));
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        var token = await FormTokenAsync(visitor, "link", issued);
        using var large = await visitor.PostAsync(Url, Fields(token, "link", issued, new string('a', 20_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var get = await visitor.GetAsync(Url);
        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode is HttpStatusCode.MethodNotAllowed ? HttpStatusCode.NotFound : get.StatusCode);
    }

    [Fact]
    public async Task Nobody_types_as_fast_as_a_machine_asks_and_no_log_has_what_was_typed()
    {
        var (_, issued) = await PersonAsync();
        using var log = new EveryLine();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using var visitor = new FormClient(app.Address);
        var token = await FormTokenAsync(visitor, "link", issued);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 80; i++)
        {
            using var answer = await visitor.PostAsync(Url, Fields(token, "link", issued, "un-secret-bien-particulier"));
            answers.Add(answer.StatusCode);
        }
        Assert.All(answers.Take(40), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains("bien-particulier", StringComparison.Ordinal) || line.Contains(issued.Provisional!, StringComparison.Ordinal));
    }

    private async Task<HttpResponseMessage> AskAsync(FormClient visitor, string by, IssuedToken issued, string typed) =>
        await visitor.PostAsync(Url, Fields(await FormTokenAsync(visitor, by, issued), by, issued, typed));

    private static (string, string)[] Fields(string token, string by, IssuedToken issued, string typed)
    {
        (string, string)[] fields = [("__RequestVerificationToken", token), ("password", typed)];
        return by switch { "link" => [.. fields, ("link", issued.Secret)], "entry" => [.. fields, ("link", "choix")], _ => fields };
    }

    private static async Task<string> FormTokenAsync(FormClient visitor, string by, IssuedToken issued)
    {
        using var page = await visitor.GetAsync(by switch { "link" => "/reinitialisation/" + issued.Secret, "entry" => "/reinitialisation/choix", _ => "/mon-compte" });
        return (await page.Content.ReadAsStringAsync(Cancel)).Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
    }

    private async Task<FormClient> VisitorAsync(string by, Account account, IssuedToken issued)
    {
        var visitor = new FormClient(app.Address);
        if (by == "link") return visitor;
        using var entered = await visitor.SignInAsync(account.Login, by == "entry" ? issued.Provisional! : Password);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        return visitor;
    }

    private async Task<(Account Account, IssuedToken Issued)> PersonAsync()
    {
        var account = await app.People.AccountAsync("DUPONT", "Jeanne", [await app.People.SchoolAsync()], a => a.BirthDate = new DateOnly(2014, 3, 2));
        await app.GivePasswordAsync(account.Id, Password);
        await using var db = app.Database.Open();
        var issued = await app.Services.GetRequiredService<ResetTokens>().IssueAsync(
            db, new(account.Id, TokenOrigin.Operator, TokenCarrier.Mail, TimeSpan.FromHours(1)) { WithProvisional = true }, await db.NowAsync(Cancel), Cancel);
        await db.SaveChangesAsync(Cancel);
        return (account, issued);
    }
}
