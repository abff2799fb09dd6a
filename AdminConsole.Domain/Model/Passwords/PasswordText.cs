using System.Text;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>The one spelling in which a password is counted, judged and hashed.</summary>
internal static class PasswordText
{
    /// <summary>Most code points accepted (rule 11 of recovery).</summary>
    public const int MaxCodePoints = 128;

    /// <summary>
    /// UTF-16 units above which nothing composes to <see cref="MaxCodePoints"/>: a composed code point has at most four
    /// parts, a part at most two units. Bounds the work on what a stranger types.
    /// </summary>
    public const int MaxUnits = MaxCodePoints * 4 * 2;

    /// <summary>NFC, so that an « é » typed on a Mac and on Windows is the same; null when the text has a lone surrogate.</summary>
    public static string? Canonical(string typed)
    {
        for (var i = 0; i < typed.Length; i++)
        {
            if (!char.IsSurrogate(typed[i])) continue;
            if (!Rune.TryGetRuneAt(typed, i, out _)) return null;
            i++;
        }
        return typed.Normalize(NormalizationForm.FormC);
    }

    public static int CodePoints(string text) => text.EnumerateRunes().Count();
}
