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
}

/// <summary>One message to exactly one recipient. The id names it to the other side, so that a duplicate can be told.</summary>
public sealed record OutgoingMessage(Guid Id, string Recipient, MessageContent Content);

/// <summary>What an answer means for the message and for the contact that it goes to.</summary>
public enum SendVerdict
{
    Accepted,
    TryLater,

    /// <summary>The message is not wanted; that says nothing of the address.</summary>
    MessageRefused,

    /// <summary>There is no such mailbox.</summary>
    RecipientRefused,
}

/// <summary>The verdict and the words of the other side, which operators are shown.</summary>
public sealed record SendAnswer(SendVerdict Verdict, string? Text = null);
