using System.Text.RegularExpressions;
using static AdminConsole.Domain.Model.Passwords.Owners;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>« Proposer une phrase » (rule 11 of recovery).</summary>
public sealed partial class PhraseMakerTests
{
    private readonly PhraseMaker maker = new(Rules);
    private readonly string[] words = WordLists.PhraseWords();

    [Fact]
    public void A_phrase_has_at_least_fifty_bits()
    {
        Assert.True(words.Length >= 1_200);
        Assert.Equal(words.Length, words.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Math.Log2((double)words.Length * (words.Length - 1) * (words.Length - 2) * (words.Length - 3) * (words.Length - 4)), maker.Bits, 6);
        Assert.True(maker.Bits >= 50, $"{maker.Bits} bits");
    }

    /// <summary>Before any rule chose among them: a refused draw would take from the fifty bits.</summary>
    [Fact]
    public void A_thousand_draws_pass_the_rules_of_operators_and_differ()
    {
        var phrases = Enumerable.Range(0, 1_000).Select(_ => maker.Draw(15)).ToList();
        Assert.All(phrases, phrase => Assert.Matches(Shape(), phrase));
        Assert.All(phrases, phrase => Assert.Empty(Rules.Check(phrase, Operator with { Names = [], Logins = [], Schools = [] })));
        Assert.All(phrases, phrase => Assert.Equal(5, phrase.Split('-').Distinct().Count()));
        Assert.Equal(phrases.Count, phrases.Distinct().Count());
    }

    [Fact]
    public void What_is_proposed_passes_for_pupils_and_operators()
    {
        foreach (var owner in new[] { Pupil, Operator })
        {
            Assert.All(Enumerable.Range(0, 10), _ => Assert.Empty(Rules.Check(maker.Propose(owner), owner)));
        }
    }

    [Fact]
    public void No_phrase_has_the_name_of_the_person()
    {
        // A family whose names are half the list: nearly every draw is refused, and none may slip through.
        var owner = Pupil with { Names = [.. words.Take(words.Length / 4)] };
        var own = owner.Names.ToHashSet();
        Assert.All(Enumerable.Range(0, 20), _ => Assert.DoesNotContain(maker.Propose(owner).Split('-'), own.Contains));
    }

    [Fact]
    public void A_longer_minimum_gives_a_longer_phrase()
    {
        var rules = new PasswordRules(new PasswordOptions { MinimumLength = PasswordOptions.Ceiling, OperatorMinimumLength = PasswordOptions.Ceiling });
        var phrase = new PhraseMaker(rules).Propose(Pupil);
        Assert.True(phrase.Length >= PasswordOptions.Ceiling);
        Assert.Empty(rules.Check(phrase, Pupil));
    }

    [Fact]
    public void Every_word_is_four_to_eight_plain_letters() => Assert.All(words, word => Assert.Matches(Word(), word));

    [Fact]
    public void The_list_is_sorted_so_that_a_review_sees_what_was_added() => Assert.Equal(words.Order(StringComparer.Ordinal), words);

    /// <summary>
    /// What a school must not print for a child: pieces of coarse words (sex, drugs, violence), then whole words that read badly
    /// beside another word (insults by animal, body, origin), religion, politics, gambling and brands.
    /// </summary>
    [Fact]
    public void No_word_hurts()
    {
        Assert.DoesNotContain(words, Coarse().IsMatch);
        Assert.DoesNotContain(words, Unfit().IsMatch);
    }

    [Theory]
    [InlineData("connard")]
    [InlineData("salope")]
    [InlineData("cochon")]
    [InlineData("pistolet")]
    [InlineData("eglise")]
    [InlineData("carrefour")]
    [InlineData("vote")]
    public void A_planted_word_is_found(string word) => Assert.True(Coarse().IsMatch(word) || Unfit().IsMatch(word));

    [GeneratedRegex("^[a-z]{4,8}(-[a-z]{4,8}){4,}$")]
    private static partial Regex Shape();

    [GeneratedRegex("^[a-z]{4,8}$")]
    private static partial Regex Word();

    [GeneratedRegex("^(con|conn.*|salop.*|sale|salaud.*|put(e|ain).*|pute|bite.*|couill.*|nichon.*|fess.*|cul|baise.*|nique.*|encul.*|merd.*|piss.*|chi(er|ott.*)|sexe.*|porn.*|viol(er|eur)?|drogu.*|joint.*|haschi.*|coca.ne|tabac|cigar.*|alcool.*|biere|vin|rhum|whisk.*|arme|fusil.*|pistolet.*|couteau.*|poignard.*|guerre.*|tu(er|eur|erie)|meurt.*|mort.*|sang|bomb.*|cercueil|cadavre|pend(re|u)|noyer|suicid.*)$")]
    private static partial Regex Coarse();

    [GeneratedRegex("^(cochon.*|porc|truie|vache.*|dinde|thon|baleine|morue|grue|singe.*|macaque|guenon|gorille|rat|raton|cafard|blaireau|mouton|poule|chien.*|chameau|boudin|cruche|cornichon|nouille|patate|melon|gros.*|grass.*|moche|vilain.*|bete|idiot.*|nul|noir|blanc|brun|arabe|juif|indien|gitan|dieu.*|eglise.*|messe|ange.*|diable.*|saint.*|croi(x|sade)|pape|moine|temple|mosquee|bible|coran|voile|foulard|priere|vote.*|urne|parti|front|gauche|droite|maire|mairie|commune|roi|national.*|faucille|orange|carrefour|casino|total|leclerc|puma|jaguar|golf|polo|lotus|oasis|klaxon|frigo|thermos|loto|jeton|poker|roulette)$")]
    private static partial Regex Unfit();
}
