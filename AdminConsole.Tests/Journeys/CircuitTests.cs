using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>An open page when the network goes, when its session ends, when a right is withdrawn.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class CircuitTests(MailedApp app, Browser browser)
{
    private const string Address = "circuit@example.org";

    [Fact]
    public async Task Without_a_network_the_page_says_so_and_with_it_again_everything_is_as_it_was()
    {
        var (actor, pupil) = await CastAsync();
        var page = (await app.VisitorAsync(browser, actor)).Page;
        IWebSocketRoute? socket = null;
        await page.RouteWebSocketAsync("**/_blazor**", route =>
        {
            route.ConnectToServer();
            socket = route;
        });
        await page.OpenAsync($"/console/utilisateurs/{pupil.Id}");
        await page.EvaluateAsync("window.kept = true");
        await page.Field("Courriel").FillAsync(Address);
        await page.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).CheckAsync();

        var refused = 0;
        page.RequestFailed += (_, _) => refused++;
        await page.Context.SetOfflineAsync(true);
        await socket!.CloseAsync();
        await Expect(page.GetByText("Connexion interrompue")).ToBeVisibleAsync();
        await Eventually.TrueAsync(() => refused > 1, "tries without a network");
        await page.Context.SetOfflineAsync(false);
        await Expect(page.GetByText("Connexion interrompue")).ToBeHiddenAsync();

        await page.Send().ClickAsync();
        await Expect(page.Step("accepté par le serveur d'envoi")).ToBeVisibleAsync();
        Assert.Equal(Address, (await app.People.ReadAsync(pupil.Id)).Email);
        Assert.True(await page.EvaluateAsync<bool>("window.kept"));
    }

    /// <summary>The save is held up, the line goes, the save goes on, the line comes back: done once, and its answer is there.</summary>
    [Fact]
    public async Task A_line_that_is_cut_while_it_saves_acts_once_and_answers()
    {
        var (actor, pupil) = await CastAsync();
        var page = (await app.VisitorAsync(browser, actor)).Page;
        IWebSocketRoute? socket = null;
        await page.RouteWebSocketAsync("**/_blazor**", route =>
        {
            route.ConnectToServer();
            socket = route;
        });
        await page.OpenAsync($"/console/utilisateurs/{pupil.Id}");
        await page.Field("Courriel").FillAsync(Address);
        await page.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).CheckAsync();
        await using (var connection = new NpgsqlConnection(app.Database.OwnerConnection))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var held = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var hold = new NpgsqlCommand($"SELECT 1 FROM accounts WHERE id = '{pupil.Id}' FOR UPDATE", connection, held);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await page.Send().ClickAsync();
            await Expect(page.Send()).ToHaveAttributeAsync("aria-disabled", "true");
            await socket!.CloseAsync();
            await Expect(page.GetByText("Connexion interrompue")).ToBeVisibleAsync();
        }
        await Expect(page.GetByText("Connexion interrompue")).ToBeHiddenAsync();

        await Expect(page.GetByText("est en file d’envoi")).ToBeVisibleAsync();
        await Expect(page.Field("Courriel")).ToHaveValueAsync(Address);
        Assert.Equal(1, await app.Database.CountAsync($"SELECT 1 FROM outbox_messages WHERE account_id = '{pupil.Id}' AND kind = 1"));
        Assert.Equal(Address, (await app.People.ReadAsync(pupil.Id)).Email);
    }

    [Fact]
    public async Task Signing_out_in_one_window_closes_the_others()
    {
        var (actor, pupil) = await CastAsync();
        var visitor = await app.VisitorAsync(browser, actor);
        await visitor.Page.OpenAsync($"/console/utilisateurs/{pupil.Id}");
        var other = await visitor.Page.Context.NewPageAsync();
        await other.OpenAsync("/console");

        await other.Button("Se déconnecter").ClickAsync();

        await visitor.Page.ArrivesAtAsync($"**/connexion?returnUrl=**{pupil.Id}&raison=expiree");
        await Expect(visitor.Page.GetByText("CIRCUIT")).ToHaveCountAsync(0);
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_new_password_closes_the_pages_of_who_was_signed_in()
    {
        var school = await app.People.SchoolAsync();
        var agent = await app.People.AccountAsync("RENOUVELÉ", "Léo", [school], a => (a.Profile, a.Email) = (Profile.Personnel, "leo@example.org"));
        await app.People.GrantAsync(agent.Id, Function.Support, school.Id);
        var visitor = await app.VisitorAsync(browser, await app.People.SignedInAsync(agent.Id));
        await visitor.Page.OpenAsync("/console");
        var link = await app.LinkForAsync(await app.People.OperatorAsync(Function.CentralAdmin, []), agent.Id);
        var chooser = await app.VisitorAsync(browser);
        await chooser.Page.GotoAsync(link);
        await chooser.Page.ChooseAsync("quatre hiboux mangent du gratin");
        await Expect(chooser.Page.Heading("Votre mot de passe a été changé")).ToBeVisibleAsync();
        await visitor.Page.ArrivesAtAsync("**/connexion?returnUrl=**");
        visitor.AssertNothingWrong();
    }

    /// <summary>Machines of a school are shared: what the one before had typed is not the next one's.</summary>
    [Fact]
    public async Task What_was_typed_is_not_put_back_before_somebody_else()
    {
        var (actor, pupil) = await CastAsync();
        var next = await app.People.OperatorAsync(Function.CentralAdmin, []);
        var page = (await app.VisitorAsync(browser, actor)).Page;
        await page.OpenAsync($"/console/utilisateurs/{pupil.Id}");
        await page.Field("Courriel").FillAsync(Address);

        await app.Database.ExecuteAsOwnerAsync($"UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = '{actor.SessionId}'");
        await page.EvaluateAsync("document.getElementById('components-reconnect-modal').classList.add('components-reconnect-rejected')");
        await page.ArrivesAtAsync("**/connexion?returnUrl=**");
        var (name, value) = app.CookieOf(next);
        await page.Context.AddCookiesAsync([new() { Name = name, Value = value, Url = app.Address.ToString() }]);
        await page.OpenAsync($"/console/utilisateurs/{pupil.Id}");

        await Expect(page.Field("Courriel")).ToHaveValueAsync(pupil.Email!);
        await Expect(page.GetByText("la page a été rechargée")).ToBeHiddenAsync();
    }

    /// <summary>No signal tells of these: time passes by itself, and a row that nobody announces stands for a signal that was lost.</summary>
    [Theory]
    [InlineData("UPDATE sessions SET idle_until = now() - interval '1 second' WHERE id = '{0}'", "Votre session est terminée")]
    [InlineData("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = '{0}'", "Votre session est terminée")]
    [InlineData("ALTER TABLE grants DISABLE TRIGGER USER; DELETE FROM grants WHERE account_id = '{1}'; ALTER TABLE grants ENABLE TRIGGER USER", "n’est plus parmi ceux que vous administrez")]
    public async Task A_right_that_is_gone_is_gone_at_the_next_action(string gone, string said)
    {
        var (actor, pupil) = await CastAsync();
        var visitor = await app.VisitorAsync(browser, actor);
        await visitor.Page.OpenAsync($"/console/utilisateurs/{pupil.Id}");

        await app.Database.ExecuteAsOwnerAsync(string.Format(null, gone, actor.SessionId, actor.AccountId));
        // Not by a locator: where the page has noticed by itself, there is nothing to click any more.
        await visitor.Page.EvaluateAsync("document.querySelector('[aria-label=\"Envoyer par courriel\"]')?.click()");

        await Expect(visitor.Page.GetByText(said).Or(visitor.Page.Heading("Connexion")).Or(visitor.Page.Heading("Page introuvable")).First).ToBeVisibleAsync();
        Assert.Equal(0, await app.Database.CountAsync($"SELECT 1 FROM outbox_messages WHERE account_id = '{pupil.Id}'"));
        visitor.AssertNothingWrong();
    }

    private async Task<(Actor Actor, Account Pupil)> CastAsync()
    {
        var school = await app.People.SchoolAsync();
        var actor = await app.People.OperatorAsync(Function.Support, [school]);
        return (actor, await app.People.AccountAsync("CIRCUIT", "Inès", [school], a => a.Email = $"{Guid.NewGuid():N}@example.org"));
    }
}
