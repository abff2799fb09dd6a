using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Schools;

/// <summary>What somebody typed who looks for a school.</summary>
/// <param name="Folded">Letters and digits of it; empty when there are none.</param>
/// <param name="Query">A tsquery in which each word is the beginning of one; null when no word tells schools apart.</param>
internal sealed record SchoolText(string Folded, string? Query)
{
    /// <summary>No school and town together have as many words; what follows them is not looked at.</summary>
    private const int MostWords = 12;

    private const int ShortestCollege = 4;
    private const string College = "college";

    // Between other words they are not looked for: « collège de Melun » is no school's name. The last word may be a beginning: « les t… ».
    private static readonly HashSet<string> Particles = ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"];

    public bool IsEmpty => Folded is "";

    /// <summary>Never fails, whatever was typed and however long it is.</summary>
    public static SchoolText Read(string? typed)
    {
        var folded = Folding.Fold(typed is { Length: > SchoolFinder.LongestText } ? typed[..SchoolFinder.LongestText] : typed);
        var words = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords).ToArray();
        var telling = words.Where((word, place) => !IsCollege(word) && (place == words.Length - 1 || !Particles.Contains(word))).Distinct().ToArray();
        // Words of folded text are letters and digits, so that nothing in them means anything to tsquery.
        return new(folded, telling is [] ? null : string.Join(" & ", telling.Select(word => $"'{word}':*")));
    }

    /// <summary>From its fourth letter on « coll… » is the word that every school's name begins with.</summary>
    private static bool IsCollege(string word) =>
        word is "colleges" or "clg" || word.Length >= ShortestCollege && College.StartsWith(word, StringComparison.Ordinal);
}
