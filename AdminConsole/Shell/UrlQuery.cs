using Microsoft.AspNetCore.WebUtilities;

namespace AdminConsole.Shell;

/// <summary>The query of a URL, as a page reads its filters from it.</summary>
public static class UrlQuery
{
    /// <summary>What a key is set to there; null for none.</summary>
    public static Func<string, string?> Read(string? query)
    {
        var asked = QueryHelpers.ParseQuery(query);
        return key => asked.TryGetValue(key, out var values) ? values[0] : null;
    }

    /// <summary>From the question mark on; empty without one.</summary>
    public static string Of(string url) => url.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? url[at..] : "";
}
