using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>Who has a request, what is noted on it, where it belongs, and whether it is over. Each act is one commit with its journal row.</summary>
public sealed class AssistanceDesk(AssistanceActs acts)
{
    /// <summary>« Prendre en charge ». One operator at a time: of two at once exactly one has it, the other is told that it is held.</summary>
    public Task<DeskOutcome> ClaimAsync(Actor actor, Guid requestId, Guid key, CancellationToken cancel) =>
        acts.RunAsync(new(actor, requestId, RequestAct.Claim, AuditAction.AssistanceClaimed, key), held => Task.FromResult(
            held.Request.State is AssistanceState.Closed ? DeskOutcome.Closed : held.Take() ? DeskOutcome.Done : DeskOutcome.NothingToDo), cancel);

    /// <summary>« Reprendre » from a colleague of a lower function, or from one who may no longer act. He sees it at once.</summary>
    public Task<DeskOutcome> TakeOverAsync(Actor actor, Guid requestId, Guid key, CancellationToken cancel) =>
        acts.RunAsync(new(actor, requestId, RequestAct.TakeOver, AuditAction.AssistanceTakenOver, key), held => Task.FromResult(
            held.Request.State is AssistanceState.Closed ? DeskOutcome.Closed : held.Take() ? DeskOutcome.Done : DeskOutcome.NothingToDo), cancel);

    /// <summary>« Rendre à la file »: anybody may take it again.</summary>
    public Task<DeskOutcome> ReleaseAsync(Actor actor, Guid requestId, Guid key, CancellationToken cancel) =>
        acts.RunAsync(new(actor, requestId, RequestAct.Release, AuditAction.AssistanceReleased, key), held =>
        {
            var request = held.Request;
            if (request.ClaimedBy is null) return Task.FromResult(DeskOutcome.NothingToDo);
            held.Leave();
            if (request.State is AssistanceState.InHand) request.State = AssistanceState.Received;
            held.Tell(AssistanceEntryKind.Released);
            return Task.FromResult(DeskOutcome.Done);
        }, cancel);

    /// <summary>A note for colleagues. The person who asked never reads it. Whoever sees the request may write one.</summary>
    /// <param name="text">At most <see cref="AssistanceEntry.TextLength"/> characters.</param>
    public Task<DeskOutcome> NoteAsync(Actor actor, Guid requestId, Guid key, string? text, CancellationToken cancel) =>
        acts.RunAsync(new(actor, requestId, RequestAct.Note, AuditAction.AssistanceNoted, key), held =>
        {
            if (AnswerText.Read(text) is not { } read) return Task.FromResult(DeskOutcome.TextRefused);
            held.Tell(AssistanceEntryKind.InternalNote, read);
            return Task.FromResult(DeskOutcome.Done);
        }, cancel);

    /// <summary>« Fermer »: nobody waits any more. The person who asked sees that it is closed, not why.</summary>
    /// <param name="version">Of the request as the operator saw it: a word of the parent that came meanwhile is read first.</param>
    public Task<DeskOutcome> CloseAsync(Actor actor, Guid requestId, Guid key, int version, AssistanceClosure why, CancellationToken cancel) =>
        acts.RunAsync(new(actor, requestId, RequestAct.Close, AuditAction.AssistanceClosed, key), held =>
        {
            var request = held.Request;
            if (request.State is AssistanceState.Closed) return Task.FromResult(DeskOutcome.NothingToDo);
            if (request.Version != version) return Task.FromResult(DeskOutcome.Stale);
            held.Leave();
            (request.State, request.ClosedAt, request.ClosedWhy) = (AssistanceState.Closed, held.Now, why);
            held.Tell(AssistanceEntryKind.Closed, why.ToString());
            return Task.FromResult(DeskOutcome.Done);
        }, cancel);

    /// <summary>« Rouvrir »: falls to whoever reopens it.</summary>
    public Task<DeskOutcome> ReopenAsync(Actor actor, Guid requestId, Guid key, CancellationToken cancel) =>
        acts.RunAsync(new(actor, requestId, RequestAct.Reopen, AuditAction.AssistanceReopened, key), held =>
        {
            var request = held.Request;
            if (request.State is not AssistanceState.Closed) return Task.FromResult(DeskOutcome.NothingToDo);
            (request.State, request.ClosedAt, request.ClosedWhy) = (AssistanceState.InHand, null, null);
            (request.ClaimedBy, request.ClaimedAt) = (held.Actor.AccountId, held.Now);
            held.Tell(AssistanceEntryKind.Reopened);
            return Task.FromResult(DeskOutcome.Done);
        }, cancel);

    /// <summary>
    /// To the queue of another open school; to the central one when nobody administers that school. It leaves this operator's sight unless that
    /// school is in his scope too, and nobody has it any more.
    /// </summary>
    /// <param name="uai">National code of the school, as the finder gives it.</param>
    public Task<DeskOutcome> RerouteAsync(Actor actor, Guid requestId, Guid key, int version, string? uai, CancellationToken cancel) =>
        acts.RunAsync(new(actor, requestId, RequestAct.Reroute, AuditAction.AssistanceRerouted, key), async held =>
        {
            var (db, request) = (held.Db, held.Request);
            if (request.State is AssistanceState.Closed) return DeskOutcome.Closed;
            if (request.Version != version) return DeskOutcome.Stale;
            var code = (uai ?? "").Trim().ToUpperInvariant();
            if (code.Length != 8 || !code.All(char.IsAsciiLetterOrDigit)) return DeskOutcome.SchoolRefused;
            var to = await db.Schools.Where(s => s.Uai == code && (s.ClosedOn == null || s.ClosedOn > AdminDb.Today()))
                .Select(s => new { s.Id, s.Name, s.Town, HasOperators = db.SchoolHelpers.Any(g => g.SchoolId == s.Id) }).SingleOrDefaultAsync(cancel);
            if (to is null || to.Id == request.SchoolId) return DeskOutcome.SchoolRefused;
            held.Leave();
            if (request.State is AssistanceState.InHand) request.State = AssistanceState.Received;
            (request.SchoolId, request.Central) = (to.Id, !to.HasOperators);
            held.Tell(AssistanceEntryKind.Rerouted, $"{to.Name}, {to.Town}");
            return DeskOutcome.Done;
        }, cancel);
}
