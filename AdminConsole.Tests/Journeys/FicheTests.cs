using System.Diagnostics.CodeAnalysis;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>The fiche as an operator uses it.</summary>
public sealed class FicheTests(FicheTests.App app, Browser browser) : IClassFixture<FicheTests.App>, IClassFixture<Browser>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_clicks_and_the_typing_from_the_hit_to_the_mail()
    {
        var (_, agent, pupil) = await PupilAsync();
        var visitor = await app.ArriveAsync(browser, agent, "/console/utilisateurs");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Combobox).FillAsync("dedpt");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await page.EvaluateAsync("window.presses = 0; addEventListener('pointerdown', () => window.presses++, true)");

        await page.GetByRole(AriaRole.Option).ClickAsync();
        await Email(page).FillAsync("nouvelle.adresse@example.org");
        await page.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).CheckAsync();
        await Send(page).ClickAsync();

        await Assertions.Expect(page.GetByText("est en file d’envoi")).ToBeVisibleAsync();
        Assert.Equal(3, await page.EvaluateAsync<int>("window.presses"));
        Assert.Equal("nouvelle.adresse@example.org", (await app.People.ReadAsync(pupil.Id)).Email);
        await using var db = app.Database.Open();
        Assert.Equal(1, await db.OutboxMessages.CountAsync(m => m.AccountId == pupil.Id && m.Kind == MessageKind.Reset && m.Recipient == "nouvelle.adresse@example.org", Cancel));
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task By_keyboard_only_the_field_its_checks_and_Envoyer()
    {
        var (_, agent, pupil) = await PupilAsync();
        var page = (await app.ArriveAsync(browser, agent, $"/console/utilisateurs/{pupil.Id}")).Page;
        await Email(page).FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("clavier@example.org");
        await page.GetByRole(AriaRole.Radio).First.WaitForAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(Send(page)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.GetByRole(AriaRole.Radio, new() { Name = "En personne" })).ToBeCheckedAsync();
        await Email(page).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("est en file d’envoi")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task From_a_pupil_to_a_responsable_the_whole_fiche_is_the_responsables()
    {
        var (school, agent, pupil) = await PupilAsync();
        var mother = await app.People.AccountAsync("Dedpt", "Anne", [school], a => (a.Profile, a.Email) = (Profile.Relative, "anne.dedpt@example.org"));
        await app.Database.ExecuteAsOwnerAsync($"INSERT INTO relations (parent_id, child_id) VALUES ('{mother.Id}', '{pupil.Id}')");
        var visitor = await app.ArriveAsync(browser, agent, $"/console/utilisateurs/{pupil.Id}");
        var page = visitor.Page;
        await Email(page).FillAsync("pour.eleve11@example.org");
        await page.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).CheckAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "DEDPT Anne" }).ClickAsync();

        await Assertions.Expect(page.Heading("DEDPT Anne")).ToBeVisibleAsync();
        await Assertions.Expect(Email(page)).ToHaveValueAsync("anne.dedpt@example.org");
        await Assertions.Expect(page.GetByRole(AriaRole.Radio)).ToHaveCountAsync(0);
        await app.Database.ExecuteAsOwnerAsync($"UPDATE accounts SET given_name = 'Annette', version = version + 1 WHERE id = '{mother.Id}'");
        await Assertions.Expect(page.Heading("DEDPT Annette")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task What_becomes_of_a_message_shows_without_reload()
    {
        var (_, agent, pupil) = await PupilAsync();
        var visitor = await app.ArriveAsync(browser, agent, $"/console/utilisateurs/{pupil.Id}");
        var page = visitor.Page;
        await page.EvaluateAsync("window.kept = true");
        await Send(page).ClickAsync();
        var steps = page.Locator(".steps").First;
        await Assertions.Expect(steps).ToContainTextAsync("en file");

        await app.Database.ExecuteAsOwnerAsync($"UPDATE outbox_messages SET state = 2, content = NULL, finished_at = now() WHERE account_id = '{pupil.Id}'");
        await Assertions.Expect(steps).ToContainTextAsync("accepté par le serveur d'envoi");
        await app.Database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET opened_at = now() WHERE account_id = '{pupil.Id}'");
        await Assertions.Expect(steps).ToContainTextAsync("page ouverte");
        await app.Database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET ended_at = now(), ended_why = 1 WHERE account_id = '{pupil.Id}'");
        await Assertions.Expect(steps).ToContainTextAsync("mot de passe changé");
        Assert.True(await page.EvaluateAsync<bool>("window.kept"));
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task No_uuid_unknown_and_out_of_scope_are_the_same_404()
    {
        var (_, agent, pupil) = await PupilAsync();
        var (_, _, outside) = await PupilAsync();
        var page = (await app.ArriveAsync(browser, agent, $"/console/utilisateurs/{pupil.Id}")).Page;
        var main = page.Locator("main");
        string? seen = null;
        foreach (var id in new[] { "pas-un-uuid", Guid.NewGuid().ToString(), outside.Id.ToString(), $"{{{pupil.Id}}}" })
        {
            var answer = await page.GotoAsync($"/console/utilisateurs/{id}");
            Assert.Equal(404, answer!.Status);
            await Assertions.Expect(main).ToContainTextAsync("Page introuvable");
            // Its circuit draws it once more.
            await Assertions.Expect(main).ToHaveTextAsync(seen ??= await main.InnerTextAsync());
            Assert.DoesNotContain("DEDPT", await page.ContentAsync(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task What_was_typed_and_chosen_survives_a_cut()
    {
        var (_, agent, pupil) = await PupilAsync();
        var visitor = await app.VisitorAsync(browser, agent);
        var page = visitor.Page;
        IWebSocketRoute? socket = null;
        await page.RouteWebSocketAsync("**/_blazor**", route =>
        {
            route.ConnectToServer();
            socket = route;
        });
        await page.GotoAsync($"/console/utilisateurs/{pupil.Id}");
        await ConsoleApp.ReadyAsync(page);
        await Email(page).FillAsync("apres.coupure@example.org");
        await page.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).CheckAsync();
        await page.GetByLabel("Référence", new() { Exact = true }).FillAsync("T-7");

        await socket!.CloseAsync();
        await Assertions.Expect(page.GetByText("Connexion interrompue")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Connexion interrompue")).ToBeHiddenAsync();

        await Assertions.Expect(Email(page)).ToHaveValueAsync("apres.coupure@example.org");
        await Send(page).ClickAsync();
        await Assertions.Expect(page.GetByText("est en file d’envoi")).ToBeVisibleAsync();
        await using var db = app.Database.Open();
        Assert.Equal("T-7", await db.Verifications.Where(v => v.AccountId == pupil.Id).Select(v => v.Reference).SingleAsync(Cancel));
    }

    [Fact]
    public async Task A_fiche_leaves_the_screen_with_the_school_that_leaves_the_scope()
    {
        var (lost, kept) = (await app.People.SchoolAsync(), await app.People.SchoolAsync("Collège Simone-Veil"));
        var agent = await app.People.OperatorAsync(Function.Support, [lost, kept]);
        var pupil = await app.People.AccountAsync("Perdue", "Lou", [lost]);
        var page = (await app.ArriveAsync(browser, agent, $"/console/utilisateurs/{pupil.Id}")).Page;
        await Assertions.Expect(Email(page)).ToBeVisibleAsync();

        await app.Database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{agent.AccountId}' AND school_id = '{lost.Id}'");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Page introuvable" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Nothing_flickers_when_the_circuit_takes_the_page_over()
    {
        var (_, agent, pupil) = await PupilAsync();
        var visitor = await app.VisitorAsync(browser, agent);
        await visitor.Page.AddInitScriptAsync("""
            window.emptied = 0;
            new MutationObserver(() => { if (document.readyState !== "loading" && !document.querySelector("dl")) window.emptied++; })
              .observe(document, { childList: true, subtree: true });
            """);
        await visitor.Page.GotoAsync($"/console/utilisateurs/{pupil.Id}");
        await ConsoleApp.ReadyAsync(visitor.Page);
        Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("window.emptied"));
    }

    [Fact]
    public async Task A_double_click_sends_one_mail()
    {
        var (_, agent, pupil) = await PupilAsync();
        var page = (await app.ArriveAsync(browser, agent, $"/console/utilisateurs/{pupil.Id}")).Page;
        await Send(page).DblClickAsync();
        await Assertions.Expect(page.GetByText("est en file d’envoi")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".steps")).ToHaveCountAsync(1);
        await using var db = app.Database.Open();
        Assert.Equal(1, await db.OutboxMessages.CountAsync(m => m.AccountId == pupil.Id, Cancel));
    }

    [Fact]
    public async Task The_fiche_is_accessible_in_all_its_states()
    {
        var (_, agent, pupil) = await PupilAsync();
        var visitor = await app.ArriveAsync(browser, agent, $"/console/utilisateurs/{pupil.Id}");
        await visitor.AssertAccessibleAsync();
        await Email(visitor.Page).FillAsync("nouvelle@example.org");
        await visitor.Page.GetByRole(AriaRole.Radio).First.WaitForAsync();
        await Send(visitor.Page).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("dites comment l’identité a été vérifiée")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await Email(visitor.Page).FillAsync("ancienne.adresse@example.org");
        await Send(visitor.Page).ClickAsync();
        await visitor.Page.Locator(".steps").First.WaitForAsync();
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    private async Task<(School School, Actor Agent, Account Pupil)> PupilAsync()
    {
        var school = await app.People.SchoolAsync();
        var agent = await app.People.OperatorAsync(Function.Support, [school]);
        var pupil = await app.People.AccountAsync("Dedpt", "Eleve11", [school], a => a.Email = "ancienne.adresse@example.org", "6e B");
        return (school, agent, pupil);
    }

    /// <summary>With what a message needs to be queued; nobody has to take it here.</summary>
    public sealed class App(TestCluster cluster) : ConsoleApp(cluster)
    {
        protected override void ConfigureWebHost([NotNull] IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Site:PublicUrl", "https://ent.example.org/");
            builder.UseSetting("Mail:From", "ne-pas-repondre@ent.example.org");
        }
    }

    private static ILocator Email(IPage page) => page.GetByLabel("Courriel", new() { Exact = true });

    private static ILocator Send(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Envoyer par courriel", Exact = true });
}
