namespace AdminConsole.Domain.Recovery;

/// <summary>How public requests are worked off.</summary>
public sealed record RequestPace
{
    /// <summary>Commits at once in one process; the pages need the processor as well.</summary>
    public int AtOnce { get; init; } = 2;

    /// <summary>Of those that wait, at most so many share a commit: it is most of the time that one takes.</summary>
    public int Together { get; init; } = 8;

    /// <summary>They are looked for so often when no signal comes.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tries before one that always fails is given up.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Pause before the second try; doubles with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Nobody waits any more for what was asked before this.</summary>
    public TimeSpan TooOld { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What is final, and what limits count no more, is removed so often.</summary>
    public TimeSpan Cleaning { get; init; } = TimeSpan.FromHours(1);
}
