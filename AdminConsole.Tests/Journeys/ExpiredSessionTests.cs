using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>A session that expired: the person comes back to where he was, and nothing is done that he did not see.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class ExpiredSessionTests(MailedApp app, Browser browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/mon-compte")]
    [InlineData("/mon-compte/sessions")]
    [InlineData("/mon-compte/courriel?x=1")]
    public async Task Any_own_page_leads_through_the_sign_in_and_back(string url)
    {
        var (pupil, actor) = await PupilAsync();
        var page = (await app.VisitorAsync(browser, actor)).Page;
        await ExpireAsync(actor);

        await page.GotoAsync(url);
        await Expect(page.GetByText("Votre session a expiré")).ToBeVisibleAsync();
        await page.Field("Identifiant").FillAsync(pupil.Login);
        await page.Field("Mot de passe").FillAsync(MailedApp.Password);
        await page.Button("Se connecter").ClickAsync();
        await page.ArrivesAtAsync("**" + url);
    }

    [Fact]
    public async Task Whoever_was_never_signed_in_is_told_of_no_session()
    {
        using var visitor = new FormClient(app.Address);
        using var answer = await visitor.GetAsync("/mon-compte/sessions");
        Assert.EndsWith("/connexion?returnUrl=%2Fmon-compte%2Fsessions", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var page = await visitor.GetAsync("/connexion?raison=%3Cscript%3E");
        Assert.DoesNotContain("class=\"notice", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_typed_too_late_is_kept_and_a_password_is_not()
    {
        var (pupil, actor) = await PupilAsync();
        var visitor = await app.VisitorAsync(browser, actor);
        var page = visitor.Page;
        var typed = $"trop-tard-{Guid.NewGuid():N}@example.org";
        await page.GotoAsync("/mon-compte/courriel");
        await ExpireAsync(actor);
        await page.Field("Nouvelle adresse").FillAsync(typed);
        await page.Field("Mot de passe actuel").FillAsync(MailedApp.Password);
        await page.Button("Envoyer la confirmation").ClickAsync();

        await page.ArrivesAtAsync("**/connexion?returnUrl=%2Fmon-compte%2Fcourriel&raison=expiree");
        await visitor.AssertAccessibleAsync();
        await page.Field("Identifiant").FillAsync(pupil.Login);
        await page.Field("Mot de passe").FillAsync(MailedApp.Password);
        await page.Button("Se connecter").ClickAsync();
        await Expect(page.GetByText("Votre session avait expiré, rien n’a été enregistré")).ToBeVisibleAsync();
        await Expect(page.Field("Nouvelle adresse")).ToHaveValueAsync(typed);
        await Expect(page.Field("Mot de passe actuel")).ToHaveValueAsync("");
        Assert.Equal(0, await app.Database.CountAsync($"SELECT 1 FROM own_contact_changes WHERE account_id = '{pupil.Id}'"));

        await page.ReloadAsync();
        await Expect(page.GetByText("Votre session avait expiré")).ToHaveCountAsync(0);
        await Expect(page.Field("Nouvelle adresse")).ToHaveValueAsync("");
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task What_was_typed_is_for_the_same_person_alone()
    {
        var (_, actor) = await PupilAsync();
        var (sister, _) = await PupilAsync();
        var page = (await app.VisitorAsync(browser, actor)).Page;
        await page.GotoAsync("/mon-compte/courriel");
        await ExpireAsync(actor);
        await page.Field("Nouvelle adresse").FillAsync("a-moi@example.org");
        await page.Field("Mot de passe actuel").FillAsync("x");
        await page.Button("Envoyer la confirmation").ClickAsync();
        await page.Field("Identifiant").FillAsync(sister.Login);
        await page.Field("Mot de passe").FillAsync(MailedApp.Password);
        await page.Button("Se connecter").ClickAsync();
        await page.ArrivesAtAsync("**/mon-compte/courriel");
        await Expect(page.Field("Nouvelle adresse")).ToHaveValueAsync("");
        await Expect(page.GetByText("Votre session avait expiré")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_open_console_comes_back_to_the_same_url()
    {
        var school = await app.People.SchoolAsync();
        var actor = await app.People.OperatorAsync(Function.Support, [school]);
        var login = await app.LoginOfAsync(actor.AccountId);
        var page = (await app.ArriveAsync(browser, actor, "/console/utilisateurs?q=dup")).Page;

        await app.Database.ExecuteAsOwnerAsync($"UPDATE sessions SET ended_at = now() WHERE id = '{actor.SessionId}'");
        await Expect(page.GetByText("Votre session a expiré")).ToBeVisibleAsync();
        await page.Field("Identifiant").FillAsync(login);
        await page.Field("Mot de passe").FillAsync(MailedApp.Password);
        await page.Button("Se connecter").ClickAsync();
        await page.ArrivesAtAsync("**/console/utilisateurs?q=dup");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("https://evil.example/mon-compte")]
    [InlineData("javascript:alert(1)")]
    public async Task A_sign_in_leads_nowhere_else(string back)
    {
        var (pupil, _) = await PupilAsync();
        using var visitor = new FormClient(app.Address);
        using var answer = await visitor.SignInAsync(pupil.Login, MailedApp.Password, page: "/connexion?raison=expiree&returnUrl=" + Uri.EscapeDataString(back));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/mon-compte", new Uri(app.Address, answer.Headers.Location!).AbsolutePath);
        Assert.Equal(app.Address.Authority, new Uri(app.Address, answer.Headers.Location!).Authority);
    }

    [Fact]
    public async Task A_scanner_that_opens_a_link_a_hundred_times_confirms_nothing()
    {
        var (pupil, actor) = await PupilAsync();
        var page = (await app.VisitorAsync(browser, actor)).Page;
        var fresh = $"nouvelle-{Guid.NewGuid():N}@example.org";
        await page.AskForAddressAsync(fresh);
        var link = await app.OwnLinkAsync(fresh, "confirmation");
        using var scanner = new FormClient(app.Address);
        for (var look = 0; look < 100; look++)
        {
            using var answer = await scanner.GetAsync(link);
            Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.Equal(["no-referrer"], answer.Headers.GetValues("Referrer-Policy"));
        }
        using var blind = await scanner.PostAsync(link, ("_handler", "confirm"));
        Assert.Equal(HttpStatusCode.BadRequest, blind.StatusCode);
        Assert.Equal(pupil.Email, (await app.People.ReadAsync(pupil.Id)).Email);

        await app.Database.ExecuteAsOwnerAsync($"UPDATE accounts SET blocked_at = now() WHERE id = '{pupil.Id}'");
        var late = await app.VisitorAsync(browser);
        await late.Page.GotoAsync(link);
        await Expect(late.Page.Heading("Ce lien ne sert plus")).ToBeVisibleAsync();
        Assert.Equal(pupil.Email, (await app.People.ReadAsync(pupil.Id)).Email);
        late.AssertNothingWrong();
    }

    private Task ExpireAsync(Actor actor) => app.Database.ExecuteAsOwnerAsync($"UPDATE sessions SET idle_until = now() WHERE id = '{actor.SessionId}'");

    private async Task<(Account Pupil, Actor Actor)> PupilAsync()
    {
        var pupil = await app.People.AccountAsync("Le Goff", "Maëlys", [], a => (a.Email, a.EmailState) = ($"ancienne-{Guid.NewGuid():N}@example.org", ContactState.Confirmed));
        await app.GivePasswordAsync(pupil.Id, MailedApp.Password);
        return (pupil, await app.People.SignedInAsync(pupil.Id));
    }
}
