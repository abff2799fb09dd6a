using AdminConsole.Development;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>From the mail to the new password, as the person walks it, with scripts and without.</summary>
public sealed class ChoosePasswordTests(ConsoleApp app, Browser browser) : IClassFixture<ConsoleApp>, IClassFixture<Browser>
{
    private const string Good = "cactus-tambour-vallon-biscuit-lune";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_link_of_the_mail_leads_to_a_new_password_that_signs_in()
    {
        var (pupil, link) = await SentAsync();
        Assert.StartsWith(app.Address.ToString(), link, StringComparison.Ordinal);
        var visitor = await Visitor.ArriveAsync(browser, app.Address);
        var page = visitor.Page;

        await page.GotoAsync(link);
        Assert.Null((await TokenAsync(pupil)).OpenedAt);
        await visitor.AssertAccessibleAsync();
        await page.GetByLabel("Nouveau mot de passe").FocusAsync();
        await Eventually.TrueAsync(async () => (await TokenAsync(pupil)).OpenedAt is not null, "the page is known to be used");
        await page.GetByLabel("Nouveau mot de passe").FillAsync("motdepasse");
        await page.GetByLabel("Confirmation").FillAsync("motdepasse");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enregistrer" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Nouveau mot de passe")).ToHaveAttributeAsync("aria-invalid", "true");

        await page.GetByRole(AriaRole.Button, new() { Name = "Proposer une phrase" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Nouveau mot de passe")).Not.ToHaveValueAsync("");
        var phrase = await page.GetByLabel("Nouveau mot de passe").InputValueAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enregistrer" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Votre mot de passe a été changé" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Se connecter" }).ClickAsync();
        await page.GetByLabel("Identifiant").FillAsync(pupil.Login);
        await page.GetByLabel("Mot de passe").FillAsync(phrase);
        await page.GetByRole(AriaRole.Button, new() { Name = "Se connecter" }).ClickAsync();
        await page.ArrivesAtAsync("**/mon-compte");
        visitor.AssertNothingWrong();

        await page.GotoAsync(link);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ce lien a déjà servi" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Everything_works_without_scripts()
    {
        var (pupil, link) = await SentAsync();
        var page = await browser.NewPageAsync(new() { JavaScriptEnabled = false, Locale = "fr-FR" });
        await page.GotoAsync(link);
        await page.GetByLabel("Nouveau mot de passe").FillAsync(Good);
        await page.GetByLabel("Confirmation").FillAsync(Good + "e");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enregistrer" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Les deux mots de passe ne sont pas les mêmes.")).ToBeVisibleAsync();
        Assert.Null((await TokenAsync(pupil)).OpenedAt);

        await page.GetByRole(AriaRole.Button, new() { Name = "Proposer une phrase" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enregistrer" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Votre mot de passe a été changé" })).ToBeVisibleAsync();
        Assert.NotNull((await TokenAsync(pupil)).EndedAt);
    }

    [Theory]
    [InlineData("{0}.", "Choisissez votre mot de passe")]
    [InlineData("{0}%0A", "Choisissez votre mot de passe")]
    [InlineData("{0}{0}", "Ce lien n’est pas entier")]
    [InlineData("{0}https://ent.example.org/reinitialisation/{0}", "Ce lien n’est pas entier")]
    [InlineData("AAAA", "Ce lien n’est pas entier")]
    [InlineData("", "Ce lien n’est pas entier")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Ce lien n’est pas valable")]
    public async Task A_link_that_a_mail_program_mangled_gets_a_clear_page(string form, string heading)
    {
        var (_, link) = await SentAsync();
        using var http = new HttpClient();

        using var answer = await http.GetAsync(app.Address + "reinitialisation/" + string.Format(null, form, link.Split('/')[^1]), Cancel);

        Assert.Matches($"<h1[^>]*>{heading}</h1>", System.Net.WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)));
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["no-referrer"], answer.Headers.GetValues("Referrer-Policy"));
    }

    [Theory]
    [InlineData("expires_at = now()", "Ce lien a expiré")]
    [InlineData("ended_at = now(), ended_why = 2", "Un lien plus récent vous a été envoyé")]
    [InlineData("ended_at = now(), ended_why = 4", "Ce lien ne sert plus")]
    public async Task A_dead_link_says_so_and_leads_to_help(string change, string heading)
    {
        var (pupil, link) = await SentAsync();
        await app.Database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET {change} WHERE account_id = '{pupil.Id}'");
        var visitor = await Visitor.ArriveAsync(browser, app.Address);

        await visitor.Page.GotoAsync(link);

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Demander un nouveau lien" })).ToHaveAttributeAsync("href", "/aide");
        await visitor.AssertAccessibleAsync();
    }

    [Fact]
    public async Task Scanners_that_open_the_link_or_post_without_the_form_change_nothing()
    {
        var (pupil, link) = await SentAsync();
        using var http = new HttpClient();
        using var head = await http.SendAsync(new(HttpMethod.Head, link), Cancel);
        using var get = await http.GetAsync(link, Cancel);
        using var opened = await http.PostAsync(app.Address + "reinitialisation/ouverte", Form(("link", link.Split('/')[^1])), Cancel);
        using var choose = await http.PostAsync(link, Form(("_handler", "choose"), ("password", Good), ("confirmation", Good)), Cancel);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, opened.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, choose.StatusCode);
        var token = await TokenAsync(pupil);
        Assert.Equal((null, null), (token.OpenedAt, token.EndedAt));
    }

    [Fact]
    public async Task In_development_messages_are_on_a_page_of_their_own_with_links_to_follow()
    {
        var (pupil, link) = await SentAsync();
        var visitor = await Visitor.ArriveAsync(browser, app.Address);

        await visitor.Page.GotoAsync("/dev/messages");

        var newest = visitor.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = pupil.Email! });
        await Assertions.Expect(newest.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", link);
        await visitor.AssertAccessibleAsync();
        await newest.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("Nouveau mot de passe")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    private static FormUrlEncodedContent Form(params (string Key, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Key, f.Value)));

    private async Task<(Account Pupil, string Link)> SentAsync()
    {
        var school = await app.People.SchoolAsync("Collège Les Tilleuls");
        var agent = await app.People.OperatorAsync(Function.Support, [school]);
        var pupil = await app.People.AccountAsync("Le Goff", "Maëlys", [school], account => account.Email = $"famille{Guid.NewGuid():N}@example.org");
        var sent = await app.Services.GetRequiredService<PasswordReset>().ResendAsync(agent, pupil.Id, Channel.Mail, Guid.NewGuid(), Cancel);
        Assert.Equal(ResetOutcome.Sent, sent.Outcome);
        var mailbox = app.Services.GetRequiredService<DevelopmentMailbox>();
        await Eventually.TrueAsync(() => mailbox.NewestFirst.Any(m => m.Recipient == pupil.Email), "the mail");
        var text = mailbox.NewestFirst.First(m => m.Recipient == pupil.Email).Content.Text;
        return (pupil, text.Split('\n').Single(line => line.Contains("/reinitialisation/", StringComparison.Ordinal)));
    }

    private async Task<ResetToken> TokenAsync(Account pupil)
    {
        await using var db = app.Database.Open();
        return await db.ResetTokens.AsNoTracking().SingleAsync(t => t.AccountId == pupil.Id, Cancel);
    }
}
