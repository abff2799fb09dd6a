using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Assistance;

/// <summary>Answers a request, by mail to the address given in it and on its follow-up page.</summary>
public sealed class AssistanceAnswers(AssistanceActs acts, AssistanceMail mails, IOptions<SiteOptions> site)
{
    /// <summary>
    /// « Répondre »: the text with its places filled, once. Without an address it is read on the follow-up page alone. The request stays open,
    /// and with this operator: the parent's next word comes back to him.
    /// </summary>
    /// <param name="version">Of the request as the operator saw it: a word of the parent that came meanwhile is read first.</param>
    public Task<DeskOutcome> SendAsync(Actor actor, Guid requestId, Guid key, int version, string? typed, CancellationToken cancel) =>
        acts.RunAsync(new(actor, requestId, RequestAct.Answer, AuditAction.AssistanceAnswered, key), async held =>
        {
            var (db, request) = (held.Db, held.Request);
            if (request.State is AssistanceState.Closed) return DeskOutcome.Closed;
            if (request.Version != version) return DeskOutcome.Stale;
            if (AnswerText.Read(typed) is not { } text) return DeskOutcome.TextRefused;
            var school = await db.Schools.Where(s => s.Id == request.SchoolId).Select(s => s.Name).SingleAsync(cancel);
            if (AnswerText.Read(AnswerText.Fill(text, Values(request.GivenName, request.ChildGivenName, school, request.Number))) is not { } filled) return DeskOutcome.TextRefused;
            held.Take();
            var mail = mails.Answer(request, filled, actor.AccountId, held.Now);
            if (mail is not null) db.Enqueue(mail);
            held.Tell(AssistanceEntryKind.Answer, filled, mail?.Id);
            (request.State, request.AnsweredAt) = (AssistanceState.Answered, request.AnsweredAt ?? held.Now);
            return DeskOutcome.Done;
        }, cancel);

    /// <summary>What a text will say to this person.</summary>
    public string Preview(AssistanceCase request, string text) =>
        AnswerText.Fill(text, Values(request.GivenName, request.ChildGivenName, request.School, request.Number));

    private Dictionary<string, string> Values(string givenName, string child, string school, long number) => new()
    {
        ["prenom"] = givenName,
        ["enfant"] = child,
        ["collège"] = school,
        ["college"] = school,
        ["numéro"] = $"{number}",
        ["numero"] = $"{number}",
        ["lien"] = site.Value.PublicUrl is { } root ? new Uri(root, "aide").AbsoluteUri : "",
    };
}
