using System.Data;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>How a file comes into an import, from an operator's browser or from the command line.</summary>
internal static class FileIntake
{
    /// <param name="hold">Holds the import inside the transaction that keeps the file; anything but done refuses it.</param>
    public static async Task<ImportUploaded> TakeAsync(
        IDbContextFactory<AdminDb> factory, NpgsqlDataSource source, Guid importId, string name, Profile? profile, Stream content, long? expected,
        Func<AdminDb, Task<ImportOutcome>> hold, CancellationToken cancel)
    {
        var fileId = Guid.CreateVersion7();
        var (look, digest) = await StoreAsync(source, importId, fileId, NameOf(name), content, cancel);
        using (look)
        {
            if (look.Fault is null && expected > look.Bytes) return await RefusedAsync(source, fileId, ImportFault.CutShort, null, cancel);
            if (look.Fault is { } fault) return await RefusedAsync(source, fileId, fault, null, cancel);
            var sketch = await FileSketch.OfAsync(source, fileId, look.Encoding, null);
            if (sketch.Fault is { } unread) return await RefusedAsync(source, fileId, unread, sketch.FaultLine, cancel);

            await using var db = await factory.CreateDbContextAsync(cancel);
            await using var commit = await db.Database.BeginTransactionAsync(cancel);
            var outcome = await hold(db);
            var run = outcome is ImportOutcome.Done ? await db.ImportRuns.SingleAsync(r => r.Id == importId, cancel) : null;
            var places = await db.ImportFiles.Where(f => f.RunId == importId && f.Place >= 0).OrderBy(f => f.Place).ToListAsync(cancel);
            if (run is { State: not (ImportState.Collecting or ImportState.Ready or ImportState.Failed) }) outcome = ImportOutcome.WrongState;
            if (outcome is ImportOutcome.Done && places.Any(f => f.Digest.AsSpan().SequenceEqual(digest))) return await RefusedAsync(source, fileId, ImportFault.Repeated, null, cancel);
            if (places.Count >= ImportFiles.MostFiles) outcome = ImportOutcome.FilesRefused;
            if (outcome is not ImportOutcome.Done)
            {
                await RefusedAsync(source, fileId, ImportFault.Empty, null, cancel);
                return new(outcome);
            }
            var file = await db.ImportFiles.SingleAsync(f => f.Id == fileId, cancel);
            (file.Bytes, file.Digest, file.Encoding, file.Delimiter, file.Headers) = (look.Bytes, digest, look.Encoding, sketch.Delimiter.ToString(), sketch.Headers);
            file.Fields = ColumnRules.Propose(sketch.Headers, await RememberedAsync(db, run!, cancel));
            file.Profile = profile ?? ColumnRules.ProfileOf(file.Name, file.Fields);
            file.Place = (short)(places.Count == 0 ? 0 : places[^1].Place + 1);
            (run!.State, run.Fault) = (ImportState.Collecting, null);
            await db.SaveChangesAsync(cancel);
            await commit.CommitAsync(cancel);
            return new(ImportOutcome.Done, fileId);
        }
    }

    /// <summary>What columns meant in the last import of this school.</summary>
    public static async Task<IReadOnlyDictionary<string, ImportField>> RememberedAsync(AdminDb db, ImportRun run, CancellationToken cancel)
    {
        var school = run.SchoolId ?? Guid.Empty;
        return await db.ImportColumns.Where(c => c.SchoolId == school).ToDictionaryAsync(c => c.Header, c => c.Field, StringComparer.Ordinal, cancel);
    }

    public static async Task RememberAsync(AdminDb db, ImportRun run, ImportFile file, CancellationToken cancel)
    {
        var school = run.SchoolId ?? Guid.Empty;
        foreach (var (header, field) in file.Headers.Zip(file.Fields).Where(pair => ColumnNames.Key(pair.First).Length > 0).DistinctBy(pair => ColumnNames.Key(pair.First)))
        {
            var key = ColumnNames.Key(header);
            // What the header says by itself needs no memory, unless something else was said before.
            if ((short)ColumnNames.Of(header) == field && !await db.ImportColumns.AnyAsync(c => c.SchoolId == school && c.Header == key, cancel)) continue;
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO import_columns (school_id, header, field) VALUES ({school}, {key}, {field})
                ON CONFLICT (school_id, header) DO UPDATE SET field = excluded.field
                """, cancel);
        }
    }

    /// <summary>Whole or absent: what is refused, and what breaks off, leaves nothing behind but a row that no reading counts.</summary>
    private static async Task<(FileLook Look, byte[] Digest)> StoreAsync(NpgsqlDataSource source, Guid importId, Guid fileId, string name, Stream content, CancellationToken cancel)
    {
        var look = new FileLook();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var commit = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
        // Below zero: not taken yet. A place of its own, so that several files can come at once.
        await using (var insert = new NpgsqlCommand("""
            INSERT INTO import_files (id, run_id, place, name, bytes, digest, encoding, delimiter, headers, fields)
            SELECT $1, $2, coalesce(min(place) FILTER (WHERE place < 0), 0) - 1 - floor(random() * 1000)::int, $3, 0, '', 1, ';', '{}', '{}' FROM import_files WHERE run_id = $2
            """, connection))
        {
            insert.Parameters.AddWithValue(fileId);
            insert.Parameters.AddWithValue(importId);
            insert.Parameters.AddWithValue(name);
            await insert.ExecuteNonQueryAsync(cancel);
        }
        if (await FileBlocks.StoreAsync(connection, fileId, content, look.See, cancel)) await commit.CommitAsync(cancel);
        return (look, look.End());
    }

    private static async Task<ImportUploaded> RefusedAsync(NpgsqlDataSource source, Guid fileId, ImportFault fault, int? line, CancellationToken cancel)
    {
        await using var delete = source.CreateCommand("DELETE FROM import_files WHERE id = $1");
        delete.Parameters.AddWithValue(fileId);
        await delete.ExecuteNonQueryAsync(cancel);
        return new(ImportOutcome.FilesRefused, Fault: fault, FaultLine: line);
    }

    private static string NameOf(string name)
    {
        var last = PersonText.Clean(name.Split('/', '\\')[^1]);
        var visible = string.Concat(last.Where(letter => !char.IsControl(letter)));
        return visible.Length switch { 0 => "fichier.csv", > ImportFile.NameLength => visible[^ImportFile.NameLength..], _ => visible };
    }
}
