using System.Text;
using Zxcvbn;
using Zxcvbn.Matcher;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>
/// zxcvbn with French in it: its own English dictionaries, our lists, and keys where a French keyboard has them.
/// Its score 3 begins at 2 × 10^10 guesses, 34 bits.
/// </summary>
internal sealed class GuessEstimate : IMatcherFactory
{
    public const int SafeScore = 3;

    /// <summary>
    /// Code units fed to zxcvbn at once. It looks at every piece of the text in every dictionary, for every reading of look-alike
    /// digits: work grows with the square of the length and 128 signs of a hostile text cost a core for long. 34 bits
    /// are reached, or not, well within this window; what is longer is judged by its beginning and its end.
    /// </summary>
    public const int Window = 40;

    private readonly List<IMatcher> matchers;
    private readonly Zxcvbn.Zxcvbn zxcvbn;

    public GuessEstimate(IEnumerable<string> passwords, IEnumerable<string> words, IEnumerable<string> names, IEnumerable<string> habits)
    {
        var dictionaries = new List<DictionaryMatcher>
        {
            new("passwords", passwords),
            new("french", words),
            new("french_names", names),
            new("french_habits", habits),
            new("english", "english.lst"),
            new("male_names", "male_names.lst"),
            new("female_names", "female_names.lst"),
            new("surnames", "surnames.lst"),
            new("us_tv_and_film", "us_tv_and_film.lst"),
        };
        matchers =
        [
            .. WithLookAlikes(dictionaries),
            new RepeatMatcher(),
            new SequenceMatcher(),
            new DateMatcher(),
            new RegexMatcher(@"\d{3,}", 10, true, "digits"),
            new RegexMatcher(@"19\d\d|20\d\d", 119, false, "year"),
            new SpatialMatcher(),
            new Respelled(new SpatialMatcher(), Respelled.AsOnQwerty),
        ];
        zxcvbn = new Zxcvbn.Zxcvbn(this);
    }

    /// <summary>0 to 4, from a password in NFC; the owner's own words are guessed first.</summary>
    public int Score(string password, IReadOnlyCollection<string> ownWords)
    {
        // A text said over and over is worth the text once: this version of zxcvbn only notices one repeated letter.
        var text = password[..CommonPasswords.Period(password)];
        if (text.Length <= Window) return ScoreOf(text, ownWords);
        var head = ScoreOf(text[..Window], ownWords);
        return head >= SafeScore ? head : Math.Max(head, ScoreOf(text[^Window..], ownWords));
    }

    private int ScoreOf(string text, IReadOnlyCollection<string> ownWords) => zxcvbn.EvaluatePassword(text, ownWords).Score;

    IEnumerable<IMatcher> IMatcherFactory.CreateMatchers(IEnumerable<string> userInputs) =>
        [new Together([.. WithLookAlikes([new DictionaryMatcher("user_inputs", userInputs)]), .. matchers])];

    private static IEnumerable<IMatcher> WithLookAlikes(List<DictionaryMatcher> dictionaries) =>
        dictionaries.Append<IMatcher>(new L33tMatcher(dictionaries)).Select(matcher => new Respelled(matcher, Respelled.WithoutAccent));

    /// <summary>zxcvbn builds the union of its matchers anew for every sign of the text: with one matcher there is little to build.</summary>
    private sealed class Together(IReadOnlyList<IMatcher> matchers) : IMatcher
    {
        public IEnumerable<Match> MatchPassword(string password) => matchers.SelectMany(matcher => matcher.MatchPassword(password)).ToList();
    }

    /// <summary>Shows a matcher the text in another spelling, sign by sign, so that what it finds stands at the same place.</summary>
    private sealed class Respelled(IMatcher inner, Func<char, char> respell) : IMatcher
    {
        // Pairs: what a key types in France, then what it types in the United States, whose keyboard zxcvbn knows.
        private const string Keys = "&1é2\"3'4(5-6è7_8ç9à0)-azzwqawzm;,m;,:.!/ù'^[$]*\\AQZWQAWZM:?M.</>§?";

        public IEnumerable<Match> MatchPassword(string password)
        {
            var matches = inner.MatchPassword(string.Create(password.Length, (password, respell), static (spelled, from) =>
            {
                for (var i = 0; i < spelled.Length; i++) spelled[i] = from.respell(from.password[i]);
            })).ToList();
            foreach (var match in matches) match.Token = password.Substring(match.i, match.j - match.i + 1);
            return matches;
        }

        public static char WithoutAccent(char sign)
        {
            if (sign < '\u0080') return sign;
            if (char.IsSurrogate(sign)) return sign;
            var plain = sign.ToString().Normalize(NormalizationForm.FormD)[0];
            return char.IsAsciiLetter(plain) ? plain : sign;
        }

        public static char AsOnQwerty(char sign)
        {
            for (var i = 0; i < Keys.Length; i += 2)
            {
                if (Keys[i] == sign) return Keys[i + 1];
            }
            return sign;
        }
    }
}
