namespace AdminConsole.Domain.Model.Messages;

/// <summary>Tells a person what happened to the account. Holds no link with which anything could be done to it.</summary>
public sealed class NoticeMail(MessageWriter writer)
{
    /// <summary>Tells the former address that it was replaced.</summary>
    internal OutboxMessage ContactReplaced(Account account, string formerAddress, string school, Guid askedBy, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        return Write(account, MessageKind.ContactReplaced, formerAddress, now, askedBy, texts, "Replaced",
            texts["Replaced.What", school, texts.Moment(now)], null, texts["Replaced.NotYou"]);
    }

    /// <summary>Tells the former address that the person gave another one when the account was activated.</summary>
    internal OutboxMessage ContactReplacedAtActivation(Account account, string formerAddress, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        return Write(account, MessageKind.ContactReplaced, formerAddress, now, null, texts, "Replaced",
            texts["Replaced.AtActivation", texts.Moment(now)], null, texts["Replaced.NotYou"]);
    }

    /// <summary>« Votre compte est activé », for a contact on record.</summary>
    internal OutboxMessage Activated(Account account, string recipient, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        return Write(account, MessageKind.PasswordChanged, recipient, now, null, texts, "Activated",
            texts["Activated.What", texts.Moment(now)], null, texts["Activated.NotYou"]);
    }

    /// <summary>« Votre mot de passe a été changé », for a contact on record.</summary>
    internal OutboxMessage PasswordChanged(Account account, string recipient, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        return Write(account, MessageKind.PasswordChanged, recipient, now, null, texts, "Changed",
            texts["Changed.What", texts.Moment(now)], texts["Changed.Sessions"], texts["Changed.NotYou", writer.Link("aide")]);
    }

    /// <summary>Tells a central administrator that somebody made a way into his account on the server itself.</summary>
    internal OutboxMessage AccessRecovered(Account account, string recipient, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        return Write(account, MessageKind.AccessRecovered, recipient, now, null, texts, "Recovered",
            texts["Recovered.What", texts.Moment(now)], null, texts["Recovered.NotYou"]);
    }

    /// <summary>Tells a person the new login: nobody signs in with the old one any more.</summary>
    internal OutboxMessage LoginChanged(Account account, string recipient, Guid askedBy, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        return Write(account, MessageKind.LoginChanged, recipient, now, askedBy, texts, "LoginChanged",
            texts["LoginChanged.What", texts.Moment(now)], null, texts["LoginChanged.NotYou"]);
    }

    /// <summary>Tells a person that a function was given or withdrawn.</summary>
    /// <param name="what">Already in the person's language.</param>
    internal OutboxMessage FunctionsChanged(Account account, string recipient, string what, Guid askedBy, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        return Write(account, MessageKind.FunctionsChanged, recipient, now, askedBy, texts, "Functions", what, null, texts["Functions.NotYou"]);
    }

    /// <summary>« Message d'essai », for the operator who asked for it.</summary>
    internal OutboxMessage Test(Account account, string recipient, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        return Write(account, MessageKind.Test, recipient, now, account.Id, texts, "Test", texts["Test.What", texts.Moment(now)], null, texts["Test.NotYou"]);
    }

    /// <summary>Where a person signs in whose password is not chosen here; never a link to choose one (rule 1 of recovery).</summary>
    internal OutboxMessage SignInElsewhere(Account account, string recipient, string service, DateTimeOffset now)
    {
        var texts = new MessageTexts(account.Language);
        return writer.Mail(
            new(account, MessageKind.SignInElsewhere, MessagePriority.Recovery, recipient, now, now + MessageWriter.NoticeLife),
            texts["Elsewhere.Subject", writer.SiteName], texts["Elsewhere.Title"],
            [
                new(texts["Hello", account.GivenName]),
                new(texts["Elsewhere.What", service]) { Strong = service },
                new(texts["Login", account.Login]) { Strong = account.Login },
                new(texts["Elsewhere.NotYou"]) { Quiet = true },
            ]);
    }

    private OutboxMessage Write(
        Account account, MessageKind kind, string recipient, DateTimeOffset now, Guid? askedBy, MessageTexts texts, string about,
        string what, string? more, string notYou)
    {
        List<MailLine> lines = [new(texts["Hello", account.GivenName]), new(what), new(texts["Login", account.Login]) { Strong = account.Login }];
        if (more is not null) lines.Add(new(more));
        lines.Add(new(notYou) { Quiet = true });
        return writer.Mail(
            new(account, kind, MessagePriority.Notice, recipient, now, now + MessageWriter.NoticeLife, AskedBy: askedBy),
            texts[about + ".Subject", writer.SiteName], texts[about + ".Title"], lines);
    }
}
