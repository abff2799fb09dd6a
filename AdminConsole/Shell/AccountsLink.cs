using Microsoft.AspNetCore.Components.Routing;

namespace AdminConsole.Shell;

/// <summary>The way to the search, which is where somebody is on every fiche, and not on the page below it that has a way of its own.</summary>
public sealed class AccountsLink : NavLink
{
    protected override bool ShouldMatch(string uriAbsolute) =>
        base.ShouldMatch(uriAbsolute) && !new Uri(uriAbsolute).AbsolutePath.Equals(Urls.NewAccount, StringComparison.OrdinalIgnoreCase);
}
