using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>What came of an act on a request. Only <see cref="Done"/> changed anything.</summary>
public enum DeskOutcome
{
    Done,

    /// <summary>It was so already.</summary>
    NothingToDo,

    /// <summary>The request changed since the operator saw it: what was typed stays, and he reads first.</summary>
    Stale,

    /// <summary>It is closed: it has to be reopened first.</summary>
    Closed,

    /// <summary>Nothing was written, too much, or characters that nobody sees.</summary>
    TextRefused,

    /// <summary>No open school has this code, or it is there already.</summary>
    SchoolRefused,
    SignedOut,
    NotFound,

    /// <summary>A colleague has it.</summary>
    Held,
}

/// <summary>What an operator wants done with a request.</summary>
/// <param name="Key">Made up by the page for one wish of its user; the same key never acts twice (rule 17 of recovery).</param>
internal sealed record RequestWish(Actor Actor, Guid RequestId, RequestAct Act, AuditAction Action, Guid Key);

/// <summary>The request that an act holds, inside its transaction.</summary>
internal sealed record HeldRequest(AdminDb Db, AssistanceRequest Request, Actor Actor, DateTimeOffset Now)
{
    /// <summary>Adds a line to the course.</summary>
    public void Tell(AssistanceEntryKind kind, string? text = null, Guid? messageId = null) => Db.AssistanceEntries.Add(new()
    {
        // In the order in which they were told, though one commit has one time.
        Id = Guid.CreateVersion7(Now),
        RequestId = Request.Id, Kind = kind, AuthorId = Actor.AccountId, At = Now.AddMicroseconds(told++), Text = text, MessageId = messageId,
    });

    /// <summary>Whoever does something with a request has it from then on.</summary>
    public bool Take()
    {
        if (Request.State is AssistanceState.Received) Request.State = AssistanceState.InHand;
        if (Request.ClaimedBy == Actor.AccountId) return false;
        (Request.ClaimedBy, Request.ClaimedAt) = (Actor.AccountId, Now);
        Tell(AssistanceEntryKind.Claimed);
        return true;
    }

    public void Leave() => (Request.ClaimedBy, Request.ClaimedAt) = (null, null);

    private int told;
}

/// <summary>
/// The way that every act on a request goes: its row is held, the gate is asked, and effect, message and journal row are one commit (rules 13
/// and 15 of recovery). Refusals are journaled on their own.
/// </summary>
public sealed class AssistanceActs(IDbContextFactory<AdminDb> databases)
{
    /// <param name="attempt">Does it, or says why not; what it changed is saved only when it was done.</param>
    internal async Task<DeskOutcome> RunAsync(RequestWish wish, Func<HeldRequest, Task<DeskOutcome>> attempt, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        DeskOutcome outcome;
        Guid[] schools;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            // Two operators, or two clicks, follow one another from here on and see what came before.
            var request = await db.AssistanceRequests.FromSql($"SELECT * FROM assistance_requests WHERE id = {wish.RequestId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancel);
            schools = request is null ? [] : [request.SchoolId];
            outcome = await RequestGate.AskAsync(db, wish.Actor, wish.RequestId, wish.Act, cancel) switch
            {
                RequestAnswer.Allowed when request is not null => await db.AuditEntries.AnyAsync(e => e.RequestKey == wish.Key && e.ActorId == wish.Actor.AccountId, cancel)
                    ? DeskOutcome.NothingToDo
                    : await attempt(new(db, request, wish.Actor, await db.NowAsync(cancel))),
                RequestAnswer.SignedOut => DeskOutcome.SignedOut,
                RequestAnswer.Held => DeskOutcome.Held,
                RequestAnswer.NotFound or RequestAnswer.Allowed => DeskOutcome.NotFound,
            };
            if (outcome is DeskOutcome.Done)
            {
                // A note changes nothing that anybody else could be about to do.
                if (wish.Act is not RequestAct.Note) request!.Version++;
                await db.AuditAsync(Row(wish, AuditOutcome.Done, schools, null, wish.Key), cancel);
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                return outcome;
            }
            await transaction.RollbackAsync(cancel);
        }
        if (outcome is not (DeskOutcome.NothingToDo or DeskOutcome.TextRefused or DeskOutcome.SchoolRefused)) await JournalAsync(Row(wish, AuditOutcome.Refused, schools, outcome.ToString(), null), cancel);
        return outcome;
    }

    internal static AuditEntry Row(RequestWish wish, AuditOutcome outcome, Guid[] schools, string? refusal, Guid? key) => new()
    {
        ActorId = wish.Actor == default ? null : wish.Actor.AccountId,
        SchoolIds = schools,
        Action = wish.Action,
        Outcome = outcome,
        Refusal = refusal,
        Network = wish.Actor.Network,
        // By id: a request holds what a person wrote of himself, and goes with him.
        Detail = $"demande {wish.RequestId}",
        RequestKey = key,
    };

    private async Task JournalAsync(AuditEntry row, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.AuditAsync(row, cancel);
        await db.SaveChangesAsync(cancel);
    }
}
