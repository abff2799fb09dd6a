using System.Globalization;
using System.Resources;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Model.Messages;

/// <summary>To whom a message goes, why, and until when it is worth sending.</summary>
/// <param name="Recipient">Exactly one address or E.164 number.</param>
/// <param name="TokenId">The token whose secret it carries: the message is not sent once that has ended.</param>
internal sealed record Envelope(
    Account? Account, MessageKind Kind, MessagePriority Priority, string Recipient, DateTimeOffset Now, DateTimeOffset ExpiresAt,
    Guid? TokenId = null, Guid? AskedBy = null)
{
    /// <summary>« fr » or « en »; the account's own unless it is said.</summary>
    public string Language { get; init; } = Account?.Language ?? "fr";

    /// <summary>The request for assistance that it answers, where there is one.</summary>
    public Guid? AssistanceRequestId { get; init; }
}

/// <summary>What every message needs: texts in the person's language, links that begin with Site:PublicUrl, a sealed row for the outbox.</summary>
public sealed class MessageWriter(MessageSealer sealer, IOptions<SiteOptions> site)
{
    /// <summary>A notice that could not be delivered within a day is news no more.</summary>
    internal static readonly TimeSpan NoticeLife = TimeSpan.FromDays(1);

    internal string SiteName => site.Value.Name;

    /// <summary>An address of this site, never taken from a request (rule 2 of recovery).</summary>
    /// <param name="path">Without its first slash.</param>
    internal Uri Link(string path)
    {
        var root = site.Value.PublicUrl ?? throw new InvalidOperationException("Site:PublicUrl is not set, and no link may start with anything else.");
        return new Uri(root.AbsoluteUri.EndsWith('/') ? root : new Uri(root.AbsoluteUri + "/"), path);
    }

    /// <summary>A mail, sealed and ready for the outbox.</summary>
    internal OutboxMessage Mail(Envelope envelope, string subject, string title, IReadOnlyList<MailLine> lines) =>
        Seal(envelope, Channel.Mail, MailSheet.Write(envelope.Language, subject, SiteName, title, lines));

    /// <summary>The short form of a link's address, for a message that has little room. The host as servers know it: an accent would not survive an SMS.</summary>
    /// <param name="path">One letter for what the link is for: r to choose a password, c to confirm a contact, a to cancel its change.</param>
    internal static string ShortLink(Uri publicUrl, string secret, char path = 'r') =>
        $"{publicUrl.Scheme}://{publicUrl.IdnHost}{(publicUrl.IsDefaultPort ? "" : $":{publicUrl.Port}")}/{path}/{secret}";

    internal string ShortLink(string secret, char path = 'r') => ShortLink(Link(""), secret, path);

    /// <summary>An SMS, sealed and ready for the outbox: the longest of the bodies that fits one message, and more if there is room.</summary>
    internal OutboxMessage Sms(Envelope envelope, IReadOnlyList<string> bodies, string? more = null) =>
        Seal(envelope, Channel.Sms, new MessageContent("", SmsSheet.Write(SiteName, bodies, more)));

    private OutboxMessage Seal(Envelope envelope, Channel channel, MessageContent content) => new()
    {
        Id = Guid.CreateVersion7(envelope.Now),
        AccountId = envelope.Account?.Id,
        AssistanceRequestId = envelope.AssistanceRequestId,
        TokenId = envelope.TokenId,
        Channel = channel,
        Kind = envelope.Kind,
        Priority = envelope.Priority,
        Recipient = envelope.Recipient,
        Content = sealer.Seal(content),
        AskedBy = envelope.AskedBy,
        QueuedAt = envelope.Now,
        NextTryAt = envelope.Now,
        ExpiresAt = envelope.ExpiresAt,
    };
}

/// <summary>The texts of messages in one language, « fr » unless it is « en », with times as they are written in it.</summary>
internal sealed class MessageTexts(string language)
{
    private static readonly ResourceManager Resources = new(typeof(MessageTexts));
    private readonly bool english = language == "en";
    private readonly CultureInfo culture = CultureInfo.GetCultureInfo(language == "en" ? "en-GB" : "fr-FR");

    public string this[string key, params object[] values] =>
        string.Format(culture, Resources.GetString(key, culture) ?? throw new MissingManifestResourceException(key), values);

    /// <summary>Hour and minute in Paris.</summary>
    public string Clock(DateTimeOffset moment) => InParis(moment, english ? "HH:mm" : "HH'\u00a0h\u00a0'mm");

    /// <summary>Day, hour and minute in Paris.</summary>
    public string Moment(DateTimeOffset moment) => InParis(moment, english ? "d MMMM yyyy, HH:mm" : "d MMMM yyyy à HH'\u00a0h\u00a0'mm");

    /// <summary>Day in Paris.</summary>
    public string Day(DateTimeOffset moment) => InParis(moment, "d MMMM yyyy");

    /// <summary>Hour and minute in Paris, in as few signs as can be read.</summary>
    public string ShortClock(DateTimeOffset moment) => InParis(moment, english ? "HH:mm" : "HH'h'mm");

    /// <summary>Day of the month, hour and minute in Paris, in as few signs as can be read.</summary>
    public string ShortMoment(DateTimeOffset moment) => InParis(moment, english ? "d MMM HH:mm" : "dd/MM à HH'h'mm");

    private string InParis(DateTimeOffset moment, string format) => ParisDay.In(moment).ToString(format, culture);
}
