using AdminConsole.Making;
using Bunit;

namespace AdminConsole.Controls;

public sealed class SubmitOnceTests : ControlTest
{
    [Fact]
    public void It_is_a_button_that_the_script_finds()
    {
        var button = Render<SubmitOnce>(p => p.AddChildContent("Envoyer").AddUnmatched("class", "second")).Find("button[data-once]");
        Assert.Equal("Envoyer", button.TextContent);
        Assert.Equal("second", button.ClassName);
        Assert.NotEqual("button", button.GetAttribute("type"));
    }
}
