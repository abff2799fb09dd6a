namespace AdminConsole.Domain.Imports;

/// <summary>How fast an import may go, so that whoever searches beside it does not wait.</summary>
public sealed class ImportPace(TimeProvider time)
{
    /// <summary>Lines a second; 0 for as fast as it goes.</summary>
    public int LinesPerSecond { get; set; }

    /// <summary>Waits for as long as these lines should have taken.</summary>
    internal async Task AfterAsync(int lines, CancellationToken cancel)
    {
        if (LinesPerSecond <= 0) return;
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds((double)Math.Max(1, lines) / LinesPerSecond), time);
        await clock.WaitForNextTickAsync(cancel);
    }
}
