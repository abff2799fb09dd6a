using System.Text.Json;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>The face of the site, for somebody who has no account yet, or no way into it.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class ShowcaseTests(MailedApp app, Browser browser)
{
    private static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    [Fact]
    public async Task The_names_of_the_contract_are_there_in_their_order()
    {
        var visitor = await app.VisitorAsync(browser, options: new() { ViewportSize = Phone });
        var page = visitor.Page;
        await page.GotoAsync("/");
        ILocator[] names =
        [
            page.GetByRole(AriaRole.Heading, new() { Name = "Connexion", Exact = true }),
            page.GetByText("Si vous faites partie des collèges connectés, accédez directement à votre ENT", new() { Exact = true }),
            page.Link("Se connecter"), page.Link("Problème de connexion"), page.Link("Guides parents"), page.Link("Guides professeurs"),
            page.GetByRole(AriaRole.Heading, new() { Name = "Les collèges", Exact = true }),
            page.GetByText("Si votre collège a sa propre page d'accueil, accédez à la page publique de votre collège", new() { Exact = true }),
            page.GetByRole(AriaRole.Combobox, new() { Name = "Nom du collège ou de la commune", Exact = true }),
        ];
        var above = 0f;
        foreach (var name in names)
        {
            var box = (await name.BoundingBoxAsync())!;
            Assert.True(box.Y >= above, $"{name} is out of order.");
            above = box.Y;
        }
        await Expect(page.Field("Nom du collège ou de la commune")).ToHaveAccessibleDescriptionAsync("Saisissez les premières lettres");
        await visitor.AssertAccessibleAsync();
        await page.Link("Se connecter").ClickAsync();
        await Expect(page.Heading("Connexion")).ToBeVisibleAsync();
        await page.Locator("header .site").ClickAsync();
        await page.ArrivesAtAsync(new Uri(app.Address, "/").ToString());
        visitor.AssertNothingWrong();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/probleme-de-connexion")]
    [InlineData("/probleme-de-connexion/eleve")]
    [InlineData("/guides/parents")]
    public async Task What_is_meant_for_a_thumb_is_large(string url)
    {
        var page = (await app.VisitorAsync(browser, options: new() { ViewportSize = Phone })).Page;
        await page.GotoAsync(url);
        var targets = await page.Locator("main :is(.target, .button, button, input, .choices a)").AllAsync();
        Assert.NotEmpty(targets);
        foreach (var target in targets)
            Assert.True((await target.BoundingBoxAsync())?.Height >= 43.9, await target.InnerHTMLAsync());
    }

    [Fact]
    public async Task With_the_keyboard_alone_to_the_page_of_a_college()
    {
        var mark = $"Clavier{Guid.NewGuid():N}"[..16];
        var first = await app.People.SchoolAsync($"Collège {mark}-Un", "Melun");
        await app.People.SchoolAsync($"Collège {mark}-Deux", "Melun");
        var last = await app.People.SchoolAsync($"Collège {mark}-Zut", "Melun");
        var visitor = await app.VisitorAsync(browser, options: new() { ViewportSize = Phone });
        var page = visitor.Page;
        await page.GotoAsync("/");
        var field = page.GetByRole(AriaRole.Combobox);
        await page.TabToAsync(field);
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "false");
        await page.Keyboard.TypeAsync(mark.ToUpperInvariant());
        await Expect(page.Hits()).ToHaveCountAsync(3);
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("3 résultats");
        await visitor.AssertAccessibleAsync();

        await page.Keyboard.PressAsync("ArrowDown");
        await ActiveIs("Deux");
        await page.Keyboard.PressAsync("End");
        await ActiveIs("Zut");
        await page.Keyboard.PressAsync("ArrowDown");
        await ActiveIs("Deux");
        await page.Keyboard.PressAsync("ArrowUp");
        await ActiveIs("Zut");
        await page.Keyboard.PressAsync("Home");
        await ActiveIs("Deux");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Hits().First).ToBeHiddenAsync();
        await Expect(field).Not.ToHaveAttributeAsync("aria-activedescendant", new System.Text.RegularExpressions.Regex("."));
        await page.Keyboard.PressAsync("ArrowUp");
        await ActiveIs("Zut");
        await page.Keyboard.PressAsync("Enter");
        await page.ArrivesAtAsync(new Uri(app.Address, $"/colleges/{last.Uai}").ToString());
        await Expect(page.Heading(last.Name)).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.TabToAsync(field);
        await page.Keyboard.PressAsync("Escape");
        await Expect(field).ToHaveValueAsync("");
        await page.Keyboard.TypeAsync($"{mark} u");
        await page.Keyboard.PressAsync("ArrowDown");
        await ActiveIs("Un");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Heading(first.Name)).ToBeVisibleAsync();
        visitor.AssertNothingWrong();

        async Task ActiveIs(string name)
        {
            await Expect(page.Locator("[aria-selected=true]")).ToContainTextAsync(name);
            Assert.Equal(await page.Locator("[aria-selected=true]").GetAttributeAsync("id"), await field.GetAttributeAsync("aria-activedescendant"));
        }
    }

    [Fact]
    public async Task The_latest_keystroke_wins_and_a_fault_is_said()
    {
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        var slow = new TaskCompletionSource();
        await page.RouteAsync("**/colleges/recherche?q=lent", async route =>
        {
            await slow.Task;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = """{"hits":[{"title":"Lent","detail":"","url":"/","external":false}],"hasMore":false}""" });
        });
        await page.RouteAsync("**/colleges/recherche?q=vite", route =>
            route.FulfillAsync(new() { ContentType = "application/json", Body = """{"hits":[{"title":"<b>Vite</b>","detail":"","url":"/","external":false}],"hasMore":true}""" }));
        await page.RouteAsync("**/colleges/recherche?q=panne", route => route.AbortAsync());
        await page.GotoAsync("/");
        var field = page.GetByRole(AriaRole.Combobox);
        var asked = page.WaitForRequestAsync("**/colleges/recherche?q=lent");
        await field.FillAsync("lent");
        await asked;
        var cancelled = new TaskCompletionSource();
        page.RequestFailed += (_, request) =>
        {
            if (request.Url.EndsWith("lent", StringComparison.Ordinal)) cancelled.TrySetResult();
        };
        await field.FillAsync("vite");
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await Expect(page.Hits()).ToHaveTextAsync(["<b>Vite</b> coordonnées du collège"]);
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 premiers résultats, précisez");
        slow.SetResult();
        await field.FillAsync("panne");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("La recherche n’a pas pu se faire");
        await Expect(page.Hits()).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_scripts_the_list_is_a_page_and_an_external_page_says_so()
    {
        var mark = $"Sans{Guid.NewGuid():N}"[..14];
        var own = await app.People.SchoolAsync($"Collège {mark}", "Melun");
        await app.People.SchoolAsync($"Collège {mark}-Bis", "Melun");
        await using (var db = app.Database.Open())
            await db.Schools.Where(s => s.Id == own.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.PublicPageUrl, "https://college.example.org/accueil"), TestContext.Current.CancellationToken);
        var visitor = await app.VisitorAsync(browser, options: new() { JavaScriptEnabled = false, ViewportSize = Phone });
        var page = visitor.Page;
        await page.GotoAsync("/");
        await page.Field("Nom du collège ou de la commune").FillAsync(mark);
        await page.Button("Rechercher").ClickAsync();
        await Expect(page.Field("Nom du collège ou de la commune")).ToHaveValueAsync(mark);
        var external = page.Link($"{own.Name} (site externe)");
        Assert.Equal("https://college.example.org/accueil", await external.GetAttributeAsync("href"));
        Assert.Contains("noreferrer", await external.GetAttributeAsync("rel"), StringComparison.Ordinal);
        await page.Link($"Coordonnées : {own.Name}, Melun").ClickAsync();
        await Expect(page.Heading(own.Name)).ToBeVisibleAsync();
        await Expect(page.Link("Page publique du collège (site externe)")).ToHaveAttributeAsync("href", "https://college.example.org/accueil");
        await page.GotoAsync("/colleges?q=" + mark + "zzz");
        await Expect(page.GetByText($"Aucun collège ne correspond à « {mark}zzz »")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_hit_leads_to_the_schools_own_page_or_to_its_contact_where_that_is_asked()
    {
        var mark = $"Cible{Guid.NewGuid():N}"[..14];
        var school = await app.People.SchoolAsync($"Collège {mark}", "Melun");
        await using (var db = app.Database.Open())
            await db.Schools.Where(s => s.Id == school.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.PublicPageUrl, "https://college.example.org/"), TestContext.Current.CancellationToken);
        using var client = new FormClient(app.Address);

        Assert.Equal("https://college.example.org/", await UrlAsync($"/colleges/recherche?q={mark}"));
        Assert.Equal($"/colleges/{school.Uai}", await UrlAsync($"/colleges/recherche?contact=true&q={mark}"));

        async Task<string?> UrlAsync(string path)
        {
            using var answer = await client.GetAsync(path);
            Assert.Equal("public, max-age=60", answer.Headers.CacheControl?.ToString());
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return json.RootElement.GetProperty("hits")[0].GetProperty("url").GetString();
        }
    }

    [Fact]
    public async Task Who_is_signed_in_finds_his_own_pages_beside()
    {
        var pupil = await app.People.AccountAsync("VITRINE", "Zoé", []);
        var page = (await app.VisitorAsync(browser, await app.People.SignedInAsync(pupil.Id))).Page;
        await page.GotoAsync("/");
        await Expect(page.Link("Mon compte")).ToBeVisibleAsync();
        await Expect(page.Link("Console")).ToHaveCountAsync(0);
        await Expect(page.Link("Se connecter")).ToBeVisibleAsync();
        var agent = (await app.VisitorAsync(browser, await app.People.OperatorAsync(Function.Support, []))).Page;
        await agent.GotoAsync("/");
        await Expect(agent.Link("Console")).ToBeVisibleAsync();
    }
}
