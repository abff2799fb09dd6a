using AdminConsole.Making;
using Bunit;

namespace AdminConsole.Controls;

public sealed class CopyButtonTests : ControlTest
{
    [Fact]
    public void It_is_named_by_what_it_copies_and_says_when_it_is_done()
    {
        var copy = Render<CopyButton>(p => p.Add(c => c.Text, "eleve11.dedpt").Add(c => c.What, "le login"));
        var button = copy.Find("button");
        Assert.Equal("Copier le login", button.TextContent.Trim());
        Assert.Equal("button", button.GetAttribute("type"));
        Assert.Equal("eleve11.dedpt", button.GetAttribute("data-copy"));
        Assert.Equal("Copié", copy.Find("[role=status]").GetAttribute("data-copied"));
        Assert.Empty(copy.Find("[role=status]").TextContent);
    }
}
