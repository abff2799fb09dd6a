namespace AdminConsole.Domain.Model.Messages;

/// <summary>Tells a person by SMS what happened to the account. Holds no link: nothing could be told from a forged one.</summary>
public sealed class NoticeSms(MessageWriter writer)
{
    /// <summary>« Votre mot de passe a été changé », for the mobile on record.</summary>
    internal OutboxMessage PasswordChanged(Account account, string recipient, DateTimeOffset now) =>
        Write(account, MessageKind.PasswordChanged, recipient, now, null, "Sms.Changed");

    /// <summary>Tells the former number that it was replaced.</summary>
    /// <param name="askedBy">The operator; null when the person did it.</param>
    internal OutboxMessage NumberReplaced(Account account, string formerNumber, Guid? askedBy, DateTimeOffset now) =>
        Write(account, MessageKind.ContactReplaced, formerNumber, now, askedBy, "Sms.Replaced");

    /// <summary>Tells a central administrator that somebody made a way into his account on the server itself.</summary>
    internal OutboxMessage AccessRecovered(Account account, string recipient, DateTimeOffset now) =>
        Write(account, MessageKind.AccessRecovered, recipient, now, null, "Sms.Recovered");

    private OutboxMessage Write(Account account, MessageKind kind, string recipient, DateTimeOffset now, Guid? askedBy, string about)
    {
        var texts = new MessageTexts(account.Language);
        var at = texts.ShortMoment(now);
        return writer.Sms(
            new(account, kind, MessagePriority.Notice, recipient, now, now + MessageWriter.NoticeLife, AskedBy: askedBy),
            [texts[about + "Login", at, account.Login], texts[about, at]]);
    }
}
