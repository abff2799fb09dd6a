using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Imports;

/// <summary>Who may see and touch which import: scope is part of the query (rule 14 of recovery).</summary>
internal static class ImportScope
{
    /// <summary>Schools for which the actor imports: open ones over which he is a local administrator or more.</summary>
    public static IQueryable<School> SchoolsOf(AdminDb db, Actor actor) => db.Schools.Where(s => (s.ClosedOn == null || s.ClosedOn > AdminDb.Today())
        && db.GrantsOf(actor).Any(g => g.Function >= Function.LocalAdmin && (g.SchoolId == null || g.SchoolId == s.Id)));

    /// <summary>
    /// Imports all of whose schools the actor administers now. One whose schools are not known yet is its own operator's, and of those who administer every school.
    /// </summary>
    public static IQueryable<ImportRun> RunsOf(AdminDb db, Actor actor) => db.ImportRuns.Where(r =>
        db.GrantsOf(actor).Any(g => g.Function >= Function.LocalAdmin && g.SchoolId == null)
        || ((r.SchoolIds.Length > 0 || r.StartedBy == actor.AccountId)
            && db.GrantsOf(actor).Any(g => g.Function >= Function.LocalAdmin)
            && r.SchoolIds.All(school => db.GrantsOf(actor).Any(g => g.Function >= Function.LocalAdmin && g.SchoolId == school))));

    /// <summary>The import, held for this transaction; or why not.</summary>
    public static async Task<(ImportRun? Run, ImportOutcome Refusal)> HoldAsync(AdminDb db, Actor actor, Guid importId, CancellationToken cancel)
    {
        // The row is held first: what is asked of it after that stays true until the commit.
        var run = await db.ImportRuns.FromSql($"SELECT * FROM import_runs WHERE id = {importId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancel);
        if (run is not null && await RunsOf(db, actor).AnyAsync(r => r.Id == importId, cancel)) return (run, ImportOutcome.Done);
        return (null, await RefusalAsync(db, actor, cancel));
    }

    /// <summary>What somebody is told who may not: never whether it exists.</summary>
    public static async Task<ImportOutcome> RefusalAsync(AdminDb db, Actor actor, CancellationToken cancel)
    {
        if (!await db.LiveSessions.AnyAsync(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId, cancel)) return ImportOutcome.SignedOut;
        return await db.GrantsOf(actor).AnyAsync(g => g.Function >= Function.LocalAdmin, cancel) ? ImportOutcome.NotFound : ImportOutcome.FunctionTooLow;
    }
}
