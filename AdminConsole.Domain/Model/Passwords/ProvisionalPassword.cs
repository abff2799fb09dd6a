using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>
/// The one-time secret that opens only « Choisissez votre mot de passe »: <c>XXXX-XXXX-XXXX</c>, log2(27^12) = 57.06 bits
/// (rule 6 of recovery asks for 56). The 27 signs are 2-9 and the consonants without L: beside 0 O 1 I L the other vowels
/// are left out, so that no slip spells a word, and so that no word of 12 letters is taken for a provisional password.
/// </summary>
public static class ProvisionalPassword
{
    public const string Alphabet = "23456789BCDFGHJKMNPQRSTVWXZ";
    private const int Signs = 12;
    private const int GroupSize = 4;

    /// <summary>Typed text longer than this is not looked at: even with a blank around every sign it would not be one.</summary>
    private const int MaxTyped = 64;

    /// <summary>A new one from the operating system's generator, in the form that is shown and hashed.</summary>
    public static string Create() => Grouped(RandomNumberGenerator.GetString(Alphabet, Signs));

    /// <summary>Whether the text has the format, whatever its case, blanks and hyphens: that alone chooses which hash is checked (rule 10).</summary>
    public static bool LooksLikeOne(string? typed) => Normalize(typed) is not null;

    /// <summary>The form that is hashed, or null when the text is not one.</summary>
    public static string? Normalize(string? typed)
    {
        if (typed is null || typed.Length > MaxTyped) return null;
        Span<char> signs = stackalloc char[Signs];
        var count = 0;
        foreach (var typedSign in typed)
        {
            if (char.IsWhiteSpace(typedSign) || IsHyphen(typedSign)) continue;
            var sign = char.ToUpperInvariant(typedSign);
            if (count == Signs || !Alphabet.Contains(sign, StringComparison.Ordinal)) return null;
            signs[count++] = sign;
        }
        return count == Signs ? Grouped(signs) : null;
    }

    /// <summary>
    /// One of 16 values that follow from it. Living tokens of one account have different ones, so that a typed provisional password
    /// names the one hash to check. Whoever steals the database learns 4 of its 57 bits.
    /// </summary>
    /// <param name="normalized">As <see cref="Create"/> and <see cref="Normalize"/> give it.</param>
    public static short TagOf(string normalized) => (short)(SHA256.HashData(Encoding.ASCII.GetBytes(normalized))[0] & 0xF);

    /// <summary>Text programs turn a hyphen into any of its kin, and hide soft ones and zero-width blanks in what is copied.</summary>
    private static bool IsHyphen(char sign) =>
        sign is '\u2212' || char.GetUnicodeCategory(sign) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;

    private static string Grouped(ReadOnlySpan<char> signs) =>
        $"{signs[..GroupSize]}-{signs[GroupSize..(2 * GroupSize)]}-{signs[(2 * GroupSize)..]}";
}
