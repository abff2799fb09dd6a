using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;

namespace AdminConsole.Domain.Delivery;

/// <summary>Hands one message over to whatever carries it on. Replaced in Development and by tests.</summary>
public interface ITransport
{
    Channel Channel { get; }

    /// <summary>
    /// Tries once and says what the other side answered. Anything that a retry may mend is an answer too; an exception
    /// is a surprise, and is retried as well.
    /// </summary>
    Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel);

    /// <summary>What it means when no answer came in time. A mail that comes twice has one name, and mail programs show it once.</summary>
    SendVerdict WithoutAnswer => SendVerdict.TryLater;
}

/// <summary>One message to exactly one recipient. The id names it to the other side, so that a duplicate can be told.</summary>
public sealed record OutgoingMessage(Guid Id, string Recipient, MessageContent Content)
{
    /// <summary>What arrives later than this helps nobody.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;
}

/// <summary>What an answer means for the message and for the contact that it goes to.</summary>
public enum SendVerdict
{
    Accepted,
    TryLater,

    /// <summary>The message is not wanted; that says nothing of the address.</summary>
    MessageRefused,

    /// <summary>There is no such mailbox or number.</summary>
    RecipientRefused,

    /// <summary>It was handed over and nothing that can be understood came back: it may have been sent. Tried once more, and then no more.</summary>
    Unanswered,

    /// <summary>It was not tried, and is not before a time of its own.</summary>
    Postponed,
}

/// <summary>The verdict and the words of the other side, or <see cref="OwnAnswer"/>, which operators are shown.</summary>
public sealed record SendAnswer(SendVerdict Verdict, string? Text = null)
{
    /// <summary>When a postponed message is tried again.</summary>
    public DateTimeOffset NotBefore { get; init; }
}
