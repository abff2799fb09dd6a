namespace AdminConsole.Domain.Model;

public sealed class MobileNumberTests
{
    [Theory]
    [InlineData("0612345678", "+33612345678", "FR")]
    [InlineData(" 06 12 34 56 78 ", "+33612345678", "FR")]
    [InlineData("07.81.23.45.67", "+33781234567", "FR")]
    [InlineData("06-12-34-56-78", "+33612345678", "FR")]
    [InlineData("06/12/34/56/78", "+33612345678", "FR")]
    [InlineData("06\u00a012\u202f34\u00a056\u00a078", "+33612345678", "FR")]
    [InlineData("06\u201112\u201334-56-78", "+33612345678", "FR")]
    [InlineData("0033 6 12 34 56 78", "+33612345678", "FR")]
    [InlineData("+33 (0)6 12 34 56 78", "+33612345678", "FR")]
    [InlineData("0033 (0) 6 12 34 56 78", "+33612345678", "FR")]
    [InlineData("612345678", "+33612345678", "FR")]
    [InlineData("\u202a+33 6 12 34 56 78\u202c", "+33612345678", "FR")]
    [InlineData("０６１２３４５６７８", "+33612345678", "FR")]
    [InlineData("06 39 98 12 34", "+33639981234", "FR")]
    [InlineData("0690 12 34 56", "+590690123456", "GP")]
    [InlineData("0691 22 33 44", "+590691223344", "GP")]
    [InlineData("0692 12 34 56", "+262692123456", "RE")]
    [InlineData("0693 12 34 56", "+262693123456", "RE")]
    [InlineData("0639 20 12 34", "+262639201234", "YT")]
    [InlineData("0694 20 12 34", "+594694201234", "GF")]
    [InlineData("0696 20 12 34", "+596696201234", "MQ")]
    [InlineData("0697 20 12 34", "+596697201234", "MQ")]
    [InlineData("+590 690 12 34 56", "+590690123456", "GP")]
    [InlineData("+508 55 12 34", "+508551234", "PM")]
    [InlineData("00687 75 12 34", "+687751234", "NC")]
    [InlineData("+689 87 12 34 56", "+68987123456", "PF")]
    [InlineData("+681 82 12 34", "+681821234", "WF")]
    [InlineData("+32 470 12 34 56", "+32470123456", "BE")]
    [InlineData("+44 7400 123456", "+447400123456", "GB")]
    public void One_mobile_is_taken_however_it_is_spaced(string typed, string expected, string country)
    {
        Assert.True(MobileNumber.TryParse(typed, out var number, out _));
        Assert.Equal(new MobileNumber(expected, country), number);
        Assert.True(MobileNumber.TryParse(number.Value, out var again, out _));
        Assert.Equal(number, again);
    }

    [Theory]
    [InlineData(null, MobileFault.Empty)]
    [InlineData(" \u00a0 ", MobileFault.Empty)]
    [InlineData("\u200b", MobileFault.Empty)]
    [InlineData("06 12 34 56 78\r\n06 12 34 56 79", MobileFault.ControlCharacter)]
    [InlineData("06 12\t34 56 78", MobileFault.ControlCharacter)]
    [InlineData("06 12\0 34 56 78", MobileFault.ControlCharacter)]
    [InlineData("06 12 34 56 78, 06 12 34 56 79", MobileFault.NotOne)]
    [InlineData("06 12 34 56 78 / 06 12 34 56 79", MobileFault.NotOne)]
    [InlineData("06 12 34 56 78;01", MobileFault.NotOne)]
    [InlineData("06 12 34 56 78 poste 3", MobileFault.Letters)]
    [InlineData("jean@orange.fr", MobileFault.Letters)]
    [InlineData("O6 12 34 56 78", MobileFault.Letters)]
    [InlineData("06 12 34 56", MobileFault.Malformed)]
    [InlineData("06 12 34 56 78 9", MobileFault.Malformed)]
    [InlineData("06 12 34 56 7?", MobileFault.Malformed)]
    [InlineData("+33 6+12345678", MobileFault.Malformed)]
    [InlineData("+999 612345678", MobileFault.Malformed)]
    [InlineData("+", MobileFault.Malformed)]
    [InlineData("17", MobileFault.Malformed)]
    [InlineData("01 60 12 34 56", MobileFault.Landline)]
    [InlineData("+33 1 60 12 34 56", MobileFault.Landline)]
    [InlineData("09 51 12 34 56", MobileFault.Landline)]
    [InlineData("+32 2 512 34 56", MobileFault.Landline)]
    [InlineData("0899 12 34 56", MobileFault.Premium)]
    [InlineData("0 800 123 456", MobileFault.Premium)]
    [InlineData("+33 899 12 34 56", MobileFault.Premium)]
    [InlineData("+33 700 12 34 56", MobileFault.NotMobile)]
    [InlineData("470 12 34 56", MobileFault.Landline)]
    public void Anything_else_is_refused_for_a_reason(string? typed, MobileFault expected)
    {
        Assert.False(MobileNumber.TryParse(typed, out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void What_no_number_can_be_is_too_long()
    {
        Assert.False(MobileNumber.TryParse("06" + new string(' ', 80) + "12345678", out _, out var fault));
        Assert.Equal(MobileFault.TooLong, fault);
    }

    [Theory]
    [InlineData("+33612345678", "+33 6 •• •• •• 78")]
    [InlineData("+262692123456", "+262 6 •• •• •• 56")]
    [InlineData("+508551234", "+508 5 •• •• •• 34")]
    [InlineData("abîmé", "•••")]
    [InlineData("+1", "•••")]
    [InlineData(null, null)]
    public void A_journal_sees_a_mask(string? value, string? expected) => Assert.Equal(expected, MobileNumber.Mask(value));
}
