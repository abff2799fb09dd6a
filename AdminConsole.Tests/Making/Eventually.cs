using System.Diagnostics;

namespace AdminConsole.Making;

/// <summary>Waits for a condition, and for nothing else.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var since = Stopwatch.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        do
        {
            if (await condition()) return;
        }
        while (Stopwatch.GetElapsedTime(since) < Patience && await look.WaitForNextTickAsync());
        throw new TimeoutException($"Not within {Patience.TotalSeconds:0} s: {what}");
    }
}
