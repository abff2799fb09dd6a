using System.Text.RegularExpressions;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>Rule 6 of recovery, and the format of the product page.</summary>
public sealed partial class ProvisionalPasswordTests
{
    [Fact]
    public void It_has_at_least_56_bits_of_readable_signs()
    {
        Assert.Equal(ProvisionalPassword.Alphabet.Length, ProvisionalPassword.Alphabet.Distinct().Count());
        Assert.True(12 * Math.Log2(ProvisionalPassword.Alphabet.Length) >= 56);
        Assert.DoesNotContain(ProvisionalPassword.Alphabet, "0O1IL".Contains);
        Assert.DoesNotContain(ProvisionalPassword.Alphabet, "AEIOUY".Contains);
    }

    [Fact]
    public void A_thousand_have_the_format_differ_and_use_every_sign()
    {
        var created = Enumerable.Range(0, 1_000).Select(_ => ProvisionalPassword.Create()).ToList();
        Assert.All(created, one => Assert.Matches(Format(), one));
        Assert.All(created, one => Assert.Equal(one, ProvisionalPassword.Normalize(one)));
        Assert.Equal(created.Count, created.Distinct().Count());
        Assert.Equal(ProvisionalPassword.Alphabet, string.Concat(created.SelectMany(one => one).Where(sign => sign != '-').Distinct().Order()));
    }

    [Theory]
    [InlineData("BCDF-GHJK-2345")]
    [InlineData("bcdf-ghjk-2345")]
    [InlineData("bcdfghjk2345")]
    [InlineData("  BCDF GHJK 2345 ")]
    [InlineData("bcdf - ghjk - 2345\r\n")]
    [InlineData("bcdf\u2011ghjk\u20132345")]
    [InlineData("bcdf\u00a0ghjk\u202f2345")]
    [InlineData("bcdf\u2212ghjk\u00ad2345\u200b")]
    [InlineData("b-c-d-f-g-h-j-k-2-3-4-5")]
    public void Case_blanks_and_hyphens_do_not_matter(string typed)
    {
        Assert.True(ProvisionalPassword.LooksLikeOne(typed));
        Assert.Equal("BCDF-GHJK-2345", ProvisionalPassword.Normalize(typed));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("BCDF-GHJK-234")]
    [InlineData("BCDF-GHJK-23456")]
    [InlineData("BCDF-GHJK-234O")]
    [InlineData("BCDF-GHJK-2341")]
    [InlineData("BCDF_GHJK_2345")]
    [InlineData("chevalrapide")]
    [InlineData("Rentree-2026-demo!")]
    [InlineData("BCDF-GHJK-234５")]
    public void Other_texts_are_none(string? typed)
    {
        Assert.False(ProvisionalPassword.LooksLikeOne(typed));
        Assert.Null(ProvisionalPassword.Normalize(typed));
    }

    [Fact]
    public void A_megabyte_is_none() => Assert.False(ProvisionalPassword.LooksLikeOne(new string('-', 1_000_000) + "BCDFGHJK2345"));

    [Fact]
    public void No_word_of_twelve_letters_is_one() =>
        Assert.DoesNotContain(WordLists.FrenchWords().Concat(WordLists.FrenchNames()).Concat(WordLists.FrenchHabits()), ProvisionalPassword.LooksLikeOne);

    [GeneratedRegex("^[2-9B-DF-HJ-KM-NP-TV-XZ]{4}(-[2-9B-DF-HJ-KM-NP-TV-XZ]{4}){2}$")]
    private static partial Regex Format();
}
