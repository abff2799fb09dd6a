using System.Globalization;
using System.Text;

namespace AdminConsole.Domain.Model;

/// <summary>Why a typed address is refused; each has a sentence of its own on screen.</summary>
public enum AddressFault
{
    Empty,
    TooLong,

    /// <summary>CR, LF or another control or invisible character (rule 21 of recovery).</summary>
    ControlCharacter,

    /// <summary>More than one address, or more than one @.</summary>
    NotOne,

    /// <summary>« Nom &lt;adresse&gt; », or quotes.</summary>
    DisplayName,
    Malformed,

    /// <summary>Letters of several alphabets in the domain: made to look like another one.</summary>
    LookAlikeDomain,
}

/// <summary>
/// Exactly one mail address that any server takes: an ASCII local part and a domain in ASCII, international domains
/// as punycode. <see cref="DomainAsTyped"/> is set when the domain had to be rewritten, so that the page can say so.
/// </summary>
public sealed record EmailAddress(string Value, string? DomainAsTyped)
{
    private const int LocalLength = 64;
    private const string LocalSymbols = "!#$%&'*+-/=?^_`{|}~.";
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>True when the text is one usable address; else <paramref name="fault"/> says why not.</summary>
    public static bool TryParse(string? typed, out EmailAddress address, out AddressFault fault)
    {
        address = new EmailAddress("", null);
        var text = (typed ?? "").Trim(' ');
        if (FaultOf(text) is { } found)
        {
            fault = found;
            return false;
        }
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (local, domain) = (text[..at], text[(at + 1)..]);
        fault = AddressFault.Malformed;
        if (!IsLocalPart(local) || !TryAscii(domain, out var ascii)) return false;
        if (MixesAlphabets(ascii))
        {
            fault = AddressFault.LookAlikeDomain;
            return false;
        }
        var value = local + "@" + ascii;
        if (value.Length > Account.EmailLength)
        {
            fault = AddressFault.TooLong;
            return false;
        }
        address = new EmailAddress(value, string.Equals(ascii, domain, StringComparison.OrdinalIgnoreCase) ? null : domain);
        return true;
    }

    /// <summary>Whether two stored addresses reach the same mailbox: letter case never made two of one.</summary>
    public static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>What a journal may hold of an address: « j•••@e•••.org ».</summary>
    public static string? Mask(string? value)
    {
        if (value is null) return null;
        var at = value.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at == value.Length - 1) return "•••";
        var dot = value.LastIndexOf('.');
        return $"{value[0]}•••@{value[at + 1]}•••{(dot > at ? value[dot..] : "")}";
    }

    private static AddressFault? FaultOf(string text)
    {
        if (text.Length == 0) return AddressFault.Empty;
        if (text.EnumerateRunes().Any(IsUnseen)) return AddressFault.ControlCharacter;
        if (text.Length > Account.EmailLength) return AddressFault.TooLong;
        if (text.AsSpan().ContainsAny("<>\"")) return AddressFault.DisplayName;
        if (text.AsSpan().ContainsAny(",;") || text.Count(c => c is '@' or '＠') > 1) return AddressFault.NotOne;
        return text.Contains('@', StringComparison.Ordinal) ? null : AddressFault.Malformed;
    }

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune == Rune.ReplacementChar;

    private static bool IsLocalPart(string local) =>
        local.Length is > 0 and <= LocalLength
        && local.All(c => char.IsAsciiLetterOrDigit(c) || LocalSymbols.Contains(c, StringComparison.Ordinal))
        && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);

    private static bool TryAscii(string domain, out string ascii)
    {
        ascii = "";
        try
        {
            ascii = Idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return false;
        }
        var labels = ascii.Split('.');
        return labels.Length > 1
            && labels.All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
                && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            && !labels[^1].All(char.IsAsciiDigit);
    }

    /// <summary>Judged on what the domain shows, punycode undone: « xn--… » hides letters as well as any font does.</summary>
    private static bool MixesAlphabets(string ascii)
    {
        try
        {
            return Idn.GetUnicode(ascii).EnumerateRunes().Where(Rune.IsLetter).Select(AlphabetOf).Distinct().Count() > 1;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static char AlphabetOf(Rune letter) => letter.Value switch
    {
        < 0x0250 or >= 0x1E00 and < 0x1F00 => 'L',
        >= 0x0370 and < 0x0400 or >= 0x1F00 and < 0x2000 => 'G',
        >= 0x0400 and < 0x0530 or >= 0x1C80 and < 0x1C90 or >= 0x2DE0 and < 0x2E00 or >= 0xA640 and < 0xA6A0 => 'C',
        _ => 'O',
    };
}
