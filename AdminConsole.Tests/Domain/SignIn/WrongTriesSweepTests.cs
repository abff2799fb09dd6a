using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminConsole.Domain.SignIn;

public sealed class WrongTriesSweepTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>What escapes a background service ends the process, and EF Core wraps what Npgsql says of an absent server.</summary>
    [Fact]
    public async Task A_database_that_is_away_ends_nothing()
    {
        var clock = new TestClock(DateTimeOffset.UnixEpoch);
        var away = new AwayAtFirst(database);
        using var sweep = new WrongTriesSweep(away, clock, NullLogger<WrongTriesSweep>.Instance);
        await sweep.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => clock.Timers == 1, "it waits for its hour");
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromHours(1));
            return away.Asked > 1 || sweep.ExecuteTask!.IsCompleted;
        }, "it asks again");

        Assert.False(sweep.ExecuteTask!.IsFaulted, $"{sweep.ExecuteTask.Exception}");
        await sweep.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class AwayAtFirst(TestDatabase database) : IDbContextFactory<AdminDb>
    {
        private int asked;

        public int Asked => Volatile.Read(ref asked);

        public AdminDb CreateDbContext() => Interlocked.Increment(ref asked) > 1
            ? database.Open()
            : new(new DbContextOptionsBuilder<AdminDb>().UseNpgsql("Host=127.0.0.1;Port=1;Username=nobody;Database=none").Options);
    }
}
