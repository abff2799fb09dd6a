namespace AdminConsole.Making;

/// <summary>A clock that stands still until a test moves it; its timers ring then, each at most once a move.</summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly List<Timer> timers = [];
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>How many timers wait for this clock.</summary>
    public int Timers => timers.Count;

    public void Advance(TimeSpan by)
    {
        now += by;
        foreach (var timer in timers.ToArray())
        {
            timer.RingIfDue(now);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        timers.Add(timer);
        return timer;
    }

    private sealed class Timer(TestClock clock, Action ring) : ITimer
    {
        private DateTimeOffset? due;
        private TimeSpan period;

        public void RingIfDue(DateTimeOffset now)
        {
            if (due <= now)
            {
                due = period > TimeSpan.Zero ? now + period : null;
                ring();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            due = dueTime < TimeSpan.Zero ? null : clock.GetUtcNow() + dueTime;
            return true;
        }

        public void Dispose() => clock.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
