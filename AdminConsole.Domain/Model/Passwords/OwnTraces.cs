using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>What a password shows of its owner: words of names, login and school, and the birth date.</summary>
internal sealed class OwnTraces(PasswordOwner owner)
{
    /// <summary>Shorter words are everywhere; rule 11 of recovery counts from four letters.</summary>
    private const int ShortestWord = 4;

    private readonly (PasswordFault Fault, HashSet<string> Words)[] sources =
    [
        (PasswordFault.OwnName, WordsOf(owner.Names)),
        (PasswordFault.OwnLogin, WordsOf(owner.Logins)),
        (PasswordFault.OwnSchool, WordsOf(owner.Schools)),
    ];

    /// <summary>What a guesser who knows the person tries first.</summary>
    public IReadOnlyCollection<string> Guesses() =>
        [.. sources.SelectMany(source => source.Words), .. owner.BirthDate is { } date ? Written(date).Select(parts => string.Concat(parts)) : []];

    /// <summary>The reasons found in a password in NFC, a word once, under the first of name, login and school that has it.</summary>
    public IEnumerable<PasswordRefusal> In(string password)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        var words = Pieces(password).ToHashSet(StringComparer.Ordinal);
        foreach (var (fault, own) in sources)
        {
            // The longest first: « jeanpierre » explains more than « jean ».
            var found = own.Where(words.Contains).Where(said.Add).OrderByDescending(word => word.Length).FirstOrDefault();
            if (found is not null) yield return new PasswordRefusal(fault, Word: found);
        }
        if (owner.BirthDate is { } date && HasDate(password, date)) yield return new PasswordRefusal(PasswordFault.BirthDate);
    }

    /// <summary>A name of several words is also written in one, whole or part by part: « Le Goff-N'Guyen » has legoff and nguyen.</summary>
    private static HashSet<string> WordsOf(IEnumerable<string> texts) => texts
        .SelectMany(text => (IEnumerable<string>)[text, .. text.Split(' '), .. text.Split('-')])
        .SelectMany(part => Folding.Words(part).Concat(Pieces(part)))
        .Where(word => word.EnumerateRunes().Count(Rune.IsLetter) >= ShortestWord)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Folded words of a text: cut at everything that is no letter, and cut again where small letters turn to capitals.
    /// Both cuts count, so that « Dupont2026 », « monDupont » and « DUPONT » have the word, and « dupontel » has not.
    /// </summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var spaced = new StringBuilder(text.Length + 16);
        var humps = new StringBuilder(text.Length + 16);
        var before = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            // A digit belongs to no word, but a mark belongs to the letter before it.
            var sign = Rune.IsDigit(rune) ? " " : rune.ToString();
            if (Rune.IsUpper(rune) && Rune.IsLower(before)) humps.Append(' ');
            spaced.Append(sign);
            humps.Append(sign);
            before = rune;
        }
        return Folding.Fold(spaced.ToString()).Split(' ').Concat(Folding.Fold(humps.ToString()).Split(' '));
    }

    private static bool HasDate(string password, DateOnly date) =>
        Written(date).Any(parts => Regex.IsMatch(password, string.Join(@"[^0-9]{0,3}", parts), RegexOptions.CultureInvariant));

    /// <summary>ddMMyyyy, yyyyMMdd and ddMMyy, in the parts between which separators may stand.</summary>
    private static IEnumerable<string[]> Written(DateOnly date)
    {
        string Part(string format) => date.ToString(format, CultureInfo.InvariantCulture);
        yield return [Part("dd"), Part("MM"), Part("yyyy")];
        yield return [Part("yyyy"), Part("MM"), Part("dd")];
        yield return [Part("dd"), Part("MM"), Part("yy")];
    }
}
