using System.Globalization;
using System.Text;

namespace AdminConsole.Domain.Model;

/// <summary>
/// The one place where names and typed text lose their case, accents and punctuation, for storing and for asking alike:
/// what is folded differently on both sides is never found.
/// </summary>
public static class Folding
{
    /// <summary>Names longer than this are cut before they are compared; no name on record comes near it.</summary>
    public const int MaxLength = 1_000;

    /// <summary>Letters and digits, lower case, without marks, ligatures opened, everything else a single blank.</summary>
    public static string Fold(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var folded = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in Decompose(text).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark) continue;
            if (Rune.IsLetterOrDigit(rune)) Append(folded, rune);
            else if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
        }
        if (folded.Length > 0 && folded[^1] == ' ') folded.Length--;
        return folded.ToString();
    }

    /// <summary>
    /// Every distinct folded word of the given names. Words end at blanks, hyphens and apostrophes, and the joined form of
    /// a name of several words is a word too: « N'Guyen » gives n, guyen and nguyen.
    /// </summary>
    public static string[] Words(params ReadOnlySpan<string?> names)
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var parts = Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            words.UnionWith(parts);
            if (parts.Length > 1) words.Add(string.Concat(parts));
        }
        return [.. words];
    }

    /// <summary>
    /// A login as typed, made comparable: case, accents, outer blanks and control characters dropped, everything else kept.
    /// The database takes no NUL.
    /// </summary>
    public static string Login(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return "";
        var folded = new StringBuilder(Account.LoginLength);
        foreach (var rune in Decompose(typed.Trim()).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Control) continue;
            Append(folded, rune);
        }
        return folded.ToString();
    }

    private static string Decompose(string text)
    {
        var cut = text.Length > MaxLength ? text[..MaxLength] : text;
        // A lone surrogate, from a cut or from a hostile client, has no normal form: it becomes U+FFFD first.
        var whole = cut.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? string.Concat(cut.EnumerateRunes().Select(rune => rune.ToString())) : cut;
        return whole.Normalize(NormalizationForm.FormKD);
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        var lower = Rune.ToLowerInvariant(rune);
        switch (lower.Value)
        {
            case 'œ': folded.Append("oe"); break;
            case 'æ': folded.Append("ae"); break;
            case 'ß': folded.Append("ss"); break;
            case 'ø': folded.Append('o'); break;
            case 'ł': folded.Append('l'); break;
            case 'đ': folded.Append('d'); break;
            case 'ı': folded.Append('i'); break;
            default:
                if (lower.IsBmp) folded.Append((char)lower.Value);
                else folded.Append(lower.ToString());
                break;
        }
    }
}
