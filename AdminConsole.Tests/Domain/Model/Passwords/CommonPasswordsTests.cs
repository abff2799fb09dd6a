namespace AdminConsole.Domain.Model.Passwords;

public sealed class CommonPasswordsTests
{
    private readonly CommonPasswords common = new(["soleil", "azerty", "motdepasse", "abc123def", "été"]);

    [Theory]
    [InlineData("soleil")]
    [InlineData("SOLEIL")]
    [InlineData("Soleil2026!!")]
    [InlineData("***soleil***")]
    [InlineData("s o l e i l")]
    [InlineData("mot-de-passe")]
    [InlineData("azertyazertyazerty")]
    [InlineData("m0td3p@$$e")]
    [InlineData("$oleil")]
    [InlineData("abc123def")]
    [InlineData("abc123def2026")]
    [InlineData("m0td3pa55e2026")]
    public void An_entry_in_disguise_is_found(string password) => Assert.True(common.Contains(password));

    [Theory]
    [InlineData("soleils")]
    [InlineData("monsoleil")]
    [InlineData("soleilazerty")]
    [InlineData("été2026")]
    [InlineData("")]
    [InlineData("2026")]
    [InlineData("!!!!")]
    public void What_is_more_or_less_than_an_entry_is_not(string password) => Assert.False(common.Contains(password));

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("aaaa", 1)]
    [InlineData("abab", 2)]
    [InlineData("ababa", 5)]
    [InlineData("abcabcabc", 3)]
    [InlineData("aabaab", 3)]
    public void The_period_is_that_of_a_whole_repetition(string text, int period) => Assert.Equal(period, CommonPasswords.Period(text));

    [Fact]
    public void The_lists_are_embedded_folded_and_as_big_as_documented()
    {
        var lists = new[] { WordLists.CommonPasswords(), WordLists.FrenchWords(), WordLists.FrenchNames(), WordLists.FrenchHabits() };
        Assert.Equal([49_193, 24_738, 12_008, 495], lists.Select(list => list.Length));
        Assert.InRange(new CommonPasswords(lists).Count, 78_000, 82_000);
        Assert.All(lists[1..], list => Assert.All(list, word => Assert.Equal(Folding.Fold(word), word)));
        Assert.Equal(lists[3].Length, lists[3].Distinct().Count());
    }
}
