using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace AdminConsole.Domain.Model.Messages;

/// <summary>
/// The alphabet of an SMS (3GPP TS 23.038): 160 septets in one message. A single character outside it would make every
/// character two bytes and leave room for 70, so whatever it does not have is written with what it has.
/// </summary>
public static class Gsm7
{
    /// <summary>Septets that one message holds, and that each of several holds.</summary>
    public const int One = 160;
    private const int OneOfSeveral = 153;

    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>Each takes two septets.</summary>
    private const string Extended = "^{}\\[~]|€";

    private static readonly FrozenDictionary<Rune, string> Replaced = new Dictionary<string, string>
    {
        ["’"] = "'", ["‘"] = "'", ["ʼ"] = "'", ["`"] = "'", ["´"] = "'", ["“"] = "\"", ["”"] = "\"", ["„"] = "\"", ["«"] = "\"", ["»"] = "\"",
        ["–"] = "-", ["—"] = "-", ["‐"] = "-", ["‑"] = "-", ["−"] = "-", ["…"] = "...", ["·"] = "-", ["•"] = "-",
        ["œ"] = "oe", ["Œ"] = "OE", ["ł"] = "l", ["Ł"] = "L", ["đ"] = "d", ["Đ"] = "D", ["ð"] = "d", ["þ"] = "th", ["ı"] = "i", ["ẞ"] = "SS",
    }.ToFrozenDictionary(pair => pair.Key.EnumerateRunes().Single(), pair => pair.Value);

    /// <summary>The text in this alphabet: ê is e, ’ is ', every blank is a blank; what has no likeness is « ? ».</summary>
    public static string Write(string text) => string.Concat(text.Normalize(NormalizationForm.FormC).EnumerateRunes().Select(Write));

    /// <summary>Septets that the text takes; null when a character of it is not of this alphabet.</summary>
    public static int? Septets(string text)
    {
        var sum = 0;
        foreach (var c in text)
        {
            if (Basic.Contains(c, StringComparison.Ordinal)) sum++;
            else if (Extended.Contains(c, StringComparison.Ordinal)) sum += 2;
            else return null;
        }
        return sum;
    }

    /// <summary>Messages that so many septets take.</summary>
    public static int PartsOf(int septets) => septets <= One ? 1 : (septets + OneOfSeveral - 1) / OneOfSeveral;

    private static string Write(Rune rune)
    {
        var same = rune.ToString();
        if (Septets(same) is not null) return same;
        if (Replaced.TryGetValue(rune, out var written)) return written;
        if (Rune.IsWhiteSpace(rune)) return " ";
        var category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.Control) return "";
        var bare = string.Concat(same.Normalize(NormalizationForm.FormKD).Where(c => char.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark));
        return Septets(bare) is not null ? bare : "?";
    }
}
