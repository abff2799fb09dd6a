using System.Net;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>One of the person's open sessions.</summary>
/// <param name="Current">The one that asks.</param>
/// <param name="ExpiresAt">End whatever happens.</param>
public sealed record OwnSession(Guid Id, string? UserAgent, IPAddress? Network, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, bool Current, DateTimeOffset ExpiresAt);

/// <summary>The person's own open sessions: seen, and ended one by one or all at once.</summary>
public sealed class OwnSessions(IDbContextFactory<AdminDb> factory)
{
    /// <summary>This one first, then the latest seen; null once the session is over.</summary>
    public async Task<IReadOnlyList<OwnSession>?> ListAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var sessions = await db.LiveSessions.Where(s => s.AccountId == actor.AccountId)
            .OrderByDescending(s => s.Id == actor.SessionId).ThenByDescending(s => s.LastSeenAt).ThenBy(s => s.Id)
            .Select(s => new OwnSession(s.Id, s.UserAgent, s.Network, s.StartedAt, s.LastSeenAt, s.Id == actor.SessionId, s.ExpiresAt))
            .ToListAsync(cancel);
        return sessions is [{ Current: true }, ..] ? sessions : null;
    }

    /// <summary>Ends one of the person's sessions; its open circuits hear of it. False once the own session is over; a second time does nothing.</summary>
    public Task<bool> EndAsync(Actor actor, Guid sessionId, CancellationToken cancel) => EndAsync(actor, sessions => sessions.Where(s => s.Id == sessionId), "1", cancel);

    /// <summary>« Se déconnecter partout »: ends every session, this one included.</summary>
    public Task<bool> EndAllAsync(Actor actor, CancellationToken cancel) => EndAsync(actor, sessions => sessions, "*", cancel);

    private async Task<bool> EndAsync(Actor actor, Func<IQueryable<Session>, IQueryable<Session>> which, string detail, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await OwnRow.HoldAsync(db, actor, cancel) is null) return false;
        var ended = await which(db.LiveSessions.Where(s => s.AccountId == actor.AccountId)).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.EndedAt, _ => AdminDb.Now())
            .SetProperty(s => s.EndedWhy, SessionEnd.EndedByOwner), cancel);
        if (ended > 0) await db.AuditOwnAsync(actor, AuditAction.SessionsEnded, detail, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
