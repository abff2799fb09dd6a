using Microsoft.AspNetCore.WebUtilities;

namespace AdminConsole.AccountParts;

/// <summary>What <see cref="FileForm"/> sends: the filters of the page, as its URL has them.</summary>
public static class FileQuery
{
    /// <summary>What a key is set to there; null for none.</summary>
    public static Func<string, string?> Read(string? query)
    {
        var asked = QueryHelpers.ParseQuery(query);
        return key => asked.TryGetValue(key, out var values) ? values[0] : null;
    }
}
