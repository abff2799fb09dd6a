using AdminConsole.Domain.Model;
using Status = AdminConsole.Domain.Model.MessageStatus;

namespace AdminConsole.AccountParts;

/// <summary>One thing that happened to a message, or has yet to.</summary>
/// <param name="Text">Key of its words.</param>
/// <param name="At">Null while it has not happened.</param>
public sealed record MessageStep(string Text, DateTimeOffset? At, bool IsBad = false);

/// <summary>En file → accepté par le serveur d'envoi → page ouverte → mot de passe changé, or where it stopped.</summary>
public static class MessageSteps
{
    /// <summary>A person who waits for a mail gives up after about this long: then the fiche says what to try.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static IEnumerable<MessageStep> Of(Status message, DateTimeOffset now)
    {
        yield return new("Queued", message.QueuedAt);
        yield return message.State switch
        {
            MessageState.Queued => new("AcceptedNotYet", null),
            MessageState.Accepted => new("Accepted", message.FinishedAt),
            MessageState.Refused => new("Refused" + OwnAnswer.NameOf(message.LastAnswer), message.FinishedAt, IsBad: true),
            MessageState.Expired => new(message.LastAnswer is OwnAnswer.SmsBudgetSpent ? "ExpiredSmsBudgetSpent" : "Expired", message.FinishedAt, IsBad: true),
            MessageState.Withdrawn => new("Withdrawn", message.FinishedAt),
        };
        if (message.State is not MessageState.Accepted || message.LinkExpiresAt is not { } expires) yield break;
        if (message.OpenedAt is { } opened) yield return new("Opened", opened);
        if (message.PasswordChangedAt is { } changed) yield return new("PasswordChanged", changed);
        else if (message.LinkEnded is { } why) yield return new($"Ended{why}", null, IsBad: true);
        else if (expires <= now) yield return new("LinkExpired", expires, IsBad: true);
        else yield return message.OpenedAt is null ? new("OpenedNotYet", null) : new("PasswordChangedNotYet", null);
    }

    /// <summary>A link that could still be opened and was not.</summary>
    public static bool IsWaiting(Status message) =>
        message is { State: MessageState.Accepted, LinkExpiresAt: not null, OpenedAt: null, LinkEnded: null };

    public static bool IsOverdue(Status message, DateTimeOffset now) =>
        IsWaiting(message) && message.FinishedAt is { } accepted && now - accepted >= Patience;
}
