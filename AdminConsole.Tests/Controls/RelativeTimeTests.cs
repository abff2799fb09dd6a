using AdminConsole.Making;
using Bunit;

namespace AdminConsole.Controls;

public sealed class RelativeTimeTests : ControlTest
{
    [Theory]
    [InlineData(-5, "à l’instant")]
    [InlineData(9, "à l’instant")]
    [InlineData(40, "il y a 40 s")]
    [InlineData(60, "il y a 1 min")]
    [InlineData(2 * 60 + 59, "il y a 2 min")]
    [InlineData(3 * 3600, "il y a 3 h")]
    [InlineData(86400, "il y a 1 jour")]
    [InlineData(3 * 86400, "il y a 3 jours")]
    [InlineData(30 * 86400, "le 02/08/2026")]
    public void It_says_how_long_ago(int seconds, string text) => Assert.Equal(text, At(seconds).Find("time").TextContent);

    [Fact]
    public void The_exact_time_is_at_hand_as_the_clock_in_Paris_has_it()
    {
        var time = At(150).Find("time");
        Assert.Equal("01/09/2026 09:57:30", time.GetAttribute("title"));
        Assert.Equal("2026-09-01T07:57:30Z", time.GetAttribute("datetime"));
    }

    [Fact]
    public void It_goes_on_by_itself()
    {
        var time = At(0);
        Clock.Advance(TimeSpan.FromSeconds(125));
        time.WaitForAssertion(() => Assert.Equal("il y a 2 min", time.Find("time").TextContent));
    }

    [Fact]
    public async Task It_leaves_no_timer_behind()
    {
        At(0);
        Assert.Equal(1, Clock.Timers);
        await DisposeComponentsAsync();
        Assert.Equal(0, Clock.Timers);
    }

    private IRenderedComponent<RelativeTime> At(int secondsAgo) => Render<RelativeTime>(p => p.Add(t => t.At, Clock.GetUtcNow() - TimeSpan.FromSeconds(secondsAgo)));
}
