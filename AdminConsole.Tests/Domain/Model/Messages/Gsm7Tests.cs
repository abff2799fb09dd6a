namespace AdminConsole.Domain.Model.Messages;

public sealed class Gsm7Tests
{
    [Theory]
    [InlineData("Élève à l’heure", "Élève à l'heure")]
    [InlineData("fenêtre, août, ça, Noël, À", "fenetre, aout, ca, Noel, A")]
    [InlineData("cœur – « œuvre »", "coeur - \" oeuvre \"")]
    [InlineData("21\u00a0h\u202f30…", "21 h 30...")]
    [InlineData("e\u0301le\u0300ve", "élève")]
    [InlineData("zéro\u200blargeur\u00adtiret", "zérolargeurtiret")]
    [InlineData("a\rb\0c\td", "a\rbc d")]
    [InlineData("Łódź ½ ﬁn Ж 😀", "Lodz ? fin ? ?")]
    [InlineData("_-{}[]~^|\\€@", "_-{}[]~^|\\€@")]
    public void Whatever_the_alphabet_lacks_is_written_with_what_it_has(string text, string expected)
    {
        Assert.Equal(expected, Gsm7.Write(text));
        Assert.NotNull(Gsm7.Septets(Gsm7.Write(text)));
    }

    [Theory]
    [InlineData("abc é_", 6)]
    [InlineData("{€}", 6)]
    [InlineData("ê", null)]
    [InlineData("’", null)]
    [InlineData("", 0)]
    public void Septets_are_counted_as_they_travel(string text, int? septets) => Assert.Equal(septets, Gsm7.Septets(text));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(160, 1)]
    [InlineData(161, 2)]
    [InlineData(306, 2)]
    [InlineData(307, 3)]
    public void Parts_are_counted_as_they_are_paid(int septets, int parts) => Assert.Equal(parts, Gsm7.PartsOf(septets));

    [Fact]
    public void The_alphabet_is_that_of_the_standard()
    {
        // TS 23.038: 128 places, of which one is the escape to the extension and one of that is a form feed, both of no use in a text.
        Assert.Equal(127, Enumerable.Range(0, char.MaxValue).Count(c => Gsm7.Septets(((char)c).ToString()) == 1));
        Assert.Equal(9, Enumerable.Range(0, char.MaxValue).Count(c => Gsm7.Septets(((char)c).ToString()) == 2));
    }
}
