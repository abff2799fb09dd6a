using AdminConsole.Making;

namespace AdminConsole.Journeys;

/// <summary>The script that the build serves opens a circuit, and only where it is wanted.</summary>
public sealed class BlazorScriptTests(TestApp app, Browser browser) : IClassFixture<TestApp>, IClassFixture<Browser>
{
    [Fact]
    public async Task A_console_page_answers_clicks()
    {
        app.Listen();
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(app.Address, "/console").ToString());
        await page.WaitForFunctionAsync("() => { document.querySelector('button').click(); return document.querySelector('button').textContent !== '0'; }");
    }

    [Fact]
    public async Task A_public_page_loads_no_script()
    {
        app.Listen();
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(app.Address, "/connexion").ToString());
        Assert.Equal(0, await page.Locator("script").CountAsync());
    }
}
