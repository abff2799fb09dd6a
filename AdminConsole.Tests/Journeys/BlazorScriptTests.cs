using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Journeys;

/// <summary>The script that the build serves opens a circuit, and only where it is wanted.</summary>
public sealed class BlazorScriptTests(ConsoleApp app, Browser browser) : IClassFixture<ConsoleApp>, IClassFixture<Browser>
{
    [Fact]
    public async Task A_console_page_gets_its_circuit()
    {
        var page = await app.PageOfAsync(browser, await app.People.OperatorAsync(Function.Support, []));
        await page.GotoAsync(new Uri(app.Address, "/console").ToString());
        await page.Locator("main:not([aria-busy])").WaitForAsync();
    }

    [Fact]
    public async Task A_public_page_loads_neither_Blazor_nor_Radzen()
    {
        var page = await browser.NewPageAsync();
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(new Uri(app.Address, "/connexion").ToString());
        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, url => url.Contains("blazor", StringComparison.OrdinalIgnoreCase) || url.Contains("Radzen", StringComparison.Ordinal));
    }
}
