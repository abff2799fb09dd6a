using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>Ties the resets that an operator sends while he has a request to its course, whose live state it then shows.</summary>
public sealed class AssistanceResets(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Sent by whoever has not taken the request yet, so shortly before, it is the reset that he sent from beside it.</summary>
    private static readonly TimeSpan JustNow = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Adds a line for each reset that this operator sent to this account since he has the request, and that has none yet. Asked after a card
    /// said that something changed; to ask again adds nothing, and a line that a crash left out is added the next time. A request that nobody
    /// has falls to him by it.
    /// </summary>
    public async Task<RequestAnswer> TieAsync(Actor actor, Guid requestId, Guid aboutAccountId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var request = await db.AssistanceRequests.FromSql($"SELECT * FROM assistance_requests WHERE id = {requestId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancel);
        var answer = await RequestGate.AskAsync(db, actor, requestId, RequestAct.Answer, cancel);
        if (request is null || answer is not RequestAnswer.Allowed) return answer;
        var held = new HeldRequest(db, request, actor, await db.NowAsync(cancel));
        var since = request.ClaimedBy == actor.AccountId ? request.ClaimedAt : held.Now - JustNow;
        var sent = await db.OutboxMessages
            .Where(m => m.AccountId == aboutAccountId && db.AccountsInScopeOf(actor).Any(a => a.Id == aboutAccountId) && m.Kind == MessageKind.Reset
                && m.AskedBy == actor.AccountId && m.QueuedAt >= since && !db.AssistanceEntries.Any(e => e.MessageId == m.Id))
            .OrderBy(m => m.QueuedAt).Select(m => new { m.Id, m.QueuedAt }).ToListAsync(cancel);
        if (sent is not [var first, ..] || request.State is AssistanceState.Closed) return answer;
        if (held.Take()) await db.AuditAsync(AssistanceActs.Row(new(actor, requestId, RequestAct.Claim, AuditAction.AssistanceClaimed, default), AuditOutcome.Done, [request.SchoolId], null, null), cancel);
        foreach (var message in sent) held.Tell(AssistanceEntryKind.ResetSent, messageId: message.Id);
        request.AnsweredAt ??= first.QueuedAt;
        request.Version++;
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return answer;
    }
}
