using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>The public requests as the worker sees them.</summary>
internal static class RequestQueue
{
    /// <summary>
    /// The next ones that are due, held until the transaction ends: no other worker sees them meanwhile, and a process that is killed lets
    /// go of them at once, with nothing done.
    /// </summary>
    public static Task<List<RecoveryRequest>> HoldNextAsync(AdminDb db, int most, CancellationToken cancel) =>
        db.RecoveryRequests.FromSql($"""
            SELECT * FROM recovery_requests WHERE state = 1 AND next_try_at <= now()
            ORDER BY next_try_at, id LIMIT {most} FOR UPDATE SKIP LOCKED
            """).ToListAsync(cancel);

    /// <summary>Puts one that failed behind the others, or gives it up after so many tries; what was typed goes then.</summary>
    public static async Task<bool> PostponeAsync(AdminDb db, Guid id, RequestPace pace, CancellationToken cancel)
    {
        var (tries, first) = (pace.Tries, pace.FirstRetry);
        var states = await db.Database.SqlQuery<short>($"""
            UPDATE recovery_requests SET attempts = attempts + 1, next_try_at = now() + {first} * 2 ^ least(attempts, 10),
                state = CASE WHEN attempts + 1 >= {tries} THEN 3 ELSE 1 END,
                typed = CASE WHEN attempts + 1 < {tries} THEN typed END,
                finished_at = CASE WHEN attempts + 1 >= {tries} THEN now() END
            WHERE id = {id} AND state = 1 RETURNING state AS "Value"
            """).ToListAsync(cancel);
        return states is [(short)RequestState.GivenUp];
    }

    /// <summary>Removes what is final since a day, and what limits count no more (rule 25 of recovery: nothing is kept longer than it is needed).</summary>
    public static async Task CleanAsync(AdminDb db, CancellationToken cancel)
    {
        await db.RecoveryRequests.Where(r => r.State != RequestState.Waiting && r.FinishedAt < AdminDb.Now().AddDays(-1)).ExecuteDeleteAsync(cancel);
        await db.RecoveryUses.Where(u => u.UsedAt < AdminDb.Now().AddDays(-1)).ExecuteDeleteAsync(cancel);
        await db.RecoveryCounters.Where(c => c.WindowStart < AdminDb.Now().AddDays(-1)).ExecuteDeleteAsync(cancel);
    }
}
