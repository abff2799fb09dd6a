using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>
/// Imports from files as an operator handles them: begun, compared, confirmed, stopped. The worker does the work in whatever process; the pages watch
/// (<see cref="Signal.ImportChanged"/> with the import's id). For whoever is a local administrator of every school concerned; anybody else never learns that it exists.
/// </summary>
public sealed class ImportDesk(IDbContextFactory<AdminDb> factory)
{
    /// <summary>Schools for which the actor may import, by name.</summary>
    public async Task<IReadOnlyList<ImportSchool>> SchoolsAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await ImportScope.SchoolsOf(db, actor).OrderBy(s => s.Name).ThenBy(s => s.Town).Select(s => new ImportSchool(s.Id, s.Uai, s.Name, s.Town)).ToListAsync(cancel);
    }

    /// <summary>Begins an import without files. A repeated <paramref name="key"/> answers the first.</summary>
    /// <param name="key">Made up by the page; becomes the id of the import.</param>
    public async Task<ImportStarted> StartAsync(Actor actor, ImportOrder order, Guid key, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await ImportScope.RunsOf(db, actor).AnyAsync(r => r.Id == key && r.StartedBy == actor.AccountId, cancel)) return new(ImportOutcome.Done, key);
        var schools = ImportScope.SchoolsOf(db, actor);
        if (!await schools.AnyAsync(s => order.SchoolId == null || s.Id == order.SchoolId, cancel)) return new(await ImportScope.RefusalAsync(db, actor, cancel));
        db.ImportRuns.Add(new() { Id = key, State = ImportState.Collecting, SchoolId = order.SchoolId, SchoolIds = order.SchoolId is { } school ? [school] : [], StartedBy = actor.AccountId });
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new(ImportOutcome.WrongState);
        }
        return new(ImportOutcome.Done, key);
    }

    /// <summary>
    /// Has every line compared with what is stored: nothing is changed by it. Also for a preview that stands, to be made anew (decisions are lost), and after an import
    /// that failed. Refused while the columns or files are not in order.
    /// </summary>
    public async Task<ImportOutcome> PreviewAsync(Actor actor, Guid importId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var (run, refusal) = await ImportScope.HoldAsync(db, actor, importId, cancel);
        if (run is null) return refusal;
        if (run.State is not (ImportState.Collecting or ImportState.Ready or ImportState.Failed)) return ImportOutcome.WrongState;
        var files = await db.ImportFiles.Where(f => f.RunId == importId).ToListAsync(cancel);
        if (files is []) return ImportOutcome.FilesRefused;
        if (files.Any(f => ColumnRules.MissingOf(f, run.SchoolId is not null) is not [] || ColumnRules.TwiceOf(f) is not [])) return ImportOutcome.ColumnsRefused;
        run.State = ImportState.Reading;
        (run.Fault, run.Lines, run.BytesRead, run.LeasedBy, run.LeasedUntil) = (null, 0, 0, null, null);
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return ImportOutcome.Done;
    }

    /// <summary>
    /// Has the preview applied: lines to create and to change, possible homonyms that were decided, and, if asked for, absent accounts proposed for deletion. One row in the journal says
    /// who confirmed what; each account gets its own, in the commit that changes it. Needs a fresh second factor of whoever has one.
    /// </summary>
    public async Task<ImportOutcome> ConfirmAsync(Actor actor, Guid importId, ImportConfirmation confirmation, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var (run, refusal) = await ImportScope.HoldAsync(db, actor, importId, cancel);
        if (run is null) return refusal;
        if (run.State is not ImportState.Ready) return ImportOutcome.WrongState;
        if (!await FreshProof.IsHeldAsync(db, actor, cancel)) return ImportOutcome.ProofTooOld;
        var outcome = await ImportConfirm.BeginAsync(db, run, confirmation, cancel);
        if (outcome is not ImportOutcome.Done) return outcome;
        (run.ConfirmedBy, run.ConfirmedAt) = (actor.AccountId, await db.NowAsync(cancel));
        db.AuditEntries.Add(ImportConfirm.Row(run, AuditAction.ImportConfirmed, actor));
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return ImportOutcome.Done;
    }

    /// <summary>Stands still after the lines in work; goes on by <see cref="ResumeAsync"/>.</summary>
    public Task<ImportOutcome> PauseAsync(Actor actor, Guid importId, CancellationToken cancel) => ChangeAsync(actor, importId, (_, run) =>
    {
        if (run.State is not ImportState.Applying) return ImportOutcome.WrongState;
        run.State = ImportState.Paused;
        return ImportOutcome.Done;
    }, cancel);

    /// <summary>Goes on where it stood, under the right of whoever resumes it. Needs a fresh second factor like the confirmation.</summary>
    public async Task<ImportOutcome> ResumeAsync(Actor actor, Guid importId, CancellationToken cancel)
    {
        await using (var db = await factory.CreateDbContextAsync(cancel))
            if (!await FreshProof.IsHeldAsync(db, actor, cancel)) return await ImportScope.RefusalAsync(db, actor, cancel) is ImportOutcome.SignedOut ? ImportOutcome.SignedOut : ImportOutcome.ProofTooOld;
        return await ChangeAsync(actor, importId, (_, run) =>
        {
            if (run.State is not ImportState.Paused) return ImportOutcome.WrongState;
            (run.State, run.Fault, run.ConfirmedBy, run.LeasedBy, run.LeasedUntil) = (ImportState.Applying, null, actor.AccountId, null, null);
            return ImportOutcome.Done;
        }, cancel);
    }

    /// <summary>Ends it. What was applied stays and the report says which; before the confirmation that is nothing.</summary>
    public Task<ImportOutcome> CancelAsync(Actor actor, Guid importId, CancellationToken cancel) => ChangeAsync(actor, importId, (db, run) =>
    {
        if (run.State is ImportState.Done or ImportState.Cancelled) return ImportOutcome.WrongState;
        run.State = ImportState.Cancelled;
        (run.LeasedBy, run.LeasedUntil) = (null, null);
        db.AuditEntries.Add(ImportConfirm.Row(run, AuditAction.ImportCancelled, actor));
        return ImportOutcome.Done;
    }, cancel);

    private async Task<ImportOutcome> ChangeAsync(Actor actor, Guid importId, Func<AdminDb, ImportRun, ImportOutcome> change, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var (run, refusal) = await ImportScope.HoldAsync(db, actor, importId, cancel);
        if (run is null) return refusal;
        var outcome = change(db, run);
        if (outcome is not ImportOutcome.Done) return outcome;
        if (run.State is ImportState.Cancelled) await ImportConfirm.EndAsync(db, run, cancel);
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return ImportOutcome.Done;
    }
}
