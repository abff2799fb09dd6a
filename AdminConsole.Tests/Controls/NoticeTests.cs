using AdminConsole.Making;
using Bunit;

namespace AdminConsole.Controls;

public sealed class NoticeTests : ControlTest
{
    [Theory]
    [InlineData(NoticeKind.Bad, false, "alert")]
    [InlineData(NoticeKind.Good, true, "status")]
    [InlineData(NoticeKind.Warning, true, "status")]
    [InlineData(NoticeKind.Information, false, null)]
    public void What_is_bad_is_always_read_out_and_the_rest_on_demand(NoticeKind kind, bool live, string? role) =>
        Assert.Equal(role, Render<Notice>(p => p.Add(n => n.Kind, kind).Add(n => n.Live, live).AddChildContent("Texte")).Find(".notice").GetAttribute("role"));

    [Fact]
    public void Text_is_text() =>
        Assert.Contains("&lt;b&gt;", Render<Notice>(p => p.Add(n => n.Title, "<b>gras</b>")).Markup, StringComparison.Ordinal);
}
