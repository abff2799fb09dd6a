using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Domain.Model.Messages;

/// <summary>The mail with which a person chooses a password.</summary>
public sealed class ResetMail(MessageWriter writer)
{
    /// <summary>Carries the link. Says who asked, for which login, how long, and what to do otherwise.</summary>
    /// <param name="school">Whose administration asked; null when the person did.</param>
    internal OutboxMessage Write(Account account, IssuedToken issued, string recipient, string? school)
    {
        var texts = new MessageTexts(account.Language);
        var token = issued.Token;
        return writer.Mail(
            new(account, MessageKind.Reset, MessagePriority.Recovery, recipient, token.IssuedAt, token.ExpiresAt, token.Id, token.IssuedBy),
            texts["Reset.Subject", writer.SiteName], texts["Reset.Title"],
            [
                new(texts["Hello", account.GivenName]),
                new(school is null ? texts["Reset.AskedByYou"] : texts["Reset.AskedBySchool", school]),
                new(texts["Login", account.Login]) { Strong = account.Login },
                new(texts["Reset.Button"]) { Link = writer.Link("reinitialisation/" + issued.Secret) },
                new(texts["Reset.Life", (int)(token.ExpiresAt - token.IssuedAt).TotalMinutes, texts.Clock(token.ExpiresAt)]),
                new(texts[school is null ? "Reset.NotYou" : "Reset.NotYouSchool"]) { Quiet = true },
            ]);
    }
}
