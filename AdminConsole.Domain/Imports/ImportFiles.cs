using System.Data;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>The files of an import and what their columns mean.</summary>
public sealed class ImportFiles(IDbContextFactory<AdminDb> factory, NpgsqlDataSource source)
{
    /// <summary>Bytes that one file may have.</summary>
    public const long MostBytes = FileLook.Most;

    /// <summary>Files of one import.</summary>
    public const int MostFiles = 50;

    /// <summary>
    /// Takes a file in as it streams by: its bytes go to the database, at most half a megabyte is held. Encoding, delimiter, profile and columns are guessed; the operator may say otherwise.
    /// What is no text, empty, too large or only a header is refused with the reason, and nothing of it is kept.
    /// </summary>
    /// <param name="name">As the browser gives it; text, never a path.</param>
    /// <param name="profile">Null to guess it.</param>
    /// <param name="expected">Length that was announced, in bytes; null when none was. What ends before it was cut short.</param>
    public async Task<ImportUploaded> AddAsync(Actor actor, Guid importId, string name, Profile? profile, Stream content, long? expected, CancellationToken cancel)
    {
        await using (var ask = await factory.CreateDbContextAsync(cancel))
        {
            if (!await ImportScope.RunsOf(ask, actor).AnyAsync(r => r.Id == importId, cancel)) return new(await ImportScope.RefusalAsync(ask, actor, cancel));
        }
        return await FileIntake.TakeAsync(factory, source, importId, name, profile, content, expected, async db => (await ImportScope.HoldAsync(db, actor, importId, cancel)).Refusal, cancel);
    }

    /// <summary>Takes a file out again.</summary>
    public async Task<ImportOutcome> RemoveAsync(Actor actor, Guid importId, Guid fileId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var (run, refusal) = await ImportScope.HoldAsync(db, actor, importId, cancel);
        if (run is null) return refusal;
        if (run.State is not (ImportState.Collecting or ImportState.Ready or ImportState.Failed)) return ImportOutcome.WrongState;
        if (await db.ImportFiles.Where(f => f.Id == fileId && f.RunId == importId).ExecuteDeleteAsync(cancel) == 0) return ImportOutcome.NotFound;
        (run.State, run.Fault) = (ImportState.Collecting, null);
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return ImportOutcome.Done;
    }

    /// <summary>
    /// What the columns of a file mean, as the operator says; remembered for the school. Another encoding or delimiter cuts the file anew: then the columns are proposed
    /// again and <see cref="ImportColumnChoice.Fields"/> counts only if it has one for each. A preview that was there is to be made anew.
    /// </summary>
    public async Task<ImportOutcome> SetColumnsAsync(Actor actor, Guid importId, Guid fileId, ImportColumnChoice choice, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var (run, refusal) = await ImportScope.HoldAsync(db, actor, importId, cancel);
        if (run is null) return refusal;
        if (run.State is not (ImportState.Collecting or ImportState.Ready or ImportState.Failed)) return ImportOutcome.WrongState;
        if (await db.ImportFiles.SingleOrDefaultAsync(f => f.Id == fileId && f.RunId == importId, cancel) is not { } file) return ImportOutcome.NotFound;
        if (choice.Encoding is ImportEncoding.Utf8 && file.Encoding is not ImportEncoding.Utf8 && !await IsUtf8Async(fileId, cancel)) return ImportOutcome.FilesRefused;
        (file.Profile, run.State, run.Fault) = (choice.Profile, ImportState.Collecting, null);
        if (choice.Encoding != file.Encoding || choice.Delimiter != file.Delimiter[0])
        {
            var sketch = await FileSketch.OfAsync(source, fileId, choice.Encoding, choice.Delimiter);
            (file.Encoding, file.Delimiter, file.Headers, file.Fault, file.FaultLine) = (choice.Encoding, choice.Delimiter.ToString(), sketch.Headers, sketch.Fault, sketch.FaultLine);
            file.Fields = ColumnRules.Propose(sketch.Headers, await FileIntake.RememberedAsync(db, run, cancel));
        }
        if (choice.Fields.Count == file.Headers.Length)
        {
            file.Fields = [.. choice.Fields.Select(f => (short)(Enum.IsDefined(f) ? f : ImportField.Ignored))];
            await FileIntake.RememberAsync(db, run, file, cancel);
        }
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return ImportOutcome.Done;
    }

    private async Task<bool> IsUtf8Async(Guid fileId, CancellationToken cancel)
    {
        await using var bytes = new FileBlocks(source, fileId);
        using var look = new FileLook();
        var buffer = new byte[FileBlocks.Size];
        while (await bytes.ReadAsync(buffer, cancel) is > 0 and var count) look.See(buffer.AsMemory(0, count));
        look.End();
        return look.Encoding is ImportEncoding.Utf8;
    }
}
