using System.Globalization;
using System.Text;
using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Search;

/// <summary>Finds, in a name as it is shown, the letters that answer to folded words: « dup » in « Léa d'Üppre ».</summary>
internal sealed class LetterMarks(SearchText typed)
{
    public MatchedLetters Of(string familyName, string givenName, string? usageName, string login) => new(
        InName(familyName),
        InName(givenName),
        usageName is null ? [] : InName(usageName),
        typed.Identifier.Length > 0 && login.StartsWith(typed.Identifier, StringComparison.Ordinal) ? [new(0, typed.Identifier.Length)] : []);

    private LetterRange[] InName(string name)
    {
        var letters = Letters(name);
        var marked = new bool[name.Length];
        foreach (var word in typed.Words)
        {
            for (var first = 0; first < letters.Count; first++)
            {
                if (letters[first].BeginsWord && Matches(letters, first, word))
                    Array.Fill(marked, true, letters[first].Start, letters[first + word.Length - 1].End - letters[first].Start);
            }
        }
        return Ranges(marked);
    }

    // Only the joined form of the whole name reaches over a blank: « legoff » in « Le Goff ».
    private static bool Matches(List<Letter> letters, int first, string word)
    {
        if (first + word.Length > letters.Count) return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (letters[first + i].Folded != word[i] || (i > 0 && first > 0 && letters[first + i].BeginsWord)) return false;
        }
        return true;
    }

    private static List<Letter> Letters(string name)
    {
        var letters = new List<Letter>(name.Length);
        var beginsWord = true;
        var at = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            // A lone surrogate is read as one replacement character of the same length as itself.
            var end = at + rune.Utf16SequenceLength;
            var folded = Folding.Fold(rune.ToString()).Replace(" ", "", StringComparison.Ordinal);
            if (folded.Length == 0)
            {
                if (IsMark(rune) && letters.Count > 0 && !beginsWord) letters[^1] = letters[^1] with { End = end };
                else if (!IsMark(rune)) beginsWord = true;
            }
            foreach (var letter in folded)
            {
                letters.Add(new(letter, at, end, beginsWord));
                beginsWord = false;
            }
            at = end;
        }
        return letters;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static LetterRange[] Ranges(bool[] marked)
    {
        var ranges = new List<LetterRange>();
        for (var i = 0; i < marked.Length; i++)
        {
            if (!marked[i]) continue;
            var start = i;
            while (i < marked.Length && marked[i]) i++;
            ranges.Add(new(start, i - start));
        }
        return [.. ranges];
    }

    /// <summary>One folded letter and the chars of the shown name that it stands for; « œ » is two letters of one char.</summary>
    private readonly record struct Letter(char Folded, int Start, int End, bool BeginsWord);
}
