using AdminConsole.Controls;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Shell;

/// <summary>
/// A link of the console's navigation, marked where somebody is. Drawn by whoever holds it: a component for each way was a good part of what an
/// open page holds in memory.
/// </summary>
internal static class Way
{
    /// <param name="path">Where somebody is, as <see cref="Uri.AbsolutePath"/> has it.</param>
    /// <param name="more">What stands behind the text.</param>
    public static RenderFragment To(string url, string path, IconName icon, string text, RenderFragment? more = null) => builder =>
    {
        builder.OpenElement(0, "a");
        builder.AddAttribute(1, "href", url);
        if (LeadsAbove(url, path)) builder.AddAttribute(2, "aria-current", "page");
        builder.AddContent(3, Icon.Of(icon));
        builder.AddContent(4, text);
        builder.AddContent(5, more);
        builder.CloseElement();
    };

    /// <summary>Whether the way leads to the page or to one above it: the search is where somebody is on every fiche, and not on the page below it that has a way of its own.</summary>
    private static bool LeadsAbove(string url, string path) =>
        path.Equals(url, StringComparison.OrdinalIgnoreCase)
        || url is not Urls.Console && path.StartsWith($"{url}/", StringComparison.OrdinalIgnoreCase) && !(url is Urls.Accounts && path.Equals(Urls.NewAccount, StringComparison.OrdinalIgnoreCase));
}
