using System.Net;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>One thing that happened to the account.</summary>
/// <param name="BySchool">Done by somebody else who was signed in: the school's administration, whose names are not shown.</param>
/// <param name="Detail">Masked values, where the action has them.</param>
public sealed record OwnActivityEntry(DateTimeOffset At, AuditAction Action, AuditOutcome Outcome, bool BySchool, IPAddress? Network, string? Detail);

/// <summary>What happened to one's own account lately, from the journal.</summary>
public sealed class OwnActivity(IDbContextFactory<AdminDb> factory)
{
    public const int Shown = 20;
    public const int Days = 90;

    /// <summary>
    /// The latest <see cref="Shown"/> of the last <see cref="Days"/> days that are among these actions; null once the session is over.
    /// What an operator was refused concerns him and not the person.
    /// </summary>
    /// <param name="actions">Those that the page has words for.</param>
    public async Task<IReadOnlyList<OwnActivityEntry>?> LatestAsync(Actor actor, IReadOnlyCollection<AuditAction> actions, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (!await db.LiveSessions.AnyAsync(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId, cancel)) return null;
        return await db.AuditEntries
            .Where(e => e.AccountId == actor.AccountId && e.At > AdminDb.Now().AddDays(-Days) && actions.Contains(e.Action))
            .Where(e => e.Outcome == AuditOutcome.Done || e.ActorId == null || e.ActorId == actor.AccountId)
            .OrderByDescending(e => e.Id).Take(Shown)
            .Select(e => new OwnActivityEntry(
                e.At, e.Action, e.Outcome, e.ActorId != null && e.ActorId != actor.AccountId,
                e.ActorId == null || e.ActorId == actor.AccountId ? e.Network : null, e.Detail))
            .ToListAsync(cancel);
    }
}
