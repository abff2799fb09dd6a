using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>The frame around every page of the console, with the client script that the build serves.</summary>
public sealed class ShellTests(ConsoleApp app, Browser browser) : IClassFixture<ConsoleApp>, IClassFixture<Browser>
{
    [Fact]
    public async Task The_console_is_accessible_in_both_themes()
    {
        var visitor = await ArriveAtHomeAsync();
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task Before_the_circuit_is_up_the_page_says_that_it_is_busy()
    {
        var visitor = await ArriveAsync(new() { JavaScriptEnabled = false });
        await visitor.Page.GotoAsync("/console");
        await Assertions.Expect(visitor.Page.Locator("main")).ToHaveAttributeAsync("aria-busy", "true");
        Assert.Contains("La console a besoin de JavaScript", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keys_lead_to_the_search_from_anywhere()
    {
        var page = (await ArriveAtHomeAsync()).Page;
        await page.Keyboard.PressAsync("Control+k");
        await page.ArrivesAtAsync("**/console/utilisateurs");
    }

    [Fact]
    public async Task The_skip_link_moves_the_focus_to_the_content()
    {
        var page = (await ArriveAtHomeAsync()).Page;
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Aller au contenu" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main")).ToBeFocusedAsync();
        Assert.Equal("/console", new Uri(page.Url).AbsolutePath);
    }

    [Fact]
    public async Task On_a_small_screen_the_ways_are_behind_one_button_and_leave_when_one_is_taken()
    {
        var visitor = await ArriveAsync(new() { ViewportSize = new() { Width = 390, Height = 844 } });
        var page = visitor.Page;
        await page.GotoAsync("/console");
        await Ready(page);
        var (menu, ways) = (page.GetByRole(AriaRole.Button, new() { Name = "Menu", Exact = true }), page.GetByRole(AriaRole.Navigation, new() { Name = "Console" }));
        await Assertions.Expect(ways).ToBeHiddenAsync();

        await menu.PressAsync("Enter");
        await Assertions.Expect(ways).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(ways).ToBeHiddenAsync();
        await Assertions.Expect(menu).ToBeFocusedAsync();

        await menu.PressAsync("Enter");
        await ways.GetByRole(AriaRole.Link, new() { Name = "Demandes" }).ClickAsync();
        await page.ArrivesAtAsync("**/console/demandes");
        await Assertions.Expect(ways).ToBeHiddenAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_circuit_speaks_the_language_that_was_chosen()
    {
        var page = (await ArriveAtHomeAsync()).Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await page.ArrivesAtAsync("**lang=en");
        await Ready(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Home" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task After_a_cut_the_notice_shows_and_the_circuit_comes_back_with_its_state()
    {
        var visitor = await ArriveAsync();
        var page = visitor.Page;
        IWebSocketRoute? socket = null;
        await page.RouteWebSocketAsync("**/_blazor**", route =>
        {
            route.ConnectToServer();
            socket = route;
        });
        await page.GotoAsync("/console");
        await Ready(page);
        // The router asks for the links after it has drawn; a question that the cut swallows is not asked again, and a link then loads its page whole.
        await page.WaitForFunctionAsync("""
            () => {
              const link = Object.assign(document.createElement("a"), { href: location.pathname + "#" });
              let taken = false;
              document.body.append(link);
              addEventListener("click", event => taken = event.defaultPrevented, { once: true });
              link.click();
              link.remove();
              return taken;
            }
            """);
        await page.EvaluateAsync("window.kept = true");
        await socket!.CloseAsync();
        await Assertions.Expect(page.GetByText("Connexion interrompue")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Connexion interrompue")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Recherche" }).ClickAsync();
        await page.ArrivesAtAsync("**/console/utilisateurs");
        Assert.True(await page.EvaluateAsync<bool>("window.kept === true"));
    }

    [Fact]
    public async Task A_refused_circuit_loads_the_page_again()
    {
        var page = (await ArriveAtHomeAsync()).Page;
        await page.EvaluateAsync("window.kept = true");
        await page.EvaluateAsync("document.getElementById('components-reconnect-modal').className += ' components-reconnect-rejected'");
        await page.WaitForFunctionAsync("() => !window.kept");
        await Ready(page);
    }

    private async Task<Visitor> ArriveAsync(BrowserNewContextOptions? options = null)
    {
        var visitor = await Visitor.ArriveAsync(browser, app.Address, options);
        var (name, value) = app.CookieOf(await app.People.OperatorAsync(Function.Support, []));
        await visitor.Page.Context.AddCookiesAsync([new() { Name = name, Value = value, Url = app.Address.ToString(), HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        return visitor;
    }

    private async Task<Visitor> ArriveAtHomeAsync()
    {
        var visitor = await ArriveAsync();
        await visitor.Page.GotoAsync("/console");
        await Ready(visitor.Page);
        return visitor;
    }

    private static Task Ready(IPage page) => page.Locator("main:not([aria-busy])").WaitForAsync();
}
