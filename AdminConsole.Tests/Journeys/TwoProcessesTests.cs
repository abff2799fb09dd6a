using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>Operators of each function before one fiche, served by two processes on one database; then one process is restarted.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class TwoProcessesTests(MailedApp app, Browser browser)
{
    private const string Typed = "tape.avant@example.org";

    private Dictionary<string, string> Settings => new()
    {
        ["ConnectionStrings:AdminConsole"] = app.Database.ApplicationConnection,
        ["ConnectionStrings:AdminConsoleOwner"] = app.Database.OwnerConnection,
        ["Site:PublicUrl"] = "https://ent.example.org/",
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = $"{app.Inbox.Port}",
        ["Mail:Security"] = "None",
        ["Mail:From"] = "ne-pas-repondre@ent.example.org",
    };

    [Fact]
    public async Task Each_does_what_his_function_may_all_see_it_and_a_restart_loses_nothing()
    {
        var school = await app.People.SchoolAsync();
        var pupil = await app.People.AccountAsync("COMMUN", "Ida", [school], a => a.Email = "ida.commun@example.org");
        var (support, local, central) = (await app.People.OperatorAsync(Function.Support, [school]), await app.People.OperatorAsync(Function.LocalAdmin, [school]),
            await app.People.OperatorAsync(Function.CentralAdmin, [], school));
        var process = ConsoleProcess.Start("Development", Settings);
        try
        {
            var there = await process.ListeningAsync();
            var fiche = $"/console/utilisateurs/{pupil.Id}";
            var agent = await app.ArriveAsync(browser, support, fiche);
            var admin = await ArriveAsync(there, local, fiche);

            await Expect(agent.Page.GetByText("OPÉRATEUR LocalAdmin consulte aussi cette fiche.")).ToBeVisibleAsync();
            await Expect(admin.Page.GetByText("OPÉRATEUR Support consulte aussi cette fiche.")).ToBeVisibleAsync();
            await agent.AssertAccessibleAsync();
            await Expect(agent.Page.Button("Bloquer le compte…")).ToHaveCountAsync(0);
            await admin.Page.Button("Bloquer le compte…").ClickAsync();
            await admin.Page.Field("Motif du blocage").FillAsync("Compte prêté");
            await admin.Page.Button("Bloquer").ClickAsync();
            await Expect(agent.Page.GetByText("Compte bloqué par OPÉRATEUR LocalAdmin. Motif : Compte prêté")).ToBeVisibleAsync();
            await Expect(agent.Page.Send()).ToBeDisabledAsync();

            var chief = await ArriveAsync(there, central, fiche);
            await chief.Page.Button("Débloquer").ClickAsync();
            await Expect(agent.Page.Send()).ToBeEnabledAsync();
            await agent.Page.Send().ClickAsync();
            foreach (var page in (IPage[])[agent.Page, admin.Page, chief.Page]) await Expect(page.Step("accepté par le serveur d'envoi")).ToBeVisibleAsync();
            await chief.Page.OpenAsync($"/console/utilisateurs/{local.AccountId}");
            await Expect(chief.Page.Button("Bloquer le compte…")).ToBeVisibleAsync();
            await admin.Page.Field("Courriel").FillAsync(Typed);
            await Expect(admin.Page.GetByRole(AriaRole.Radio).First).ToBeVisibleAsync();

            await process.DisposeAsync();
            await Expect(admin.Page.GetByText("Connexion interrompue")).ToBeVisibleAsync();
            process = ConsoleProcess.Start("Development", new Dictionary<string, string>(Settings) { ["ASPNETCORE_URLS"] = there.ToString().TrimEnd('/') });
            await process.ListeningAsync();
            await Expect(admin.Page.GetByText("Le serveur a redémarré et la page a été rechargée.")).ToBeVisibleAsync();
            await Expect(admin.Page.Field("Courriel")).ToHaveValueAsync(Typed);
            await Expect(admin.Page.GetByRole(AriaRole.Radio).First).ToBeVisibleAsync();
            await admin.AssertAccessibleAsync();
            agent.AssertNothingWrong();
        }
        finally
        {
            await process.DisposeAsync();
        }
    }

    private async Task<Visitor> ArriveAsync(Uri site, Actor actor, string url)
    {
        var visitor = await Visitor.ArriveAsync(browser, site);
        var (name, value) = app.CookieOf(actor);
        await visitor.Page.Context.AddCookiesAsync([new() { Name = name, Value = value, Url = site.ToString(), HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        await visitor.Page.OpenAsync(url);
        return visitor;
    }
}
