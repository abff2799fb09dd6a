using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Bulk;

/// <summary>What came of something that was asked of a bulk action.</summary>
public enum BulkAnswered
{
    Done,

    /// <summary>It is not in a state for that any more, or not yet: the page shows in which it is.</summary>
    OtherState,

    /// <summary>Nobody to do it to.</summary>
    NobodyFound,

    /// <summary>More than <see cref="BulkRuns.MostAccounts"/>.</summary>
    TooMany,

    /// <summary>The reason is missing, too long or holds control characters.</summary>
    ReasonRefused,

    /// <summary>The last day of a block is today or later.</summary>
    EndRefused,

    /// <summary>The second factor was proven too long ago for something that concerns so many.</summary>
    ProofTooOld,

    /// <summary>No function from local administrator up, or signed out.</summary>
    NotAllowed,

    /// <summary>No such action of this operator.</summary>
    NotFound,
}

/// <summary>How many accounts have what in store, or behind them.</summary>
public sealed record BulkCount(BulkOutcome Outcome, int Count);

/// <summary>A bulk action as its page shows it.</summary>
/// <param name="Looked">How many were looked through.</param>
/// <param name="Plan">What would happen, of those that were looked through.</param>
/// <param name="Results">What did, of those that it was tried for.</param>
public sealed record BulkView(
    Guid Id, BulkKind Kind, BulkState State, string? Query, string? School, string? Reason, DateOnly? LastDay, bool RightEnded, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt,
    DateTimeOffset? FinishedAt, int Accounts, int Looked, IReadOnlyList<BulkCount> Plan, IReadOnlyList<BulkCount> Results)
{
    /// <summary>How many it is to be done to.</summary>
    public int ToDo => Plan.Where(c => c.Outcome is BulkOutcome.Done).Sum(c => c.Count);

    /// <summary>How many it was tried for.</summary>
    public int Tried => Results.Sum(c => c.Count);
}

/// <summary>One account of a bulk action; without a name when it is not in the operator's scope (any more).</summary>
public sealed record BulkLine(int Place, Guid AccountId, PersonRef? Person, string? Login, BulkOutcome? Plan, BulkOutcome? Result, string? Where);

/// <summary>A bulk action in the list of the latest.</summary>
public sealed record BulkHeader(Guid Id, BulkKind Kind, BulkState State, string? School, int Accounts, DateTimeOffset CreatedAt);
