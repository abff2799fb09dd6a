using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Bulk;

/// <summary>How the operator's own bulk actions stand. Nobody else's are there.</summary>
public sealed class BulkReader(IDbContextFactory<AdminDb> factory)
{
    public const int PageSize = 100;
    private const int MostListed = 20;

    /// <summary>Null for one that is not his, and for whoever may act on many accounts no more.</summary>
    public async Task<BulkView?> ReadAsync(Actor actor, Guid runId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await Own(db, actor).SingleOrDefaultAsync(r => r.Id == runId, cancel) is not { } run) return null;
        var counts = await db.BulkItems.Where(i => i.RunId == runId).GroupBy(i => new { i.Plan, i.Result }).Select(g => new { g.Key.Plan, g.Key.Result, Count = g.Count() }).ToListAsync(cancel);
        var school = run.SchoolId is { } id ? await db.Schools.Where(s => s.Id == id).Select(s => s.Name).SingleOrDefaultAsync(cancel) : null;
        return new(run.Id, run.Kind, run.State, run.Query, school, run.Reason, run.LastDay, run.RightEnded, run.CreatedAt, run.ConfirmedAt, run.FinishedAt,
            counts.Sum(c => c.Count), counts.Where(c => c.Plan is not null).Sum(c => c.Count),
            [.. counts.Where(c => c.Plan is not null).GroupBy(c => c.Plan!.Value).OrderBy(g => g.Key).Select(g => new BulkCount(g.Key, g.Sum(c => c.Count)))],
            [.. counts.Where(c => c.Result is not null).GroupBy(c => c.Result!.Value).OrderBy(g => g.Key).Select(g => new BulkCount(g.Key, g.Sum(c => c.Count)))]);
    }

    /// <summary>Its accounts in the order of the list, <see cref="PageSize"/> at most; none for one that is not his.</summary>
    /// <param name="only">What was planned for them or what came of it; null for all.</param>
    /// <param name="after">The place that the page before ended with.</param>
    public async Task<IReadOnlyList<BulkLine>> LinesAsync(Actor actor, Guid runId, BulkOutcome? only, int after, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await (
            from item in db.BulkItems
            where item.RunId == runId && item.Place > after && Own(db, actor).Any(r => r.Id == runId) && (only == null || (item.Result ?? item.Plan) == only)
            join account in db.AccountsInScopeOf(actor) on item.AccountId equals account.Id into accounts
            from account in accounts.DefaultIfEmpty()
            orderby item.Place
            select new BulkLine(item.Place, item.AccountId, account == null ? null : new PersonRef(account.FamilyName, account.GivenName), account == null ? null : account.Login,
                item.Plan, item.Result, item.MaskedContact)).Take(PageSize).ToListAsync(cancel);
    }

    /// <summary>The latest ones.</summary>
    public async Task<IReadOnlyList<BulkHeader>> LatestAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await Own(db, actor).OrderByDescending(r => r.CreatedAt).Take(MostListed).Select(r => new BulkHeader(
            r.Id, r.Kind, r.State, db.Schools.Where(s => s.Id == r.SchoolId).Select(s => s.Name).FirstOrDefault(), db.BulkItems.Count(i => i.RunId == r.Id), r.CreatedAt)).ToListAsync(cancel);
    }

    private static IQueryable<BulkRun> Own(AdminDb db, Actor actor) => db.BulkRuns.Where(r => r.OperatorId == actor.AccountId && BulkRuns.Rights(db, actor).Any());
}
