using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>Imports as their pages show them, within the actor's schools.</summary>
public sealed class ImportReader(IDbContextFactory<AdminDb> factory, NpgsqlDataSource source)
{
    /// <summary>More are of no use on one page.</summary>
    public const int MostListed = 50;

    /// <summary>The latest imports of schools that the actor administers; none for who may not import.</summary>
    public async Task<IReadOnlyList<ImportListed>> LatestAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await ImportScope.RunsOf(db, actor).OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Take(MostListed).Select(r => new ImportListed(
            r.Id, r.State, r.Fault, db.Schools.Where(s => s.Id == r.SchoolId).Select(s => s.Name).FirstOrDefault(), r.SchoolIds.Length,
            db.AccountsInScopeOf(actor).Where(a => a.Id == r.StartedBy).Select(a => new PersonRef(a.FamilyName, a.GivenName)).FirstOrDefault(), r.StartedBy == null,
            r.StartedAt, r.FinishedAt,
            new ImportCounts(r.Lines, r.ToCreate, r.ToChange, r.Unchanged, r.Rejected, r.Homonyms, 0, r.Absent, r.Created, r.Changed, r.Removed))).ToListAsync(cancel);
    }

    /// <summary>One import with its files; null for one that is unknown or not the actor's.</summary>
    public async Task<ImportView?> ReadAsync(Actor actor, Guid importId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await ImportScope.RunsOf(db, actor).AsNoTracking().SingleOrDefaultAsync(r => r.Id == importId, cancel) is not { } run) return null;
        var schools = await db.Schools.Where(s => run.SchoolIds.Contains(s.Id) || s.Id == run.SchoolId).OrderBy(s => s.Name).ThenBy(s => s.Town)
            .Select(s => new ImportSchool(s.Id, s.Uai, s.Name, s.Town)).ToDictionaryAsync(s => s.Id, cancel);
        var files = await db.ImportFiles.AsNoTracking().Where(f => f.RunId == importId && f.Place >= 0).OrderBy(f => f.Place).ToListAsync(cancel);
        var undecided = run.State is ImportState.Ready
            ? await db.ImportLines.CountAsync(l => l.RunId == importId && l.Verdict == ImportVerdict.Homonym && l.Decision == null, cancel) : 0;
        var vanishing = run.State is ImportState.Ready ? await ImportConfirm.VanishingAsync(db, run, cancel) : [];
        var startedBy = await db.AccountsInScopeOf(actor).Where(a => a.Id == run.StartedBy).Select(a => new PersonRef(a.FamilyName, a.GivenName)).FirstOrDefaultAsync(cancel);
        Guid? busy = run.Fault is ImportFault.SchoolBusy
            ? await db.ImportLocks.Where(l => l.RunId != importId && (run.SchoolIds.Contains(l.SchoolId) || l.SchoolId == run.SchoolId) && ImportScope.RunsOf(db, actor).Any(r => r.Id == l.RunId))
                .Select(l => (Guid?)l.RunId).FirstOrDefaultAsync(cancel)
            : null;
        return new(
            run.Id, run.State, run.Fault, run.SchoolId is { } one && schools.TryGetValue(one, out var school) ? school : null, [.. schools.Values], startedBy, run.StartedBy is null,
            run.StartedAt, run.ConfirmedAt, run.FinishedAt, ProgressOf(run, files.Sum(f => f.Bytes)), CountsOf(run, undecided), await ViewsAsync(run, files),
            [.. vanishing.Where(v => schools.ContainsKey(v.SchoolId)).Select(v => new ImportVanishing(schools[v.SchoolId], v.Absent, v.Of))], run.RemovesAbsent, busy);
    }

    private static double? ProgressOf(ImportRun run, long bytes) => run.State switch
    {
        ImportState.Reading => bytes == 0 ? 0 : Math.Min(1, (double)run.BytesRead / bytes),
        ImportState.Applying or ImportState.Paused or ImportState.Cancelled => run.Lines == 0 ? 0 : Math.Min(1, (double)run.AppliedThrough / run.Lines),
        _ => null,
    };

    internal static ImportCounts CountsOf(ImportRun run, int undecided) => new(
        run.Lines, run.ToCreate, run.ToChange, run.Unchanged, run.Rejected, run.Homonyms, undecided, run.Absent, run.Created, run.Changed, run.Removed);

    private async Task<IReadOnlyList<ImportFileView>> ViewsAsync(ImportRun run, List<ImportFile> files)
    {
        List<ImportFileView> views = [];
        foreach (var file in files)
        {
            // Examples are read where the columns are chosen; later, nobody looks at them.
            var examples = run.State is ImportState.Collecting or ImportState.Failed
                ? (await FileSketch.OfAsync(source, file.Id, file.Encoding, file.Delimiter[0])).Examples : [];
            views.Add(new(
                file.Id, file.Name, file.Profile, file.Bytes, file.Encoding, file.Delimiter[0],
                [.. file.Headers.Select((header, i) => new ImportColumnView(header, (ImportField)file.Fields[i], [.. examples.Where(e => i < e.Length).Select(e => e[i])]))],
                ColumnRules.MissingOf(file, run.SchoolId is not null), ColumnRules.TwiceOf(file), file.Fault, file.FaultLine));
        }
        return views;
    }
}
