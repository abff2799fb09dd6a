using AdminConsole.Making;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>What holds for every public page: for a tired person on a small phone, with or without scripts.</summary>
public sealed class PublicPagesTests(ConsoleApp app, Browser browser) : IClassFixture<ConsoleApp>, IClassFixture<Browser>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/guides/professeurs")]
    [InlineData("/probleme-de-connexion/parent")]
    [InlineData("/colleges")]
    [InlineData("/connexion")]
    [InlineData("/aide")]
    [InlineData("/reinitialisation/inconnu")]
    [InlineData("/introuvable")]
    [InlineData("/erreur")]
    public async Task A_public_page_is_accessible(string url)
    {
        var visitor = await Visitor.ArriveAsync(browser, app.Address);
        await visitor.Page.GotoAsync(url, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_large_target_is_at_least_44_pixels_high()
    {
        var visitor = await Visitor.ArriveAsync(browser, app.Address, new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await visitor.Page.GotoAsync("/connexion");
        foreach (var target in await visitor.Page.Locator("main > .sheet :is(a, button, input:not([type=hidden], [type=checkbox]), .remember label), header a").AllAsync())
        {
            var box = await target.BoundingBoxAsync();
            Assert.True(box?.Height >= 43.9, $"{await target.InnerHTMLAsync()} is {box?.Height} high.");
        }
    }

    [Fact]
    public async Task French_comes_first_whatever_the_browser_and_English_is_remembered()
    {
        var visitor = await Visitor.ArriveAsync(browser, app.Address, new() { Locale = "en-US" });
        var page = visitor.Page;
        await page.GotoAsync("/connexion");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connexion" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await page.GotoAsync("/aide");
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Français" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
    }

    [Fact]
    public async Task A_password_is_shown_on_demand_and_hidden_before_it_is_sent()
    {
        var page = (await Visitor.ArriveAsync(browser, app.Address)).Page;
        await page.GotoAsync("/connexion");
        var password = page.GetByLabel("Mot de passe", new() { Exact = true });
        await page.GetByLabel("Identifiant", new() { Exact = true }).FillAsync("personne");
        await password.FillAsync("secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Afficher" }).ClickAsync();
        await Assertions.Expect(password).ToHaveAttributeAsync("type", "text");
        await page.EvaluateAsync("document.querySelector('form').addEventListener('submit', e => e.preventDefault())");
        await password.PressAsync("Enter");
        await Assertions.Expect(password).ToHaveAttributeAsync("type", "password");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Afficher" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_double_click_sends_once()
    {
        var page = (await Visitor.ArriveAsync(browser, app.Address)).Page;
        await page.GotoAsync("/connexion");
        await page.GetByLabel("Identifiant", new() { Exact = true }).FillAsync("personne");
        await page.GetByLabel("Mot de passe", new() { Exact = true }).FillAsync("secret");
        var prevented = await page.EvaluateAsync<bool[]>(
            """
            () => {
              const prevented = [];
              addEventListener("submit", event => { prevented.push(event.defaultPrevented); event.preventDefault(); });
              const button = document.querySelector("[data-once]");
              button.click();
              button.click();
              return prevented;
            }
            """);
        Assert.Equal([false, true], prevented);
    }

    [Fact]
    public async Task An_unknown_address_is_not_found_and_says_so()
    {
        var page = (await Visitor.ArriveAsync(browser, app.Address)).Page;
        var response = await page.GotoAsync("/nulle-part");
        Assert.Equal(404, response!.Status);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Page introuvable" })).ToBeVisibleAsync();
    }
}
