namespace AdminConsole.Domain.Model.Messages;

/// <summary>Tells a person at every contact on record that a second factor was added, removed or cleared.</summary>
public sealed class FactorNotices(MessageWriter writer, SmsGateway sms)
{
    /// <summary>Queues them with what the next save commits.</summary>
    /// <param name="askedBy">The operator who cleared it; null when the person did it, or the command line.</param>
    internal void Tell(AdminDb db, Account account, AuditAction action, DateTimeOffset now, Guid? askedBy = null)
    {
        var about = action switch
        {
            AuditAction.FactorAdded => "FactorAdded",
            AuditAction.FactorRemoved => "FactorRemoved",
            AuditAction.FactorCleared => askedBy is null ? "FactorClearedOnServer" : "FactorCleared",
            _ => "CodesMade",
        };
        var texts = new MessageTexts(account.Language);
        if (EmailAddress.TryParse(account.Email, out var address, out _))
        {
            db.Enqueue(writer.Mail(
                new(account, MessageKind.FactorChanged, MessagePriority.Notice, address.Value, now, now + MessageWriter.NoticeLife, AskedBy: askedBy),
                texts["Factor.Subject", writer.SiteName], texts["Factor.Title"],
                [
                    new(texts["Hello", account.GivenName]),
                    new(texts[about + ".What", texts.Moment(now)]),
                    new(texts["Login", account.Login]) { Strong = account.Login },
                    new(texts["Factor.NotYou"]) { Quiet = true },
                ]));
        }
        if (sms.ReachOf(account) is not { } mobile) return;
        var at = texts.ShortMoment(now);
        db.Enqueue(writer.Sms(
            new(account, MessageKind.FactorChanged, MessagePriority.Notice, mobile.Value, now, now + MessageWriter.NoticeLife, AskedBy: askedBy),
            [texts["Sms.FactorLogin", at, account.Login], texts["Sms.Factor", at]]));
    }
}
