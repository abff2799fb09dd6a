using System.Text;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>
/// The offline list of what everybody chooses: leaked passwords, French words, French names and French habits.
/// A common password stays one with digits and signs around it, with blanks in it, said twice, or with letters that
/// look like digits (« M0tDeP@sse2026! »).
/// </summary>
internal sealed class CommonPasswords
{
    /// <summary>A shorter core says nothing of the whole: « thé » and a random number is not a common password.</summary>
    private const int ShortestCore = 4;

    private const string LookAlikes = "0o1i3e4a5s7t8b@a$s!i€e";

    private readonly HashSet<string> entries;

    public CommonPasswords(params IEnumerable<string>[] lists)
    {
        entries = new HashSet<string>(lists.Sum(list => list.TryGetNonEnumeratedCount(out var count) ? count : 0), StringComparer.Ordinal);
        foreach (var list in lists) entries.UnionWith(list);
    }

    /// <summary>Number of distinct entries.</summary>
    public int Count => entries.Count;

    /// <summary>Whether the password, in NFC, comes down to an entry.</summary>
    public bool Contains(string password)
    {
        var core = Core(password);
        return Any(password) || Any(core) || Any(Plain(core)) || Any(Core(Plain(password)));
    }

    private bool Any(string text)
    {
        var compact = Folding.Fold(text).Replace(" ", "", StringComparison.Ordinal);
        return compact.Length >= ShortestCore && (entries.Contains(compact) || entries.Contains(compact[..Period(compact)]));
    }

    /// <summary>The text without whatever surrounds its first and last letter.</summary>
    private static string Core(string text)
    {
        var first = 0;
        var end = text.Length;
        while (first < end && !char.IsLetter(text[first])) first++;
        while (end > first && !char.IsLetter(text[end - 1])) end--;
        return text[first..end];
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text);
        for (var i = 0; i < LookAlikes.Length; i += 2) plain.Replace(LookAlikes[i], LookAlikes[i + 1]);
        return plain.ToString();
    }

    /// <summary>Length of the shortest beginning whose repetition is the whole text; the text's own length when it repeats nothing.</summary>
    internal static int Period(string text)
    {
        if (text.Length == 0) return 0;
        // Knuth, Morris and Pratt: border[i] is the longest beginning that also ends text[..(i + 1)].
        var border = new int[text.Length];
        for (int i = 1, matched = 0; i < text.Length; i++)
        {
            while (matched > 0 && text[i] != text[matched]) matched = border[matched - 1];
            if (text[i] == text[matched]) matched++;
            border[i] = matched;
        }
        var period = text.Length - border[^1];
        return text.Length % period == 0 ? period : text.Length;
    }
}
