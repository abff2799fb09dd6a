using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Domain.Model.Messages;

/// <summary>The mail with which a person chooses a password.</summary>
public sealed class ResetMail(MessageWriter writer)
{
    /// <summary>
    /// Carries the link and, for another device, the provisional password. Says who asked, for which login, how long, and what to do
    /// otherwise.
    /// </summary>
    /// <param name="school">Whose administration asked; null when the person did.</param>
    /// <param name="parent">The responsable who gets it in the child's place; null for the person.</param>
    internal OutboxMessage Write(Account account, IssuedToken issued, string recipient, string? school, Account? parent = null)
    {
        var texts = new MessageTexts((parent ?? account).Language);
        var token = issued.Token;
        List<MailLine> lines =
        [
            new(texts["Hello", (parent ?? account).GivenName]),
            new(parent is not null ? texts["Reset.ForChild", school!, $"{account.GivenName} {account.FamilyName}"] : school is null ? texts["Reset.AskedByYou"] : texts["Reset.AskedBySchool", school]),
            new(texts[parent is null ? "Login" : "LoginOfChild", account.Login]) { Strong = account.Login },
            new(texts["Reset.Button"]) { Link = writer.Link("reinitialisation/" + issued.Secret) },
        ];
        if (issued.Provisional is { } provisional)
        {
            lines.Add(new(texts["Reset.Elsewhere"]));
            lines.Add(new(texts["Reset.SignInPage", writer.Link("connexion")]));
            lines.Add(new(texts["Reset.Provisional", provisional]) { Code = provisional });
        }
        lines.Add(new(texts[issued.Provisional is null ? "Reset.Life" : "Reset.LifeOfBoth", (int)(token.ExpiresAt - token.IssuedAt).TotalMinutes, texts.Clock(token.ExpiresAt)]));
        lines.Add(new(texts[school is null ? "Reset.NotYou" : "Reset.NotYouSchool"]) { Quiet = true });
        return writer.Mail(
            new(account, MessageKind.Reset, MessagePriority.Recovery, recipient, token.IssuedAt, token.ExpiresAt, token.Id, token.IssuedBy) { Language = (parent ?? account).Language },
            texts["Reset.Subject", writer.SiteName], texts["Reset.Title"], lines);
    }
}
