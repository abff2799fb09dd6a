using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Fiche;

/// <summary>A fiche that the operator opened of late, as a list names it.</summary>
/// <param name="Place">One of its schools in scope.</param>
public sealed record RecentAccount(Guid Id, string FamilyName, string GivenName, Profile Profile, Place? Place);

/// <summary>The fiches that each operator opened last, for the way back to a caller who phones again.</summary>
public sealed class RecentFiches(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Kept and shown for each operator.</summary>
    public const int Shown = 8;

    /// <summary>Puts the account first among the actor's, and forgets the ninth. False when it is not in his scope, or he is signed out.</summary>
    public async Task<bool> OpenedAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Gate.AskAsync(db, actor, accountId, Act.Open, cancel) is not GateAnswer.Allowed) return false;
        await db.Database.ExecuteSqlAsync($"""
            WITH gone AS (
                DELETE FROM recent_fiches WHERE operator_id = {actor.AccountId} AND account_id IN (
                    SELECT account_id FROM recent_fiches WHERE operator_id = {actor.AccountId} AND account_id <> {accountId}
                    ORDER BY opened_at DESC OFFSET {Shown - 1}))
            INSERT INTO recent_fiches (operator_id, account_id, opened_at) SELECT {actor.AccountId}, id, clock_timestamp() FROM accounts WHERE id = {accountId}
            ON CONFLICT (operator_id, account_id) DO UPDATE SET opened_at = excluded.opened_at
            """, cancel);
        return true;
    }

    /// <summary>The actor's latest, newest first; only those that are in his scope now (rule 14 of recovery).</summary>
    public async Task<IReadOnlyList<RecentAccount>> ListAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        // By id, one question after the other: joined, everybody in scope would be gone through.
        var ids = await db.RecentFiches.Where(r => r.OperatorId == actor.AccountId).OrderByDescending(r => r.OpenedAt).Select(r => r.AccountId).Take(Shown).ToArrayAsync(cancel);
        if (ids is []) return [];
        var people = await db.AccountsInScopeOf(actor).Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.FamilyName, a.GivenName, a.Profile }).ToListAsync(cancel);
        var places = await (
            from membership in db.MembershipsInScopeOf(actor)
            join school in db.Schools on membership.SchoolId equals school.Id
            where ids.Contains(membership.AccountId)
            orderby school.Name, membership.ClassName
            select new { membership.AccountId, Place = new Place(school.Name, school.Town, membership.ClassName) }).ToListAsync(cancel);
        return [.. people.OrderBy(p => Array.IndexOf(ids, p.Id))
            .Select(p => new RecentAccount(p.Id, p.FamilyName, p.GivenName, p.Profile, places.FirstOrDefault(place => place.AccountId == p.Id)?.Place))];
    }
}
