using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>A file of a feed.</summary>
/// <param name="Open">Opened once, when its turn comes.</param>
public sealed record ImportFeedFile(string Name, Func<Stream> Open);

/// <summary>What is to be taken in without an operator.</summary>
/// <param name="Uai">The school of lines that name none; null where each line names its own.</param>
/// <param name="DryRun">Only the preview: nothing is changed.</param>
public sealed record ImportFeedOrder(IReadOnlyList<ImportFeedFile> Files, string? Uai, bool DryRun, ImportConfirmation Confirmation);

/// <summary>What came of a feed.</summary>
/// <param name="File">Which file the refusal is about; null for none in particular.</param>
/// <param name="Missing">Needed columns that it lacks, with <see cref="ImportOutcome.ColumnsRefused"/>.</param>
public sealed record ImportFeedResult(
    ImportOutcome Outcome, Guid Id, ImportCounts Counts, string? File = null, ImportFault? Fault = null, int? FaultLine = null, IReadOnlyList<ImportField>? Missing = null);

/// <summary>
/// Imports for the server's own operator: nightly feeds, the demo data. The same reading, comparing and applying as in the console, with the right of a central administrator and without a
/// confirmation by hand; the journal has no name for it.
/// </summary>
public sealed class ImportFeed(IDbContextFactory<AdminDb> factory, NpgsqlDataSource source, ImportPace pace, ImportReport report, TimeProvider time, ILogger<ImportFeed> log)
{
    private readonly Guid me = Guid.CreateVersion7();

    /// <summary>
    /// Runs it to the end. <see cref="ImportOutcome.Done"/> also when lines were rejected: the counts say so. <see cref="ImportOutcome.NothingToApply"/> is no fault: the files say what is there
    /// already. <see cref="ImportOutcome.WrongState"/> when somebody stopped it meanwhile.
    /// </summary>
    public async Task<ImportFeedResult> RunAsync(ImportFeedOrder order, CancellationToken cancel)
    {
        var read = await PreviewAsync(order, cancel);
        if (read.Outcome is not ImportOutcome.Done) return read;
        return order.DryRun ? await StoppedAsync(read.Id, ImportOutcome.Done, cancel) : await ApplyAsync(read.Id, order.Confirmation, cancel);
    }

    /// <summary>Takes the files in and compares every line with what is stored. The preview that stands then is to be applied, or stopped, by this very process.</summary>
    public async Task<ImportFeedResult> PreviewAsync(ImportFeedOrder order, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        if (await BeginAsync(id, order.Uai, cancel) is not ImportOutcome.Done and var refusal) return await ResultAsync(id, refusal, cancel);
        foreach (var file in order.Files)
        {
            await using var content = file.Open();
            var taken = await FileIntake.TakeAsync(factory, source, id, file.Name, null, content, null, _ => Task.FromResult(ImportOutcome.Done), cancel);
            if (taken.Outcome is not ImportOutcome.Done) return await StoppedAsync(id, taken.Outcome, cancel) with { File = file.Name, Fault = taken.Fault, FaultLine = taken.FaultLine };
        }
        if (await ColumnsAsync(id, cancel) is { } columns) return await StoppedAsync(id, ImportOutcome.ColumnsRefused, cancel) with { File = columns.Name, Missing = columns.Missing };

        await TurnAsync(id, ImportState.Collecting, (_, run) =>
        {
            run.State = ImportState.Reading;
            return Task.FromResult(ImportOutcome.Done);
        }, cancel);
        return await WorkAsync(id, ImportState.Ready, cancel);
    }

    /// <summary>Applies what <see cref="PreviewAsync"/> found.</summary>
    public async Task<ImportFeedResult> ApplyAsync(Guid id, ImportConfirmation confirmation, CancellationToken cancel)
    {
        var outcome = await TurnAsync(id, ImportState.Ready, async (db, run) =>
        {
            var begun = await ImportConfirm.BeginAsync(db, run, confirmation, cancel);
            if (begun is not ImportOutcome.Done) return begun;
            run.ConfirmedAt = await db.NowAsync(cancel);
            db.AuditEntries.Add(ImportConfirm.Row(run, AuditAction.ImportConfirmed, null));
            return begun;
        }, cancel);
        return outcome switch
        {
            ImportOutcome.Done => await WorkAsync(id, ImportState.Done, cancel),
            ImportOutcome.WrongState => await ResultAsync(id, outcome, cancel),
            _ => await StoppedAsync(id, outcome, cancel),
        };
    }

    /// <summary>Ends every feed whose process ended before it, with nothing more applied: for a start that knows that no other process is at one.</summary>
    public async Task AbandonAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        foreach (var id in await db.ImportRuns.Where(r => r.StartedBy == null && r.FinishedAt == null).Select(r => r.Id).ToListAsync(cancel)) await StoppedAsync(id, ImportOutcome.WrongState, cancel);
    }

    /// <summary>The rejected lines of a feed, file by file, as <see cref="ImportReport.RejectedAsync(Actor, Guid, Guid, ImportReasonWords, string, CancellationToken)"/> gives them.</summary>
    public async Task<IReadOnlyList<ImportRejected>> RejectedAsync(Guid id, ImportReasonWords words, string undecided, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        List<ImportRejected> files = [];
        foreach (var fileId in await db.ImportFiles.Where(f => f.RunId == id && f.Place >= 0).OrderBy(f => f.Place).Select(f => f.Id).ToListAsync(cancel))
            if (await report.RejectedAsync(db, id, fileId, words, undecided, cancel) is { } file) files.Add(file);
        return files;
    }

    private async Task<ImportOutcome> BeginAsync(Guid id, string? uai, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var school = uai is null ? null : await db.Schools.Where(s => s.Uai == uai && (s.ClosedOn == null || s.ClosedOn > AdminDb.Today())).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(cancel);
        if (uai is not null && school is null) return ImportOutcome.NotFound;
        db.ImportRuns.Add(new() { Id = id, State = ImportState.Collecting, SchoolId = school, SchoolIds = school is { } one ? [one] : [] });
        await db.SaveChangesAsync(cancel);
        return ImportOutcome.Done;
    }

    private async Task<(string Name, IReadOnlyList<ImportField> Missing)?> ColumnsAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var run = await db.ImportRuns.SingleAsync(r => r.Id == id, cancel);
        foreach (var file in await db.ImportFiles.Where(f => f.RunId == id && f.Place >= 0).ToListAsync(cancel))
            if (ColumnRules.MissingOf(file, run.SchoolId is not null) is { Count: > 0 } missing) return (file.Name, missing);
        return null;
    }

    /// <summary>Hands the import to this very process, unless it is no longer where it was: no worker of another takes it meanwhile.</summary>
    private async Task<ImportOutcome> TurnAsync(Guid id, ImportState from, Func<AdminDb, ImportRun, Task<ImportOutcome>> turn, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var run = await db.ImportRuns.FromSql($"SELECT * FROM import_runs WHERE id = {id} FOR NO KEY UPDATE").SingleAsync(cancel);
        if (run.State != from) return ImportOutcome.WrongState;
        if (await turn(db, run) is not ImportOutcome.Done and var refusal) return refusal;
        (run.LeasedBy, run.LeasedUntil) = (me, (await db.NowAsync(cancel)) + ImportLease.Life);
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return ImportOutcome.Done;
    }

    private async Task<ImportFeedResult> WorkAsync(Guid id, ImportState through, CancellationToken cancel)
    {
        await new ImportWork(factory, source, pace, time, log).RunAsync(id, me, cancel);
        await using var db = await factory.CreateDbContextAsync(cancel);
        var run = await db.ImportRuns.AsNoTracking().SingleAsync(r => r.Id == id, cancel);
        var outcome = run.State == through ? ImportOutcome.Done
            : run.State is not (ImportState.Failed or ImportState.Paused) || run.Fault is null ? ImportOutcome.WrongState
            : run.Fault is ImportFault.SchoolBusy ? ImportOutcome.SchoolBusy : ImportOutcome.FilesRefused;
        return await ResultAsync(id, outcome, cancel);
    }

    /// <summary>Ends it with nothing more applied; its report stays.</summary>
    private async Task<ImportFeedResult> StoppedAsync(Guid id, ImportOutcome outcome, CancellationToken cancel)
    {
        await using (var db = await factory.CreateDbContextAsync(cancel))
        {
            var run = await db.ImportRuns.SingleAsync(r => r.Id == id, cancel);
            (run.State, run.LeasedBy, run.LeasedUntil) = (ImportState.Cancelled, null, null);
            await ImportConfirm.EndAsync(db, run, cancel);
            await db.SaveChangesAsync(cancel);
        }
        return await ResultAsync(id, outcome, cancel);
    }

    private async Task<ImportFeedResult> ResultAsync(Guid id, ImportOutcome outcome, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await db.ImportRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancel) is not { } run) return new(outcome, id, new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        var undecided = await db.ImportLines.CountAsync(l => l.RunId == id && l.Verdict == ImportVerdict.Homonym && l.Decision == null, cancel);
        var broken = await db.ImportFiles.AsNoTracking().FirstOrDefaultAsync(f => f.RunId == id && f.Fault != null, cancel);
        return new(outcome, id, ImportReader.CountsOf(run, undecided), broken?.Name, run.Fault, broken?.FaultLine);
    }
}
