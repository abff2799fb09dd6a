namespace AdminConsole.Architecture;

/// <summary>Which folder may use which: the table of the README, as code.</summary>
internal static class FolderRules
{
    private const string Domain = "AdminConsole.Domain";
    private const string Features = "AdminConsole.Features.";

    private static readonly string[] ForbiddenInDomain =
        ["Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Components"];

    private static readonly string[] ForbiddenInConsole = ["Microsoft.EntityFrameworkCore"];

    /// <summary>Whether a type may use another, by their full names.</summary>
    public static bool Allow(string user, string used)
    {
        if (!IsOurs(user)) return true;
        if (!IsOurs(used)) return !Forbidden(user).Any(ns => used.StartsWith(ns + ".", StringComparison.Ordinal));
        var (from, to) = (Room(user), Room(used));
        if (from == to || from is "" || to is "") return true;
        return from switch
        {
            _ when from.StartsWith(Domain, StringComparison.Ordinal) => to is Domain + ".Model" || to is Domain && from is not Domain + ".Model" || from is Domain,
            "AdminConsole.Controls" => false,
            "AdminConsole.Shell" or "AdminConsole.Security" => to is "AdminConsole.Controls" or "AdminConsole.Shell" or "AdminConsole.Security"
                or Domain + ".Model" or Domain + ".SignIn" or Domain + ".Functions",
            "AdminConsole.AccountParts" => to is "AdminConsole.Controls" or "AdminConsole.Shell" or "AdminConsole.Security" || InDomain(to),
            _ when from.StartsWith(Features, StringComparison.Ordinal) =>
                to is "AdminConsole.Controls" or "AdminConsole.AccountParts" or "AdminConsole.Shell" or "AdminConsole.Security" || InDomain(to),
            "AdminConsole.Commands" => to is "AdminConsole.Shell" || InDomain(to),
            "AdminConsole.Development" => !to.StartsWith(Features, StringComparison.Ordinal),
            _ => false,
        };
    }

    /// <summary>The folder of a type: AdminConsole.Domain.Search, AdminConsole.Features.Fiche; empty for the projects' own roots.</summary>
    public static string Room(string type)
    {
        var parts = type.Split('.');
        var depth = parts is ["AdminConsole", "Domain", ..] or ["AdminConsole", "Features", ..] ? 3 : 2;
        return parts.Length <= depth ? parts is ["AdminConsole", "Domain", ..] ? Domain : "" : string.Join('.', parts[..depth]);
    }

    private static string[] Forbidden(string user) => InDomain(user) ? ForbiddenInDomain : ForbiddenInConsole;

    private static bool IsOurs(string type) => type.StartsWith("AdminConsole.", StringComparison.Ordinal);

    private static bool InDomain(string room) => room is Domain || room.StartsWith(Domain + ".", StringComparison.Ordinal);
}
