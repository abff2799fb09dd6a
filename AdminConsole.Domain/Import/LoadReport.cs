namespace AdminConsole.Domain.Import;

/// <summary>What became of the rows of one kind.</summary>
public readonly record struct LoadCounts(long Created, long Changed, long Unchanged)
{
    public long Total => Created + Changed + Unchanged;

    public static LoadCounts operator +(LoadCounts one, LoadCounts other) => Add(one, other);

    public static LoadCounts Add(LoadCounts one, LoadCounts other) =>
        new(one.Created + other.Created, one.Changed + other.Changed, one.Unchanged + other.Unchanged);
}

/// <summary>A load so far or as a whole. Everything in it is committed.</summary>
public sealed record LoadReport
{
    public LoadCounts Schools { get; init; }
    public LoadCounts Accounts { get; init; }
    public LoadCounts Memberships { get; init; }
    public LoadCounts Grants { get; init; }
    public LoadCounts Relations { get; init; }

    /// <summary>Relations whose child no account answers to; they were left out.</summary>
    public long ChildrenNotFound { get; init; }

    /// <summary>Rows that a later row of the same chunk replaced, because both name the same account.</summary>
    public long Repeated { get; init; }
}
