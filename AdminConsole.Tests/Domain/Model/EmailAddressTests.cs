namespace AdminConsole.Domain.Model;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("jean.dupont@orange.fr", "jean.dupont@orange.fr")]
    [InlineData("  Jean.Dupont+ent@Orange.FR ", "Jean.Dupont+ent@orange.fr")]
    [InlineData("o'neil_2@sous-domaine.exemple.co.uk", "o'neil_2@sous-domaine.exemple.co.uk")]
    [InlineData("a@bücher.example", "a@xn--bcher-kva.example")]
    [InlineData("a@xn--bcher-kva.example", "a@xn--bcher-kva.example")]
    [InlineData("a@пример.испытание", "a@xn--e1afmkfd.xn--80akhbyknj4f")]
    public void One_address_is_taken_in_the_form_that_servers_know(string typed, string expected)
    {
        Assert.True(EmailAddress.TryParse(typed, out var address, out _));
        Assert.Equal(expected, address.Value);
    }

    [Fact]
    public void A_rewritten_domain_is_told_and_a_merely_lower_cased_one_is_not()
    {
        Assert.True(EmailAddress.TryParse("a@Bücher.example", out var rewritten, out _));
        Assert.True(EmailAddress.TryParse("a@ORANGE.FR", out var lowered, out _));
        Assert.Equal(("Bücher.example", null), (rewritten.DomainAsTyped, lowered.DomainAsTyped));
    }

    [Theory]
    [InlineData(null, AddressFault.Empty)]
    [InlineData("   ", AddressFault.Empty)]
    [InlineData("a@b.fr\r\nBcc: tous@b.fr", AddressFault.ControlCharacter)]
    [InlineData("a@b.fr\n", AddressFault.ControlCharacter)]
    [InlineData("a@b\0.fr", AddressFault.ControlCharacter)]
    [InlineData("a@b\u200b.fr", AddressFault.ControlCharacter)]
    [InlineData("a\u202eb@c.fr", AddressFault.ControlCharacter)]
    [InlineData("Jean <a@b.fr>", AddressFault.DisplayName)]
    [InlineData("\"a b\"@c.fr", AddressFault.DisplayName)]
    [InlineData("a@b@c.fr", AddressFault.NotOne)]
    [InlineData("a@b.fr, c@d.fr", AddressFault.NotOne)]
    [InlineData("a@b.fr;c@d.fr", AddressFault.NotOne)]
    [InlineData("dupont.orange.fr", AddressFault.Malformed)]
    [InlineData("@b.fr", AddressFault.Malformed)]
    [InlineData("a@", AddressFault.Malformed)]
    [InlineData("a@b", AddressFault.Malformed)]
    [InlineData("a b@c.fr", AddressFault.Malformed)]
    [InlineData("é@b.fr", AddressFault.Malformed)]
    [InlineData(".a@b.fr", AddressFault.Malformed)]
    [InlineData("a..b@c.fr", AddressFault.Malformed)]
    [InlineData("a@b..fr", AddressFault.Malformed)]
    [InlineData("a@-b.fr", AddressFault.Malformed)]
    [InlineData("a@192.0.2.7", AddressFault.Malformed)]
    [InlineData("a@[192.0.2.7]", AddressFault.Malformed)]
    [InlineData("a@b_c.fr", AddressFault.Malformed)]
    [InlineData("a@orаnge.fr", AddressFault.LookAlikeDomain)]
    [InlineData("a@gmаil.com", AddressFault.LookAlikeDomain)]
    [InlineData("a@xn--ornge-6nf.fr", AddressFault.LookAlikeDomain)]
    [InlineData("a@αcademie.fr", AddressFault.LookAlikeDomain)]
    [InlineData("a@аррӏе.com", AddressFault.LookAlikeDomain)]
    public void Anything_else_is_refused_for_a_reason(string? typed, AddressFault expected)
    {
        Assert.False(EmailAddress.TryParse(typed, out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Three_hundred_characters_are_too_many()
    {
        Assert.False(EmailAddress.TryParse(new string('a', 290) + "@exemple.fr", out _, out var fault));
        Assert.Equal(AddressFault.TooLong, fault);
        Assert.False(EmailAddress.TryParse(new string('a', 65) + "@exemple.fr", out _, out fault));
        Assert.Equal(AddressFault.Malformed, fault);
    }

    [Theory]
    [InlineData("jean@orange.fr", "j•••@o•••.fr")]
    [InlineData("abîmé", "•••")]
    [InlineData(null, null)]
    public void A_journal_sees_a_mask(string? value, string? expected) => Assert.Equal(expected, EmailAddress.Mask(value));
}
