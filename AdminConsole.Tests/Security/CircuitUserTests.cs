using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AdminConsole.Security;

/// <summary>An open circuit whose listener heard nothing: it looks by itself.</summary>
public sealed class CircuitUserTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly StoppingLife life = new();

    public void Dispose() => life.Dispose();

    [Theory]
    [InlineData("UPDATE sessions SET idle_until = now() WHERE id = '{0}'")]
    [InlineData("UPDATE accounts SET blocked_at = now() WHERE id = '{1}'")]
    public async Task Half_a_minute_later_nobody_is_signed_in(string sql)
    {
        var (clock, actor) = (new HandClock(), await database.People.OperatorAsync(Function.Support, []));
        using var user = await WatchedAsync(clock, actor);
        var told = NextChange(user);
        await database.ExecuteAsOwnerAsync(string.Format(null, sql, actor.SessionId, actor.AccountId));

        Assert.Equal(TimeSpan.FromSeconds(30), clock.Period);
        clock.Tick();
        await told.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Null((await user.GetAuthenticationStateAsync()).User.Actor());
        Assert.Equal(default, await new CurrentActor(user).GetAsync());
    }

    [Fact]
    public async Task Half_a_minute_later_a_withdrawn_function_is_gone_and_the_person_is_still_there()
    {
        var (clock, actor) = (new HandClock(), await database.People.OperatorAsync(Function.Support, []));
        using var user = await WatchedAsync(clock, actor);
        // From here on: what the database tells of the grant may be heard before the clock ticks.
        var told = NextChange(user);
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{actor.AccountId}'");

        clock.Tick();
        await told.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var now = (await user.GetAuthenticationStateAsync()).User;
        Assert.Null(now.Function());
        Assert.Equal(actor, now.Actor());
    }

    [Fact]
    public async Task Whoever_signs_out_by_the_form_of_the_page_is_left_to_its_answer_and_gone_ten_seconds_later()
    {
        var (clock, actor) = (new HandClock(), await database.People.OperatorAsync(Function.Support, []));
        using var user = await WatchedAsync(clock, actor);
        var elsewhere = new HandClock();
        using var another = await WatchedAsync(elsewhere, actor);
        var (told, others) = (NextChange(user), NextChange(another));
        user.LeaveByForm();
        await database.Get<Sessions>().SignOutAsync(actor, TestContext.Current.CancellationToken);
        clock.Tick();
        elsewhere.Tick();
        await others.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False(told.IsCompleted);

        clock.Later += TimeSpan.FromSeconds(11);
        clock.Tick();
        await told.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Null((await user.GetAuthenticationStateAsync()).User.Actor());
    }

    [Fact]
    public async Task Whoever_left_looks_no_more()
    {
        var (clock, actor) = (new HandClock(), await database.People.OperatorAsync(Function.Support, []));
        var user = await WatchedAsync(clock, actor);
        user.Dispose();
        user.Dispose();
        clock.Tick();
        Assert.True(clock.Stopped);
    }

    /// <summary>Blazor takes what a browser tells without waiting for what it told before: a key that is held up is overtaken by the next.</summary>
    [Fact]
    public async Task What_is_done_does_not_wait_until_the_session_is_known_to_be_in_use()
    {
        var cancel = TestContext.Current.CancellationToken;
        var actor = await database.People.OperatorAsync(Function.Support, []);
        using var user = await WatchedAsync(new HandClock(), actor);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET last_seen_at = now() - interval '5 minutes' WHERE id = '{actor.SessionId}'");
        await using (var connection = new NpgsqlConnection(database.OwnerConnection))
        {
            await connection.OpenAsync(cancel);
            await using var held = await connection.BeginTransactionAsync(cancel);
            await using var hold = new NpgsqlCommand($"SELECT 1 FROM sessions WHERE id = '{actor.SessionId}' FOR UPDATE", connection, held);
            await hold.ExecuteNonQueryAsync(cancel);
            var done = new CircuitWatch(user).CreateInboundActivityHandler(_ => Task.CompletedTask)(null!);
            Assert.True(done.IsCompletedSuccessfully);
        }
        await Eventually.TrueAsync(
            async () => await database.CountAsync($"SELECT 1 FROM sessions WHERE id = '{actor.SessionId}' AND last_seen_at > now() - interval '1 minute'") == 1,
            "the session is known to be in use");
    }

    /// <summary>What a look needs is taken down with the application, before its circuits are: a look then would only fail and say so.</summary>
    [Fact]
    public async Task Nobody_is_looked_at_once_the_application_stops()
    {
        var (clock, actor) = (new HandClock(), await database.People.OperatorAsync(Function.Support, []));
        using var user = await WatchedAsync(clock, actor);
        var changes = 0;
        user.AuthenticationStateChanged += _ => Interlocked.Increment(ref changes);
        await life.StopAsync();
        await Eventually.TrueAsync(() => user.Looking!.IsCompleted, "the watch is over");

        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET idle_until = now() WHERE id = '{actor.SessionId}'");
        clock.Tick();
        Assert.Equal(0, changes);
    }

    private async Task<CircuitUser> WatchedAsync(TimeProvider clock, Actor actor)
    {
        var sessions = database.Get<Sessions>();
        var view = await sessions.LookAsync(actor.SessionId, actor.AccountId, TestContext.Current.CancellationToken);
        var user = new CircuitUser(sessions, database.Services.GetRequiredService<Signals>(), life, clock, NullLogger<CircuitUser>.Instance);
        user.SetAuthenticationState(Task.FromResult(new Microsoft.AspNetCore.Components.Authorization.AuthenticationState(SessionUser.Of(view!, actor.Network))));
        await user.WatchAsync();
        return user;
    }

    private static Task NextChange(CircuitUser user)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        user.AuthenticationStateChanged += _ => told.TrySetResult();
        return told.Task;
    }

    private sealed class StoppingLife : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public Task StopAsync() => stopping.CancelAsync();

        public void StopApplication() => stopping.Cancel();

        public void Dispose() => stopping.Dispose();
    }

    /// <summary>Its timers go off when a test says so.</summary>
    private sealed class HandClock : TimeProvider
    {
        private TimerCallback? callback;

        public TimeSpan Period { get; private set; }

        public bool Stopped { get; private set; }

        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;

        public void Tick() => callback?.Invoke(null);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (this.callback, Period) = (callback, period);
            return new HandTimer(this);
        }

        private sealed class HandTimer(HandClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => clock.Stopped = true;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
