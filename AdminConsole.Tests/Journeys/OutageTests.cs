using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>PostgreSQL is restarted while people work: nobody loses what he typed, and nobody restarts the application.</summary>
public sealed partial class OutageTests(Browser browser) : IClassFixture<Browser>
{
    private const int Callers = 4;

    [Fact]
    public async Task A_restart_of_the_database_under_load_is_said_and_then_over()
    {
        await using var cluster = new TestCluster { MayRestart = true };
        await using var app = new MailedApp(cluster);
        await app.InitializeAsync();
        var school = await app.People.SchoolAsync();
        var actor = await app.People.OperatorAsync(Function.Support, [school]);
        var pupil = await app.People.AccountAsync("PANNE", "Lou", [school], a => a.Email = "avant@example.org");
        var waiting = await app.People.AccountAsync("ATTENTE", "Zoé", [school], a => a.Email = "attente@example.org");
        var fiche = (await app.VisitorAsync(browser, actor)).Page;
        await fiche.OpenAsync($"/console/utilisateurs/{pupil.Id}");
        await fiche.EvaluateAsync("window.kept = true");
        await fiche.Field("Courriel").FillAsync("panne@example.org");
        await fiche.GetByRole(AriaRole.Radio, new() { Name = "En personne" }).CheckAsync();
        var search = (await app.VisitorAsync(browser, actor)).Page;
        await search.OpenAsync("/console/utilisateurs");
        await search.EvaluateAsync("window.kept = true");

        // One message is under way when the server goes, and is taken only afterwards.
        var back = new TaskCompletionSource();
        app.Inbox.Script = async said =>
        {
            if (said == ".") await back.Task;
            return null;
        };
        var link = app.LinkForAsync(actor, waiting.Id);
        await Eventually.TrueAsync(() => app.Inbox.Open > 0, "a mail under way");

        await using var load = new Load(app, actor, Callers);
        await load.AnswersAsync(HttpStatusCode.OK);
        await cluster.RestartAsync(async () =>
        {
            await load.AnswersAsync(HttpStatusCode.InternalServerError);
            var outside = (await app.VisitorAsync(browser)).Page;
            await outside.SignInAsync("eleve11.dedpt", "secret");
            await Expect(outside.Heading("Une erreur s’est produite")).ToBeVisibleAsync();
            Assert.Matches(Reference(), await outside.Locator("main .code").InnerTextAsync());

            await fiche.Send().ClickAsync();
            await Expect(fiche.GetByText("Le serveur n’a pas répondu. Votre saisie est gardée")).ToBeVisibleAsync();
            await search.SearchBox().FillAsync("panne");
            await Expect(search.GetByText("La recherche n’a pas pu se faire").First).ToBeVisibleAsync();
        });

        await load.AnswersAsync(HttpStatusCode.OK);
        await search.SearchBox().FillAsync("pann");
        await Expect(search.Hits()).ToHaveCountAsync(1);
        back.SetResult();
        await link;
        await Expect(fiche.Field("Courriel")).ToHaveValueAsync("panne@example.org");
        await fiche.Send().ClickAsync();
        await Expect(fiche.Step("accepté par le serveur d'envoi")).ToBeVisibleAsync();
        await app.Inbox.MailToAsync("panne@example.org");
        await Eventually.TrueAsync(
            async () => await app.Database.CountAsync("SELECT 1 FROM outbox_messages WHERE state <> 2") == 0, "every message is marked as accepted");

        // Nobody was told of this one: the connections that the application keeps are dead when they are used next.
        await load.DisposeAsync();
        await cluster.RestartAsync(() => Task.CompletedTask);
        await search.SearchBox().FillAsync("panne");
        await Expect(search.Hits().Or(search.GetByText("La recherche n’a pas pu se faire")).First).ToBeVisibleAsync();
        await search.SearchBox().FillAsync("pann");
        await Expect(search.Hits()).ToHaveCountAsync(1);
        await fiche.Send().ClickAsync();
        await Expect(fiche.ResetCard().GetByText("Le message pour panne@example.org").Or(fiche.GetByText("Le serveur n’a pas répondu")).First).ToBeVisibleAsync();
        foreach (var page in new[] { fiche, search }) Assert.True(await page.EvaluateAsync<bool>("window.kept"));
        Assert.Empty(load.Odd);
        NpgsqlConnection.ClearAllPools();
    }

    [GeneratedRegex("^[0-9a-f]{12}$")]
    private static partial Regex Reference();

    /// <summary>Signed-in callers that ask for the list of accounts again and again.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource over = new();
        private readonly ConcurrentDictionary<HttpStatusCode, int> answers = [];
        private readonly HttpClient http;
        private readonly Task[] callers;

        public Load(MailedApp app, Actor actor, int callers)
        {
            var (name, value) = app.CookieOf(actor);
            http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = app.Address };
            http.DefaultRequestHeaders.Add("Cookie", $"{name}={value}");
            this.callers = [.. Enumerable.Range(0, callers).Select(_ => CallAsync())];
        }

        /// <summary>What was neither a page nor the page for a fault.</summary>
        public ConcurrentQueue<string> Odd { get; } = [];

        /// <summary>Waits until each caller was answered so again.</summary>
        public async Task AnswersAsync(HttpStatusCode status)
        {
            var before = answers.GetValueOrDefault(status);
            await Eventually.TrueAsync(() => answers.GetValueOrDefault(status) >= before + callers.Length, $"answers {status}");
        }

        public async ValueTask DisposeAsync()
        {
            if (over.IsCancellationRequested) return;
            await over.CancelAsync();
            await Task.WhenAll(callers);
            http.Dispose();
            over.Dispose();
        }

        private async Task CallAsync()
        {
            while (!over.IsCancellationRequested)
            {
                try
                {
                    using var answer = await http.GetAsync("/console/utilisateurs", over.Token);
                    var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(over.Token));
                    var heading = Heading().Match(html).Groups[1].Value;
                    if ((answer.StatusCode, heading) is not ((HttpStatusCode.OK, "Utilisateurs") or (HttpStatusCode.InternalServerError, "Une erreur s’est produite")))
                        Odd.Enqueue($"{answer.StatusCode} {heading}");
                    answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
                }
                catch (OperationCanceledException) when (over.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    [GeneratedRegex("<h1[^>]*>(.*?)</h1>")]
    private static partial Regex Heading();
}
