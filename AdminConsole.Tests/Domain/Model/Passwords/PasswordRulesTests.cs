using System.Diagnostics;
using System.Text;
using static AdminConsole.Domain.Model.Passwords.Owners;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>Rule 11 of recovery.</summary>
public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("motdepasse2026!", PasswordFault.Common)]
    [InlineData("Mot de passe 77", PasswordFault.Common)]
    [InlineData("M0tDeP@sse2026!", PasswordFault.Common)]
    [InlineData("motdepassemotdepasse", PasswordFault.Common)]
    [InlineData("azertyuiop123", PasswordFault.Common)]
    [InlineData("123456789012", PasswordFault.Common)]
    [InlineData("marseille13013", PasswordFault.Common)]
    [InlineData("Je t'aime mon amour", PasswordFault.Common)]
    [InlineData("Parapluie2025", PasswordFault.Common)]
    [InlineData("anticonstitutionnellement", PasswordFault.Common)]
    [InlineData("&é\"'(-è_çà)=", PasswordFault.Guessable)]
    [InlineData("qsdfghjklmwxcvbn", PasswordFault.Guessable)]
    [InlineData("aaaaaaaaaaaaaaaa", PasswordFault.Guessable)]
    [InlineData("abcdefghijklmnop", PasswordFault.Guessable)]
    [InlineData("chocolatchaud", PasswordFault.Guessable)]
    [InlineData("petitchatrouge", PasswordFault.Guessable)]
    [InlineData("ilfautvraimentoublier", PasswordFault.Guessable)]
    [InlineData("vatqyhvatqyh", PasswordFault.Guessable)]
    [InlineData("eleonoreguyen7", PasswordFault.Guessable)]
    [InlineData("Lefèvre-et-le-dragon-7", PasswordFault.OwnName)]
    [InlineData("ELEONORE:vive:la:pluie", PasswordFault.OwnName)]
    [InlineData("nguyen2-tambour-pluie", PasswordFault.OwnName)]
    [InlineData("lolo et ses trois zèbres", PasswordFault.OwnLogin)]
    [InlineData("moulin-tambour-girafe", PasswordFault.OwnSchool)]
    [InlineData("tambour05032012girafe", PasswordFault.BirthDate)]
    public void Bad_French_passwords_are_refused_for_their_own_reason(string password, PasswordFault expected) =>
        Assert.Equal([expected], Faults(password));

    [Theory]
    [InlineData("le-velo-de-paul-grince")]
    [InlineData("12 petits zèbres dansent")]
    [InlineData("éléphant-mauve-trottoir-8")]
    [InlineData("Rentree-2026-demo!")]
    [InlineData("ma grand-mère tricote 3 pulls")]
    [InlineData("v9#Lq!t0ZeW@4rUx")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-v9#Lq!t0ZeW")]
    [InlineData("слон идёт домой пешком")]
    [InlineData("象が静かに森を歩いて帰る夜")]
    [InlineData("😀🐶🌈🍕🚲🎹🏀🌻🦊🍉🎈🐢🍀🚀🎲")]
    public void Good_ones_are_taken_for_pupils_and_operators(string password)
    {
        Assert.Empty(Faults(password));
        if (PasswordText.CodePoints(password) >= 15) Assert.Empty(Faults(password, Operator));
    }

    [Fact]
    public void Operators_need_fifteen()
    {
        const string fourteen = "v9#Lq!t0ZeW@4r";
        Assert.Empty(Faults(fourteen));
        var refusal = Assert.Single(Rules.Check(fourteen, Operator));
        Assert.Equal(new PasswordRefusal(PasswordFault.TooShort, 15), refusal);
    }

    [Fact]
    public void Length_is_counted_in_code_points()
    {
        const string eleven = "😀🐶🌈🍕🚲🎹🏀🌻🦊🍉🎈";
        Assert.Equal(22, eleven.Length);
        Assert.Equal([PasswordFault.TooShort], Faults(eleven));
        Assert.Empty(Faults(eleven + "🐢"));
    }

    [Fact]
    public void Length_is_counted_after_composition()
    {
        var decomposed = "éàùôîçëûâêè".Normalize(NormalizationForm.FormD);
        Assert.Equal(22, decomposed.Length);
        Assert.Equal([PasswordFault.TooShort], Faults(decomposed));
    }

    [Fact]
    public void A_hundred_and_twenty_eight_are_taken_and_one_more_is_not()
    {
        // Four bytes in UTF-8, two units in UTF-16, one code point.
        var random = new Random(1);
        var longest = string.Concat(Enumerable.Range(0, 128).Select(_ => new Rune(0x1F400 + random.Next(60)).ToString()));
        Assert.Empty(Faults(longest));
        Assert.Equal([new PasswordRefusal(PasswordFault.TooLong, 128)], Rules.Check(longest + "a", Pupil));
        Assert.Equal([PasswordFault.TooLong], Faults(new string('é', 1_000_000)));
    }

    [Fact]
    public void A_decomposed_text_of_128_composed_code_points_is_taken()
    {
        // Three parts to a code point is the most that one key of an ordinary keyboard layout makes.
        var composed = string.Concat(Enumerable.Range(0, 128).Select(i => (char)(0x1EA4 + i % 80)));
        Assert.DoesNotContain(PasswordFault.TooLong, Faults(composed.Normalize(NormalizationForm.FormD)));
    }

    [Fact]
    public void Both_spellings_of_an_accent_are_judged_alike() =>
        Assert.Equal(
            Faults("Lefèvre-et-le-dragon-7".Normalize(NormalizationForm.FormC)),
            Faults("Lefèvre-et-le-dragon-7".Normalize(NormalizationForm.FormD)));

    [Fact]
    public void Half_a_character_is_no_text() => Assert.Equal([PasswordFault.NotText], Faults("girafe-tambour-\ud83d-lune"));

    [Theory]
    [InlineData("BCDF-GHJK-MNPQ")]
    [InlineData("bcdf ghjk mn29")]
    public void What_looks_provisional_is_refused_because_it_would_never_open_the_account(string password) =>
        Assert.Contains(PasswordFault.LooksProvisional, Faults(password));

    [Fact]
    public void Every_plain_reason_is_told_at_once() =>
        Assert.Equal([PasswordFault.TooShort, PasswordFault.OwnName, PasswordFault.BirthDate], Faults("Guyen050312"));

    [Fact]
    public void A_minimum_can_be_set_for_a_profile_but_never_lowers_that_of_an_operator()
    {
        var options = new PasswordOptions { ByProfile = { [Profile.Student] = 8, [Profile.Teacher] = 20 } };
        Assert.Equal(8, options.MinimumFor(Profile.Student, isOperator: false));
        Assert.Equal(12, options.MinimumFor(Profile.Relative, isOperator: false));
        Assert.Equal(15, options.MinimumFor(Profile.Student, isOperator: true));
        Assert.Equal(20, options.MinimumFor(Profile.Teacher, isOperator: true));
    }

    [Fact]
    public void No_option_goes_below_eight()
    {
        var options = new PasswordOptions { MinimumLength = 7, OperatorMinimumLength = 65, ByProfile = { [Profile.Guest] = 0 } };
        Assert.Equal(
            ["Passwords:MinimumLength", "Passwords:OperatorMinimumLength", "Passwords:ByProfile:Guest"],
            options.Problems().Select(problem => problem.Key));
        Assert.Throws<ArgumentException>(() => new PasswordRules(options));
        Assert.Empty(new PasswordOptions().Problems());
    }

    [Theory]
    [InlineData("4@8({[<369 1!|70$5+7%2")]
    [InlineData("0123456789")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789@!$|")]
    [InlineData("qwertasdfg")]
    public void The_dearest_text_is_judged_in_bounded_time(string signs)
    {
        var random = new Random(7);
        var text = new string([.. Enumerable.Range(0, 128).Select(_ => signs[random.Next(signs.Length)])]);
        Faults(text);
        var watch = Stopwatch.StartNew();
        Faults(text);
        // 10 to 150 ms on two shared cores; without the window it is several seconds.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1.5), $"took {watch.Elapsed}");
    }

    [Fact]
    public void Many_threads_get_the_same_answers() =>
        Parallel.For(0, 200, i => Assert.Equal(i % 2 == 0 ? [] : [PasswordFault.Guessable], Faults(i % 2 == 0 ? "12 petits zèbres dansent" : "chocolatchaud")));
}
