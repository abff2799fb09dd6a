using AdminConsole.Making;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>The database is away while somebody asks for help: it is said, what was typed stays, and nothing is half done.</summary>
public sealed class HelpOutageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_database_that_is_away_is_said_and_what_was_typed_is_kept()
    {
        await using var cluster = new TestCluster { MayRestart = true };
        await using var app = new MailedApp(cluster);
        await app.InitializeAsync();
        var pupil = await app.People.AccountAsync("PANNE", "Lou", [], a => a.Email = "panne@example.org");
        var page = (await app.VisitorAsync(browser)).Page;
        await page.GotoAsync("/aide?question=mot-de-passe");
        await page.Field("Identifiant").FillAsync(pupil.Login);
        await cluster.RestartAsync(async () =>
        {
            foreach (var login in new[] { "personne.ici", pupil.Login })
            {
                await page.Field("Identifiant").FillAsync(login);
                var answer = await page.RunAndWaitForResponseAsync(() => page.Button("Envoyer").ClickAsync(), response => response.Request.Method == "POST");
                Assert.Equal(503, answer.Status);
                await Expect(page.GetByText("Réessayez dans un instant")).ToBeVisibleAsync();
                await Expect(page.Field("Identifiant")).ToHaveValueAsync(login);
            }
        });
        NpgsqlConnection.ClearAllPools();
        Assert.Equal(0, await app.Database.CountAsync("SELECT 1 FROM recovery_requests"));
        await page.Button("Envoyer").ClickAsync();
        await Expect(page.GetByText("Demande envoyée").Or(page.GetByText("Réessayez dans un instant"))).ToBeVisibleAsync();
        if (await page.GetByText("Réessayez dans un instant").IsVisibleAsync()) await page.Button("Envoyer").ClickAsync();
        await Expect(page.GetByText("Demande envoyée")).ToBeVisibleAsync();
        await app.Inbox.MailToAsync("panne@example.org");
        NpgsqlConnection.ClearAllPools();
    }
}
