using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Home;

public sealed class HomePageTests : BunitContext
{
    [Fact]
    public void The_first_tile_is_named_Utilisateur_and_nothing_else()
    {
        Services.AddLocalization();
        var link = Render<HomePage>().Find("ul a");
        Assert.Equal("Utilisateur", link.TextContent.Trim());
        Assert.Equal("/console/utilisateurs", link.GetAttribute("href"));
    }
}
