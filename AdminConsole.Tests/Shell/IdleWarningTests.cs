using AdminConsole.AccountParts;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionOptions = AdminConsole.Domain.Model.Settings.SessionOptions;

namespace AdminConsole.Shell;

/// <summary>The session's end is told before it comes, and kept off by one press and by nothing else.</summary>
public sealed class IdleWarningTests : CardTest, IClassFixture<TestDatabase>
{
    private static readonly TestClock Time = new(DateTimeOffset.UnixEpoch);

    public IdleWarningTests(TestDatabase database) : base(database, also: services => services
        .AddSingleton<TimeProvider>(Time).AddSingleton(database.Get<Sessions>()).AddSingleton(Options.Create(new SessionOptions())))
    {
    }

    [Theory]
    [InlineData(30, 5)]
    [InlineData(6, 2)]
    [InlineData(1440, 5)]
    public void Comes_five_minutes_before_and_never_more_than_a_third_of_the_time(int idle, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), IdleWarning.Before(new() { IdleMinutes = idle }));

    [Fact]
    public async Task Is_shown_when_it_is_time_and_gone_when_the_person_stays()
    {
        await SetAsync(Function.Support);
        await EndsAsync("6 minutes", "8 hours");
        var warning = Render<IdleWarning>();
        warning.WaitForState(() => Time.Timers > 0, TimeSpan.FromSeconds(10));
        Assert.Empty(warning.FindAll("button"));
        Assert.Equal("alert", warning.Find(".idle").GetAttribute("role"));

        await EndsAsync("4 minutes", "8 hours");
        Time.Advance(TimeSpan.FromMinutes(2));
        warning.WaitForElement("button", TimeSpan.FromSeconds(10));
        // Looking is no activity.
        var before = await IdleUntilAsync();
        Time.Advance(TimeSpan.FromMinutes(1));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(before, await IdleUntilAsync());

        await warning.Find("button").ClickAsync(new());

        Assert.Empty(warning.FindAll("button"));
        Assert.True(await IdleUntilAsync() > before + TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task A_session_far_from_its_end_is_looked_at_again_all_the_same()
    {
        await SetAsync(Function.Support);
        var before = Time.Timers;
        var warning = Render<IdleWarning>();
        warning.WaitForState(() => Time.Timers > before, TimeSpan.FromSeconds(10));
        await EndsAsync("1 minute", "8 hours");
        Time.Advance(TimeSpan.FromMinutes(61));
        warning.WaitForElement("button", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_end_whatever_happens_is_told_and_cannot_be_moved()
    {
        await SetAsync(Function.Support);
        await EndsAsync("3 minutes", "3 minutes");
        var warning = Render<IdleWarning>();
        warning.WaitForElement(".title", TimeSpan.FromSeconds(10));
        Assert.StartsWith("Votre session se termine à ", warning.Find(".title").TextContent, StringComparison.Ordinal);
        Assert.Empty(warning.FindAll("button"));
    }

    private Task EndsAsync(string idle, string whole) => Database.ExecuteAsOwnerAsync($"""
        UPDATE sessions SET idle_until = now() + interval '{idle}', expires_at = now() + interval '{whole}', last_seen_at = now() - interval '20 minutes' WHERE id = '{Operator.SessionId}'
        """);

    private async Task<DateTimeOffset> IdleUntilAsync()
    {
        await using var db = Database.Open();
        return await db.Sessions.Where(s => s.Id == Operator.SessionId).Select(s => s.IdleUntil).SingleAsync(Cancel);
    }
}
