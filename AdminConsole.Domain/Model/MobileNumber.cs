using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using PhoneNumbers;

namespace AdminConsole.Domain.Model;

/// <summary>Why a typed number is refused; each has a sentence of its own on screen.</summary>
public enum MobileFault
{
    Empty,
    TooLong,

    /// <summary>CR, LF or another control character (rule 21 of recovery).</summary>
    ControlCharacter,

    /// <summary>More than one number.</summary>
    NotOne,

    /// <summary>Letters: « poste 12 », a name, an address.</summary>
    Letters,

    /// <summary>Too few or too many digits, or a sign that no number has.</summary>
    Malformed,

    /// <summary>A fixed line, or one of a box (09): it takes no SMS.</summary>
    Landline,

    /// <summary>A number with a tariff of its own, or a free one (08…).</summary>
    Premium,

    /// <summary>Right in its length, but no operator has given out such a mobile.</summary>
    NotMobile,

    /// <summary>A mobile of a country that this installation sends no SMS to (Sms:Countries).</summary>
    CountryNotServed,
}

/// <summary>
/// Exactly one mobile number, E.164 with its plus sign, and the ISO 3166 code of its country. Written nationally, a number is one of France or of
/// its overseas départements, whose ranges do not overlap; any other must say its country. The ranges are those of the package
/// libphonenumber, kept from the national plans as the ITU publishes them (for France: ARCEP, décision 2018-0881 and those that
/// change it).
/// </summary>
public sealed record MobileNumber(string Value, string Country)
{
    /// <summary>More than any number, however it is spaced.</summary>
    private const int TypedLength = 60;

    /// <summary>06 39 98: ARCEP keeps it for fiction, so no operator has it; the demo data do.</summary>
    private const string Fiction = "+3363998";
    private const int FictionLength = 12;

    /// <summary>France first: most are of it, and the others' ranges are free there.</summary>
    private static readonly string[] NationalPlans = ["FR", "GP", "RE", "MQ", "GF", "YT"];
    private static readonly PhoneNumberUtil Plans = PhoneNumberUtil.GetInstance();
    private static readonly FrozenSet<string> Countries = Plans.GetSupportedRegions().ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True when the text is one mobile number of any country; else <paramref name="fault"/> says why not.</summary>
    public static bool TryParse(string? typed, out MobileNumber number, out MobileFault fault)
    {
        number = new MobileNumber("", "");
        // What phones and spreadsheets put around a number unseen (direction marks) goes; blanks and digits of every kind become plain ones.
        var text = string.Concat((typed ?? "").EnumerateRunes().Where(r => Rune.GetUnicodeCategory(r) is not UnicodeCategory.Format))
            .Normalize(NormalizationForm.FormKC).Trim(' ');
        if (FaultOf(text) is { } found)
        {
            fault = found;
            return false;
        }
        var digits = string.Concat(text.Where(c => char.IsAsciiDigit(c) || c == '+'));
        fault = MobileFault.Malformed;
        if (digits.LastIndexOf('+') > 0) return false;
        foreach (var plan in digits[0] == '+' || digits.StartsWith("00", StringComparison.Ordinal) ? NationalPlans.AsSpan(0, 1) : NationalPlans)
        {
            if (TryRead(digits, plan, out number, out var inPlan)) return true;
            // What France says of it stands: the others only have more ranges.
            if (plan == NationalPlans[0]) fault = inPlan;
        }
        return false;
    }

    /// <summary>Whether the text is the code of a country that has numbers: « FR », « RE ».</summary>
    public static bool IsCountry(string? code) => code is not null && Countries.Contains(code);

    /// <summary>What a journal may hold of a number: « +33 6 •• •• •• 78 ».</summary>
    public static string? Mask(string? value)
    {
        if (value is null) return null;
        return value.Length > 7 && TryNumber(value, null, out var number)
            ? string.Create(CultureInfo.InvariantCulture, $"+{number.CountryCode} {value[$"{number.CountryCode}".Length + 1]} •• •• •• {value[^2..]}")
            : "•••";
    }

    private static MobileFault? FaultOf(string text)
    {
        if (text.Length == 0) return MobileFault.Empty;
        if (text.Any(char.IsControl) || text.Contains('\ufffd', StringComparison.Ordinal)) return MobileFault.ControlCharacter;
        if (text.Length > TypedLength) return MobileFault.TooLong;
        if (text.AsSpan().ContainsAny(",;&|") || text.Count(char.IsAsciiDigit) > 17) return MobileFault.NotOne;
        if (text.Any(char.IsLetter)) return MobileFault.Letters;
        return text.Any(char.IsAsciiDigit) && text.All(IsWritten) ? null : MobileFault.Malformed;
    }

    private static bool IsWritten(char c) =>
        char.IsAsciiDigit(c) || c is ' ' or '+' or '.' or '(' or ')' or '/' or '\u00b7'
        || char.GetUnicodeCategory(c) is UnicodeCategory.DashPunctuation;

    private static bool TryRead(string digits, string plan, out MobileNumber number, out MobileFault fault)
    {
        number = new MobileNumber("", "");
        fault = MobileFault.Malformed;
        if (!TryNumber(digits, plan, out var parsed)) return false;
        var value = Plans.Format(parsed, PhoneNumberFormat.E164);
        var fiction = value.Length == FictionLength && value.StartsWith(Fiction, StringComparison.Ordinal);
        var type = Plans.GetNumberType(parsed);
        if (fiction || type is PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE)
        {
            number = new MobileNumber(value, Plans.GetRegionCodeForNumber(parsed) ?? plan);
            return true;
        }
        fault = type switch
        {
            PhoneNumberType.FIXED_LINE or PhoneNumberType.VOIP => MobileFault.Landline,
            PhoneNumberType.PREMIUM_RATE or PhoneNumberType.SHARED_COST or PhoneNumberType.TOLL_FREE or PhoneNumberType.UAN => MobileFault.Premium,
            _ => Plans.IsPossibleNumber(parsed) ? MobileFault.NotMobile : MobileFault.Malformed,
        };
        return false;
    }

    private static bool TryNumber(string digits, string? plan, out PhoneNumber number)
    {
        try
        {
            number = Plans.Parse(digits, plan);
            return true;
        }
        catch (NumberParseException)
        {
            number = new PhoneNumber();
            return false;
        }
    }
}
