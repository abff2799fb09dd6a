using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AdminConsole.Domain.Model;

/// <summary>Why a typed name is refused.</summary>
public enum NameFault
{
    Empty,
    TooLong,

    /// <summary>Control or invisible characters (rule 21 of recovery), or neither letter nor digit.</summary>
    Malformed,
}

/// <summary>Why a typed day of birth is refused.</summary>
public enum BirthFault { Missing, Malformed, InFuture, TooLongAgo }

/// <summary>Why a typed class is refused; <see cref="Unknown"/> only asks once whether it is meant.</summary>
public enum ClassFault { TooLong, Malformed, Unknown }

/// <summary>What is typed about a person, as it is stored. Any script is good, one letter is enough, and markup is text.</summary>
internal static partial class PersonText
{
    public const int ClassLength = 50;

    /// <summary>Nobody alive is older, in years.</summary>
    public const int OldestAge = 120;

    public static NameFault? FaultOf(string? typed)
    {
        var name = Clean(typed);
        if (name.Length == 0) return NameFault.Empty;
        if (name.Length > Account.NameLength) return NameFault.TooLong;
        if (char.IsLetterOrDigit(name[0]) && IsPlain(name)) return null;
        return HasHidden(typed!) || Folding.Fold(name).Length == 0 ? NameFault.Malformed : null;
    }

    /// <param name="typed">As a date field sends it, yyyy-MM-dd, or as people write it, dd/MM/yyyy; may be left empty but for pupils.</param>
    public static BirthFault? FaultOf(string? typed, Profile profile, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(typed)) return profile is Profile.Student ? BirthFault.Missing : null;
        if (Birth(typed) is not { } day) return BirthFault.Malformed;
        return day > today ? BirthFault.InFuture : day < today.AddYears(-OldestAge) ? BirthFault.TooLongAgo : null;
    }

    public static DateOnly? Birth(string? typed) =>
        DateOnly.TryParseExact(typed?.Trim(), ["yyyy-MM-dd", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static ClassFault? ClassFaultOf(string? typed)
    {
        if (ClassOf(typed) is not { } name) return null;
        return name.Length > ClassLength ? ClassFault.TooLong : HasHidden(typed!) || Folding.Fold(name).Length == 0 ? ClassFault.Malformed : null;
    }

    /// <summary>Null for none.</summary>
    public static string? ClassOf(string? typed) => Clean(typed) is { Length: > 0 } name ? name : null;

    /// <summary>Without outer blanks, with single inner ones, accents composed: as a file would have it.</summary>
    public static string Clean(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return "";
        if (IsPlain(typed)) return typed;
        // A lone surrogate of a hostile client has no normal form.
        var whole = string.Concat(typed.EnumerateRunes().Select(rune => rune.ToString()));
        return Blanks().Replace(whole.Normalize(NormalizationForm.FormC).Trim(), " ");
    }

    private static bool HasHidden(string typed) => !IsPlain(typed) && typed.EnumerateRunes().Any(rune => !IsJoiner(rune) && Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
        || rune == Rune.ReplacementChar);

    // Nearly every name there is: letters of Latin, composed, with single blanks between. Asked a million times by an import.
    private static bool IsPlain(string typed)
    {
        if (typed[0] == ' ' || typed[^1] == ' ') return false;
        for (var i = 0; i < typed.Length; i++)
        {
            var letter = typed[i];
            if (letter is ' ' ? typed[i - 1] == ' ' : letter is not ('-' or '\'') && (letter > '\u017F' || !char.IsLetterOrDigit(letter))) return false;
        }
        return true;
    }

    // Some scripts are not written right without them.
    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    [GeneratedRegex(@"[\p{Zs}]+")]
    private static partial Regex Blanks();
}
