using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace AdminConsole.Making;

/// <summary>
/// axe in the page itself. Its package for Playwright gathers the frames of other sites in an empty page made for each check, which costs
/// several times what the check does; no page here has a frame.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What every page is held to: WCAG 2.2 AA and axe's own good practice.</summary>
    internal static readonly object AllRules = new { type = "tag", values = (string[])["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

    /// <summary>The rules that depend on colours; what the others find is the same in both themes.</summary>
    internal static readonly object ColourRules = new { type = "rule", values = (string[])["color-contrast", "link-in-text-block"] };

    /// <summary>The breaches of these rules that the page has as it stands, a line each.</summary>
    internal static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page, object rules)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await page.EvaluateAsync(Script);
        var result = await page.EvaluateAsync<JsonElement>(
            "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", rules);
        return [.. result.GetProperty("violations").EnumerateArray().Select(Line)];
    }

    private static string Line(JsonElement violation) =>
        $"{violation.GetProperty("id").GetString()} {violation.GetProperty("help").GetString()}: "
        + string.Join(" | ", violation.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("html").GetString()));
}
