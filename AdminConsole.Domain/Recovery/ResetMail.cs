using System.Globalization;
using System.Resources;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Recovery;

/// <summary>Writes the messages of a reset, in the language of the person, ready for the outbox.</summary>
public sealed class ResetMail(MessageSealer sealer, IOptions<SiteOptions> site)
{
    /// <summary>A notice that could not be delivered within a day is news no more.</summary>
    private static readonly TimeSpan NoticeLife = TimeSpan.FromDays(1);
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
    private static readonly ResourceManager Texts = new("AdminConsole.Domain.Recovery.MailTexts", typeof(ResetMail).Assembly);

    /// <summary>The mail that carries the link. Says who asked, for which login, how long, and what to do otherwise.</summary>
    /// <param name="school">Whose administration asked; null when the person did.</param>
    internal OutboxMessage Reset(Account account, ResetToken token, string secret, string recipient, string? school)
    {
        var say = In(account.Language);
        var content = MailSheet.Write(account.Language, say("Reset.Subject", SiteName), SiteName, say("Reset.Title"),
        [
            new(say("Hello", account.GivenName)),
            new(school is null ? say("Reset.AskedByYou") : say("Reset.AskedBySchool", school)),
            new(say("Login", account.Login)) { Strong = account.Login },
            new(say("Reset.Button")) { Link = PublicLink("reinitialisation/" + secret) },
            new(say("Reset.Life", (int)(token.ExpiresAt - token.IssuedAt).TotalMinutes, Clock(token.ExpiresAt, account.Language))),
            new(say(school is null ? "Reset.NotYou" : "Reset.NotYouSchool")) { Quiet = true },
        ]);
        return Message(account.Id, MessageKind.Reset, MessagePriority.Recovery, recipient, content, token.IssuedAt, token.ExpiresAt, token.Id, token.IssuedBy);
    }

    /// <summary>Tells the former address that it was replaced; holds no link with which anything could be done.</summary>
    internal OutboxMessage ContactReplaced(Account account, string formerAddress, string school, Guid askedBy, DateTimeOffset now)
    {
        var say = In(account.Language);
        var content = MailSheet.Write(account.Language, say("Replaced.Subject", SiteName), SiteName, say("Replaced.Title"),
        [
            new(say("Hello", account.GivenName)),
            new(say("Replaced.What", school, Moment(now, account.Language))),
            new(say("Login", account.Login)) { Strong = account.Login },
            new(say("Replaced.NotYou")) { Quiet = true },
        ]);
        return Message(account.Id, MessageKind.ContactReplaced, MessagePriority.Notice, formerAddress, content, now, now + NoticeLife, null, askedBy);
    }

    /// <summary>« Votre mot de passe a été changé », for a contact on record.</summary>
    internal OutboxMessage PasswordChanged(Account account, string recipient, DateTimeOffset now)
    {
        var say = In(account.Language);
        var content = MailSheet.Write(account.Language, say("Changed.Subject", SiteName), SiteName, say("Changed.Title"),
        [
            new(say("Hello", account.GivenName)),
            new(say("Changed.What", Moment(now, account.Language))),
            new(say("Login", account.Login)) { Strong = account.Login },
            new(say("Changed.Sessions")),
            new(say("Changed.NotYou", PublicLink("aide"))) { Quiet = true },
        ]);
        return Message(account.Id, MessageKind.PasswordChanged, MessagePriority.Notice, recipient, content, now, now + NoticeLife, null, null);
    }

    private string SiteName => site.Value.Name;

    private Uri PublicLink(string path)
    {
        var root = site.Value.PublicUrl ?? throw new InvalidOperationException("Site:PublicUrl is not set, and no link may start with anything else.");
        return new Uri(root.AbsoluteUri.EndsWith('/') ? root : new Uri(root.AbsoluteUri + "/"), path);
    }

    private OutboxMessage Message(
        Guid accountId, MessageKind kind, MessagePriority priority, string recipient, MessageContent content,
        DateTimeOffset now, DateTimeOffset expiresAt, Guid? tokenId, Guid? askedBy) => new()
        {
            Id = Guid.CreateVersion7(now),
            AccountId = accountId,
            TokenId = tokenId,
            Channel = Channel.Mail,
            Kind = kind,
            Priority = priority,
            Recipient = recipient,
            Content = sealer.Seal(content),
            AskedBy = askedBy,
            QueuedAt = now,
            NextTryAt = now,
            ExpiresAt = expiresAt,
        };

    private static Say In(string language)
    {
        var culture = CultureOf(language);
        return (key, values) => string.Format(culture, Texts.GetString(key, culture) ?? throw new MissingManifestResourceException(key), values);
    }

    private static string Clock(DateTimeOffset moment, string language) =>
        TimeZoneInfo.ConvertTime(moment, Paris).ToString(language == "en" ? "HH:mm" : "HH'\u00a0h\u00a0'mm", CultureOf(language));

    private static string Moment(DateTimeOffset moment, string language) =>
        TimeZoneInfo.ConvertTime(moment, Paris).ToString(language == "en" ? "d MMMM yyyy, HH:mm" : "d MMMM yyyy à HH'\u00a0h\u00a0'mm", CultureOf(language));

    private static CultureInfo CultureOf(string language) => CultureInfo.GetCultureInfo(language == "en" ? "en-GB" : "fr-FR");

    private delegate string Say(string key, params object[] values);
}
