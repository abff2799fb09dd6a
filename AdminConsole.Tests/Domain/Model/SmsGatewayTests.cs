using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Model;

public sealed class SmsGatewayTests
{
    [Theory]
    [InlineData(SmsProvider.None, false, false)]
    [InlineData(SmsProvider.None, true, true)]
    [InlineData(SmsProvider.OvhCloud, false, true)]
    [InlineData(SmsProvider.Webhook, false, true)]
    public void Sms_are_offered_where_something_takes_them(SmsProvider provider, bool onPage, bool offered) =>
        Assert.Equal(offered, new SmsGateway(Options.Create(new SmsOptions { Provider = provider })) { OnPage = onPage }.Offered);

    [Theory]
    [InlineData("06 12 34 56 78", true)]
    [InlineData("0692 12 34 56", true)]
    [InlineData("+687 75 12 34", true)]
    [InlineData("+32 470 12 34 56", false)]
    [InlineData("+1 876 210 1234", false)]
    public void France_and_what_is_of_France_is_served_unless_the_settings_say_otherwise(string typed, bool served)
    {
        var gateway = new SmsGateway(Options.Create(new SmsOptions()));
        Assert.Equal(served, gateway.TryParse(typed, out _, out var fault));
        if (!served) Assert.Equal(MobileFault.CountryNotServed, fault);
    }

    [Fact]
    public void Only_the_countries_of_the_settings_are_served()
    {
        var gateway = new SmsGateway(Options.Create(new SmsOptions { Countries = ["BE"] }));
        Assert.True(gateway.TryParse("+32 470 12 34 56", out _, out _));
        Assert.False(gateway.TryParse("06 12 34 56 78", out _, out var fault));
        Assert.Equal(MobileFault.CountryNotServed, fault);
        Assert.False(gateway.TryParse("01 60 12 34 56", out _, out fault));
        Assert.Equal(MobileFault.Landline, fault);
    }
}
