using AdminConsole.Making;
using Bunit;

namespace AdminConsole.Controls;

public sealed class IconTests : ControlTest
{
    public static TheoryData<IconName> All => [.. Enum.GetValues<IconName>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_icon_is_drawn_and_hidden_from_names(IconName name)
    {
        var icon = Render(Icon.Of(name));
        Assert.Equal("true", icon.Find("svg").GetAttribute("aria-hidden"));
        Assert.NotEmpty(icon.Find("path").GetAttribute("d")!);
    }
}
