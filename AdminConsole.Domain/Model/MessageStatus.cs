namespace AdminConsole.Domain.Model;

/// <summary>One message and how far it got. Every time is the database's; null has not happened.</summary>
public sealed record MessageStatus
{
    public required Guid Id { get; init; }
    public required MessageKind Kind { get; init; }
    public required Channel Channel { get; init; }
    public required string Recipient { get; init; }
    public required MessageState State { get; init; }
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it was accepted, refused, expired or withdrawn.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }
    public required int Attempts { get; init; }

    /// <summary>While queued: when it is tried again at the latest.</summary>
    public required DateTimeOffset NextTryAt { get; init; }

    /// <summary>Words of the mail server, in its language.</summary>
    public required string? LastAnswer { get; init; }

    /// <summary>When the link stops working; null for a message without one.</summary>
    public required DateTimeOffset? LinkExpiresAt { get; init; }

    /// <summary>When the password field of the link's page was first used.</summary>
    public required DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When a password was chosen with this link.</summary>
    public required DateTimeOffset? PasswordChangedAt { get; init; }

    /// <summary>Why the link works no more; null while it does, or when it merely expired.</summary>
    public required TokenEnd? LinkEnded { get; init; }
}
