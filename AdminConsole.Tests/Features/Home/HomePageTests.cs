using Bunit;

namespace AdminConsole.Features.Home;

public sealed class HomePageTests : BunitContext
{
    [Fact]
    public void A_click_counts()
    {
        var page = Render<HomePage>();
        page.Find("button").Click();
        page.Find("button").MarkupMatches("<button type=\"button\">1</button>");
    }
}
