using Microsoft.Playwright;
using Xunit.Sdk;

namespace AdminConsole.Making;

/// <summary>A browser for a test class, or for a collection of them: whatever was opened in it is its own, and Chromium is everybody's.</summary>
public sealed class Browser(Chromium chromium) : IAsyncLifetime
{
    private readonly List<IBrowserContext> open = [];
    private ITest? test;

    /// <summary>A page in a context of its own: no cookie of another test.</summary>
    public async Task<IPage> NewPageAsync(BrowserNewContextOptions? options = null)
    {
        // The tests of one browser come one after another: pages that the last one left open would only take time from this one.
        if (TestContext.Current.Test is var now && now != test) await CloseAsync();
        test = now;
        var context = await chromium.NewContextAsync(options ?? new() { Locale = "fr-FR" });
        open.Add(context);
        return await context.NewPageAsync();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task CloseAsync()
    {
        foreach (var context in open) await context.CloseAsync();
        open.Clear();
    }
}
