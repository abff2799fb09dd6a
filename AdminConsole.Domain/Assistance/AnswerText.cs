using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Assistance;

/// <summary>What an operator writes to a parent: plain text with places for what differs from one to the next.</summary>
public static partial class AnswerText
{
    /// <summary>
    /// The text as it is stored: line ends made one kind, outer blanks gone. Null for none, for more than
    /// <see cref="AssistanceEntry.TextLength"/> characters, and for characters that nobody sees (rule 21 of recovery).
    /// </summary>
    public static string? Read(string? typed)
    {
        var text = (typed ?? "").ReplaceLineEndings("\n").Trim();
        return text.Length is > 0 and <= AssistanceEntry.TextLength && !text.Any(IsUnseen) && !text.Contains('\uFFFD', StringComparison.Ordinal) && !HasLoneSurrogate(text) ? text : null;
    }

    /// <summary>
    /// Puts the values in the places of the text, once: braces in a value stay as they are, whatever they say, and so does a place that is
    /// unknown.
    /// </summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        var known = values.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        return Places().Replace(text, place => known.GetValueOrDefault(place.Groups[1].Value, place.Value));
    }

    // Line ends and tabs are seen; a letter's joiner is part of the letter.
    private static bool IsUnseen(char c) => c is not ('\n' or '\t' or '\u200D' or '\u200C')
        && (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }
        return false;
    }

    [GeneratedRegex(@"\{(\w{1,30})\}", RegexOptions.CultureInvariant)]
    private static partial Regex Places();
}
