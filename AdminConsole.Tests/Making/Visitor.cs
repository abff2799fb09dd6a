using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace AdminConsole.Making;

/// <summary>
/// Somebody in front of a browser. Everything that should never happen on any page is noted while he works: errors in the console,
/// requests to third parties, breaches of the content security policy, faults of the server.
/// </summary>
public sealed class Visitor
{
    private readonly ConcurrentQueue<string> complaints = [];
    private readonly Uri site;

    private Visitor(IPage page, Uri site) => (Page, this.site) = (page, site);

    public IPage Page { get; }

    /// <summary>What should not have happened so far.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    /// <summary>A visitor with an empty cookie jar, French, at 1366 × 900 unless told otherwise.</summary>
    public static async Task<Visitor> ArriveAsync(Browser browser, Uri site, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.Locale ??= "fr-FR";
        options.BaseURL = site.ToString();
        options.ViewportSize ??= new ViewportSize { Width = 1366, Height = 900 };
        var visitor = new Visitor(await browser.NewPageAsync(options), site);
        visitor.Watch();
        return visitor;
    }

    /// <summary>Fails with everything that was noted.</summary>
    public void AssertNothingWrong() => Assert.Empty(complaints);

    /// <summary>
    /// Looks at the page as it stands in both themes and on a narrow screen: axe finds nothing, nothing scrolls sideways. The
    /// viewport and the theme are put back.
    /// </summary>
    public async Task AssertAccessibleAsync()
    {
        var size = Page.ViewportSize!;
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var violations = await Axe.ViolationsAsync(Page, scheme is ColorScheme.Light ? Axe.AllRules : Axe.ColourRules);
            Assert.Empty(violations.Select(violation => $"{Page.Url} {scheme}: {violation}"));
        }

        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Null });
        await Page.SetViewportSizeAsync(390, 844);
        var (wide, shown) = (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await Page.EvaluateAsync<int>("document.documentElement.clientWidth"));
        Assert.True(wide <= shown, $"{Page.Url} is {wide} wide on a screen of {shown}.");
        await Page.SetViewportSizeAsync(size.Width, size.Height);
    }

    private void Watch()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error") complaints.Enqueue($"console: {message.Text} ({message.Location})");
        };
        Page.PageError += (_, error) => complaints.Enqueue($"script: {error}");
        Page.Request += (_, request) =>
        {
            var to = new Uri(request.Url);
            if (to.Scheme is not ("data" or "blob" or "about") && to.Authority != site.Authority) complaints.Enqueue($"third party: {request.Url}");
        };
        Page.Response += (_, response) =>
        {
            if (response.Status >= 500) complaints.Enqueue($"server: {response.Status} {response.Url}");
        };
    }
}
