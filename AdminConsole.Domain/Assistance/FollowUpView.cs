using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Assistance;

/// <summary>What the holder of a follow-up link sees: what was typed, and what was answered. Nothing of an account, an operator or a note.</summary>
public sealed record FollowUpView(
    long Number, AssistanceState State, DateTimeOffset ReceivedAt, string School, string Town, AssistanceReason Reason,
    string FamilyName, string GivenName, string? Email, string? Mobile, string ChildFamilyName, string ChildGivenName, string? ChildClass, string? Message)
{
    /// <summary>Whether the person typed it; else an agent sent it on from the console, and neither his words nor contacts on record are here.</summary>
    public bool IsTheirs { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<FollowUpLine> Lines { get; init; } = [];

    /// <summary>Whether a word can still be added; it opens an answered or closed request again.</summary>
    public bool MayAddWord { get; init; }
}

/// <summary>A word of the person who asked, or an answer.</summary>
public sealed record FollowUpLine(bool IsAnswer, DateTimeOffset At, string Text);

/// <summary>What became of a word.</summary>
public enum AddWordOutcome
{
    Added,

    /// <summary>No request has this link.</summary>
    Unknown,
    Empty,
    TooLong,

    /// <summary>Over the words of an hour, or of the whole request.</summary>
    TooMany,

    /// <summary>Closed for good.</summary>
    Closed,

    /// <summary>The database is away, and nothing was stored.</summary>
    TryLater,
}
