using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Imports;

/// <summary>Every hour, deletes what files held when it is no longer needed (rule 25 of recovery): the import's own row, numbers and ids, stays.</summary>
public sealed class ImportSweep(IDbContextFactory<AdminDb> factory, IOptions<ImportOptions> options, TimeProvider time, ILogger<ImportSweep> log) : HourlySweep(time, log)
{
    /// <summary>
    /// Deletes files and lines of imports that were over Imports:RetentionDays ago, and cancels those that nobody went on with for that long. One that is being read, applied or paused is
    /// left alone.
    /// </summary>
    /// <returns>How many imports were emptied.</returns>
    public override async Task<int> SweepAsync(CancellationToken cancel)
    {
        var days = options.Value.RetentionDays;
        await using var db = await factory.CreateDbContextAsync(cancel);
        // An upload that broke off between its bytes and its columns.
        await db.ImportFiles.Where(f => f.Place < 0 && !db.ImportRuns.Any(r => r.Id == f.RunId && r.StartedAt > AdminDb.Now().AddDays(-1))).ExecuteDeleteAsync(cancel);
        var old = await db.ImportRuns
            .Where(r => r.State != ImportState.Reading && r.State != ImportState.Applying && r.State != ImportState.Paused && (r.FinishedAt ?? r.StartedAt) < AdminDb.Now().AddDays(-days))
            .Where(r => db.ImportFiles.Any(f => f.RunId == r.Id)).Select(r => r.Id).ToListAsync(cancel);
        foreach (var id in old) await EmptyAsync(db, id, cancel);
        return old.Count;
    }

    private static async Task EmptyAsync(AdminDb db, Guid id, CancellationToken cancel)
    {
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        await db.ImportRuns.Where(r => r.Id == id && r.State != ImportState.Done && r.State != ImportState.Cancelled)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, ImportState.Cancelled).SetProperty(r => r.FinishedAt, _ => AdminDb.Now()), cancel);
        await db.ImportLocks.Where(l => l.RunId == id).ExecuteDeleteAsync(cancel);
        await db.ImportLines.Where(l => l.RunId == id).ExecuteDeleteAsync(cancel);
        await db.ImportChildren.Where(c => c.RunId == id).ExecuteDeleteAsync(cancel);
        await db.ImportAbsences.Where(a => a.RunId == id).ExecuteDeleteAsync(cancel);
        await db.ImportFiles.Where(f => f.RunId == id).ExecuteDeleteAsync(cancel);
        await commit.CommitAsync(cancel);
    }
}
