using System.Security.Cryptography;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>
/// « Proposer une phrase »: five different French words, joined by hyphens, « girafe-crayon-tambour-merci-cascade ».
/// Five different words of 1,200 are at least log2(1200 × 1199 × 1198 × 1197 × 1196) = 51.1 bits (rule 11 asks for 50);
/// words are drawn by the operating system's generator, with replacement of a whole draw that the rules refuse.
/// </summary>
/// <remarks>
/// The words have no accent at all, so that they are typed alike on a phone, on a school's tablet and abroad, and are
/// spelled right nevertheless: words that need an accent are not on the list. A hyphen rather than a blank stands between
/// them, because it is seen on paper and no keyboard completes, doubles or trims it.
/// </remarks>
public sealed class PhraseMaker(PasswordRules rules)
{
    public const int Words = 5;

    /// <summary>Refusals come from a name that is also a word of the list: a handful of words, not a hundred draws.</summary>
    private const int Draws = 100;

    private readonly string[] list = WordLists.PhraseWords();

    /// <summary>Bits of a phrase of <see cref="Words"/> words: every ordered choice is as likely as any other.</summary>
    public double Bits => Enumerable.Range(0, Words).Sum(drawn => Math.Log2(list.Length - drawn));

    /// <summary>A new phrase that <see cref="PasswordRules"/> takes from this person, longer when a longer minimum is configured.</summary>
    /// <exception cref="InvalidOperationException">A hundred phrases were refused: the list or the rules are broken.</exception>
    public string Propose(PasswordOwner owner)
    {
        for (var draw = 0; draw < Draws; draw++)
        {
            var phrase = Draw(rules.MinimumFor(owner));
            if (rules.Check(phrase, owner).Count == 0) return phrase;
        }
        throw new InvalidOperationException($"None of {Draws} phrases passed the rules.");
    }

    /// <summary>A draw that no rule has seen yet.</summary>
    internal string Draw(int minimum)
    {
        var words = new List<string>();
        for (var length = -1; words.Count < Words || length < minimum;)
        {
            var word = list[RandomNumberGenerator.GetInt32(list.Length)];
            if (words.Contains(word)) continue;
            words.Add(word);
            length += word.Length + 1;
        }
        return string.Join('-', words);
    }
}
