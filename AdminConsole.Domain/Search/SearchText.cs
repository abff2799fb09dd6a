using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Search;

/// <summary>What was typed, read in every way that it can be meant: words of names, and the beginning of an identifier.</summary>
/// <param name="Words">Folded, distinct; empty when it can only be an identifier.</param>
/// <param name="Identifier">As a login, alias, address or external id would be written; empty when it cannot be one.</param>
/// <param name="Phones">What a number in E.164 may begin with; empty when it cannot be one.</param>
internal sealed record SearchText(string[] Words, string Identifier, string[] Phones, Guid? IdFrom, Guid? IdTo)
{
    /// <summary>No name on record has as many words; what follows them is not looked at.</summary>
    private const int MostWords = 12;

    private const int ShortestIdentifier = 3;

    // Overseas numbers are dialled nationally with their own first digits, and have country codes of their own.
    private static readonly (string National, string Country)[] Overseas =
    [
        ("639", "+262"), ("692", "+262"), ("693", "+262"), ("690", "+590"), ("691", "+590"), ("694", "+594"), ("696", "+596"), ("697", "+596"),
    ];

    private static readonly char[] InnerMarks = ['.', '@', '_'];

    public static readonly SearchText Empty = new([], "", [], null, null);

    /// <summary>Never fails, whatever was typed and however long it is: what no name or identifier can hold matches nothing.</summary>
    public static SearchText Read(string? typed)
    {
        var words = WordsOf(typed);
        if (words is []) return Empty;
        var identifier = Folding.Login(typed);
        // PostgreSQL has no text with a NUL in it, and neither has any identifier.
        if (identifier.Length < ShortestIdentifier || identifier.Contains('\0', StringComparison.Ordinal)) identifier = "";
        var (from, to) = IdsOf(identifier);
        // « zoe.legr » and « zoe@ex » are typed for a login and an address: no blank is in either. Names only if nobody has it.
        var onlyIdentifier = words.Length > 1 && identifier.IndexOfAny(InnerMarks) > 0 && !identifier.Any(char.IsWhiteSpace);
        var phones = PhonesOf(identifier);
        // Apart from a number as people write it, no identifier has a blank in it.
        if (phones is [] && identifier.Any(char.IsWhiteSpace)) identifier = "";
        return new(onlyIdentifier ? [] : words, identifier, phones, from, to) { Spare = onlyIdentifier ? words : [] };
    }

    /// <summary>Words to look for when nobody has the identifier: « st.martin » may be a name after all.</summary>
    public string[] Spare { get; init; } = [];

    /// <summary>What was typed as a name only, or nothing when it was asked for as a name already.</summary>
    public SearchText? AsName => Spare is [] || Identifier.Contains('@', StringComparison.Ordinal) ? null : Empty with { Words = Spare };

    /// <summary>Nothing that a search can use: no letter and no digit.</summary>
    public bool IsEmpty => Words is [] && Identifier is "";

    /// <summary>Whether the words could be a name that somebody wrote down wrongly.</summary>
    public bool LooksLikeAName => Words is not [] && !Words.Any(word => word.Any(char.IsDigit));

    // A word that another one begins with asks for nothing more: « ma mar » is « mar ».
    private static string[] WordsOf(string? typed)
    {
        var words = Folding.Fold(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(MostWords).ToArray();
        return [.. words.Where(word => !words.Any(other => other.Length > word.Length && other.StartsWith(word, StringComparison.Ordinal)))];
    }

    private static string[] PhonesOf(string identifier)
    {
        var number = string.Concat(identifier.Where(c => c is not (' ' or '.' or '-' or '/' or '(' or ')' or '\u00a0')));
        var digits = number.StartsWith('+') ? number[1..] : number;
        if (digits.Length is < 2 or > 15 || !digits.All(char.IsAsciiDigit) || number.Length < ShortestIdentifier) return [];
        if (number.StartsWith('+')) return [number];
        if (number.StartsWith("00", StringComparison.Ordinal)) return ["+" + number[2..]];
        if (!number.StartsWith('0')) return ["+" + number];
        var national = number[1..];
        return
        [
            "+33" + national,
            .. Overseas.Where(o => Begin(o.National, national)).Select(o => o.Country + (national.Length > o.National.Length ? national : o.National)),
        ];

        static bool Begin(string prefix, string typed) => typed.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(typed, StringComparison.Ordinal);
    }

    private static (Guid? From, Guid? To) IdsOf(string identifier)
    {
        var digits = identifier.Where((c, i) => !(c == '-' && i is 8 or 13 or 18 or 23)).ToArray();
        if (digits.Length is < ShortestIdentifier or > 32 || !digits.All(char.IsAsciiHexDigit)) return (null, null);
        var begin = new string(digits);
        return (Guid.ParseExact(begin.PadRight(32, '0'), "N"), Guid.ParseExact(begin.PadRight(32, 'f'), "N"));
    }
}
