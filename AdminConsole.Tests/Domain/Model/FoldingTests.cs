namespace AdminConsole.Domain.Model;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("Éléonore", "eleonore")]
    [InlineData("  Jean--Pierre ", "jean pierre")]
    [InlineData("L'Haÿe-les-Roses", "l haye les roses")]
    [InlineData("Œuvrard Lætitia", "oeuvrard laetitia")]
    [InlineData("Straße Łukasz Øre Đoko Yılmaz", "strasse lukasz ore doko yilmaz")]
    [InlineData("ＡＢＣ ﬁn", "abc fin")]
    [InlineData("e\u0301", "e")]
    [InlineData("𝐀𝐛 😀", "ab")]
    [InlineData("´ ' - 😀", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Names_lose_case_marks_and_punctuation(string? name, string folded) => Assert.Equal(folded, Folding.Fold(name));

    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDFFF)]
    public void Half_a_character_does_no_harm(int surrogate)
    {
        Assert.Equal("lea", Folding.Fold("Lé" + (char)surrogate + "a").Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(Folding.MaxLength - 1, Folding.Fold(new string('a', Folding.MaxLength - 1) + "😀").Length);
        Assert.StartsWith("lea", Folding.Login("Léa" + (char)surrogate), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_word_and_the_joined_form_is_a_word() =>
        Assert.Equal(["goff", "guyen", "le", "legoff", "n", "nguyen"], Folding.Words("N'Guyen", "Le Goff", null));

    [Theory]
    [InlineData(" Éléonore.Dupont ", "eleonore.dupont")]
    [InlineData("a%_'b", "a%_'b")]
    [InlineData("   ", "")]
    public void A_typed_login_keeps_its_punctuation(string typed, string folded) => Assert.Equal(folded, Folding.Login(typed));
}
