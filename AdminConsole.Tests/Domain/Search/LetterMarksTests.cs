namespace AdminConsole.Domain.Search;

public sealed class LetterMarksTests
{
    [Theory]
    [InlineData("Dupont", "dup", "[Dup]ont")]
    [InlineData("Dupont", "upo", "Dupont")]
    [InlineData("Le Goff", "le goff", "[Le] [Goff]")]
    [InlineData("Le Goff", "legof", "[Le Gof]f")]
    [InlineData("De La Tour", "latour", "De La Tour")]
    [InlineData("N'Guyen", "guy", "N'[Guy]en")]
    [InlineData("Anne-Marie", "an mar", "[An]ne-[Mar]ie")]
    [InlineData("Éléonore", "ele", "[Élé]onore")]
    [InlineData("E\u0301le\u0301onore", "ele", "[E\u0301le\u0301]onore")]
    [InlineData("Œuvrard", "o", "[Œ]uvrard")]
    [InlineData("Œuvrard", "oeu", "[Œu]vrard")]
    [InlineData("Œuvrard", "ŒU", "[Œu]vrard")]
    [InlineData("Martin Martineau", "martin", "[Martin] [Martin]eau")]
    [InlineData("\ud83dDupont", "dup", "\ud83d[Dup]ont")]
    [InlineData("", "dup", "")]
    public void The_letters_that_were_typed_are_marked(string name, string typed, string expected)
    {
        var marked = new LetterMarks(SearchText.Read(typed)).Of(name, "", null, "").FamilyName;

        foreach (var range in marked.Reverse()) name = name.Insert(range.Start + range.Length, "]").Insert(range.Start, "[");
        Assert.Equal(expected, name);
    }

    [Fact]
    public void A_login_is_marked_as_far_as_it_was_typed()
    {
        var marks = new LetterMarks(SearchText.Read("Zoé.Dup"));

        Assert.Equal([new LetterRange(0, 7)], marks.Of("Dupont", "Zoé", null, "zoe.dupont").Login);
        Assert.Empty(marks.Of("Dupont", "Zoé", null, "z.dupont").Login);
    }
}
