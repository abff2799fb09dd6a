namespace AdminConsole.Domain.Model.Messages;

/// <summary>The code that a caller reads out to an operator, by mail or SMS. Holds no link.</summary>
public sealed class CodeMessages(MessageWriter writer)
{
    /// <param name="recipient">The contact on record.</param>
    internal OutboxMessage Write(Account account, ResetToken token, Channel channel, string recipient, string code)
    {
        var texts = new MessageTexts(account.Language);
        var envelope = new Envelope(account, MessageKind.CallerCode, MessagePriority.Recovery, recipient, token.IssuedAt, token.ExpiresAt, token.Id, token.IssuedBy);
        return channel switch
        {
            Channel.Sms => writer.Sms(envelope, [texts["Sms.Code", code, texts.ShortClock(token.ExpiresAt)]]),
            Channel.Mail => writer.Mail(envelope, texts["Code.Subject", writer.SiteName], texts["Code.Title"],
            [
                new(texts["Hello", account.GivenName]),
                new(texts["Code.What", code]) { Code = code },
                new(texts["Code.Life", texts.Clock(token.ExpiresAt)]),
                new(texts["Code.NotYou"]) { Quiet = true },
            ]),
        };
    }
}
