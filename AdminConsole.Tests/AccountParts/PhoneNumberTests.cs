namespace AdminConsole.AccountParts;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("+33612345678", "06 12 34 56 78")]
    [InlineData("+262692123456", "+262692123456")]
    public void A_number_is_shown_as_it_is_said(string? e164, string? shown) => Assert.Equal(shown, PhoneNumber.Shown(e164));
}
