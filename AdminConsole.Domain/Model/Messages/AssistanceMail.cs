using AdminConsole.Domain.Model.Tokens;

namespace AdminConsole.Domain.Model.Messages;

/// <summary>
/// What is written to the address given in a request for assistance. Nobody has proven that it is the sender's own: nothing that was typed in
/// the form goes out by itself, no name, no class, no message, or the form would carry anybody's words to anybody. An answer says what an operator
/// wrote, and the two first names where he put their places and saw them filled.
/// </summary>
public sealed class AssistanceMail(MessageWriter writer, AssistanceReferences references)
{
    /// <summary>Also readable by the follow-up link, so that a mail which comes later than this is of no more use.</summary>
    private static readonly TimeSpan AnswerLife = TimeSpan.FromDays(3);

    /// <summary>« Votre demande est enregistrée », with the follow-up link. Null when no address was given.</summary>
    /// <param name="request">Stored already: its number stands in the mail.</param>
    public OutboxMessage? Received(AssistanceRequest request, string secret, DateTimeOffset now)
    {
        if (request.Email is not { } address) return null;
        var texts = new MessageTexts(request.Language);
        List<MailLine> lines =
        [
            new(texts["Assistance.ReceivedText", request.Number]),
            new(texts["Assistance.Follow"]) { Link = Follow(secret) },
            new(texts["Assistance.Keep"]),
            new(texts["Assistance.NotYou"]) { Quiet = true },
        ];
        return writer.Mail(EnvelopeOf(request, MessageKind.AssistanceReceived, address, now, MessageWriter.NoticeLife, askedBy: null),
            texts["Assistance.ReceivedSubject", request.Number, writer.SiteName], texts["Assistance.ReceivedTitle"], lines);
    }

    /// <summary>
    /// An operator's answer as a mail, a paragraph for each of its lines, with the follow-up link. Null when no
    /// address was given: the answer is then read by the link alone.
    /// </summary>
    /// <param name="askedBy">The operator. No name of his is in the mail.</param>
    public OutboxMessage? Answer(AssistanceRequest request, string text, Guid askedBy, DateTimeOffset now)
    {
        if (request.Email is not { } address) return null;
        var texts = new MessageTexts(request.Language);
        List<MailLine> lines = [new(texts["Assistance.AnswerText", request.Number])];
        lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => new MailLine(line)));
        if (references.Open(request) is { } secret) lines.Add(new(texts["Assistance.Reply"]) { Link = Follow(secret) });
        lines.Add(new(texts["Assistance.NotYou"]) { Quiet = true });
        return writer.Mail(EnvelopeOf(request, MessageKind.AssistanceAnswer, address, now, AnswerLife, askedBy),
            texts["Assistance.AnswerSubject", request.Number, writer.SiteName], texts["Assistance.AnswerTitle"], lines);
    }

    private Uri Follow(string secret) => writer.Link("assistance/suivi/" + secret);

    private static Envelope EnvelopeOf(AssistanceRequest request, MessageKind kind, string address, DateTimeOffset now, TimeSpan life, Guid? askedBy) =>
        new(null, kind, MessagePriority.Notice, address, now, now + life, AskedBy: askedBy) { Language = request.Language, AssistanceRequestId = request.Id };
}
