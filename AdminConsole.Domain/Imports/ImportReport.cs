using System.Runtime.CompilerServices;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>Says a reason in the words of who reads the report.</summary>
public delegate string ImportReasonWords(ImportReason reason, ImportLineRef? other);

/// <summary>Lines that were not taken, on their way into a file.</summary>
/// <param name="Name">Of the file that they stand in.</param>
/// <param name="Header">Its own columns; one for the reasons is added by whoever writes it.</param>
/// <param name="Rows">The cells as they stand in the file, and the reasons as the last; read while they are asked for. Whoever writes them makes formulas harmless (rule 21 of recovery).</param>
public sealed record ImportRejected(string Name, IReadOnlyList<string> Header, IAsyncEnumerable<IReadOnlyList<string?>> Rows);

/// <summary>The lines that were not taken, to be corrected and sent again: a file of them, with its column of reasons, is understood when it comes back.</summary>
public sealed class ImportReport(IDbContextFactory<AdminDb> factory, NpgsqlDataSource source)
{
    private const int Portion = 1_000;

    /// <summary>
    /// The rejected lines of one file, and the possible homonyms of which nothing was decided; null when the import or the file is not the actor's. A stream, whatever their number: the file is read
    /// again, and lines that are not asked for pass by.
    /// </summary>
    /// <param name="undecided">The words for a possible homonym.</param>
    public async Task<ImportRejected?> RejectedAsync(Actor actor, Guid importId, Guid fileId, ImportReasonWords words, string undecided, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await ImportScope.RunsOf(db, actor).AnyAsync(r => r.Id == importId, cancel) ? await RejectedAsync(db, importId, fileId, words, undecided, cancel) : null;
    }

    internal async Task<ImportRejected?> RejectedAsync(AdminDb db, Guid importId, Guid fileId, ImportReasonWords words, string undecided, CancellationToken cancel)
    {
        var files = await db.ImportFiles.AsNoTracking().Where(f => f.RunId == importId && f.Place >= 0).ToListAsync(cancel);
        return files.SingleOrDefault(f => f.Id == fileId) is { } file ? new(file.Name, file.Headers, RowsAsync(files, file, words, undecided, cancel)) : null;
    }

    private async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync(
        List<ImportFile> files, ImportFile file, ImportReasonWords words, string undecided, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var bytes = new FileBlocks(source, file.Id);
        await using var records = CsvText.ReadAsync(bytes, file.Encoding, file.Delimiter[0]).GetAsyncEnumerator(cancel);
        await foreach (var (number, why) in ReasonsAsync(files, file, words, undecided, cancel))
        {
            // Both go by the numbers of lines, upwards.
            while (records.Current.Number < number)
                if (!await records.MoveNextAsync()) yield break;
            var cells = records.Current.Cells;
            yield return [.. cells.Take(file.Headers.Length), .. Enumerable.Repeat("", Math.Max(0, file.Headers.Length - cells.Length)), why];
        }
    }

    private async IAsyncEnumerable<(int Number, string Why)> ReasonsAsync(
        List<ImportFile> files, ImportFile file, ImportReasonWords words, string undecided, [EnumeratorCancellation] CancellationToken cancel)
    {
        var names = files.ToDictionary(f => f.Place, f => f.Name);
        for (var last = 0; ;)
        {
            await using var db = await factory.CreateDbContextAsync(cancel);
            var lines = await db.ImportLines.AsNoTracking()
                .Where(l => l.RunId == file.RunId && l.File == file.Place && l.Ordinal > last && (l.Verdict == ImportVerdict.Rejected || (l.Verdict == ImportVerdict.Homonym && l.Decision == null)))
                .OrderBy(l => l.Ordinal).Take(Portion).Select(l => new { l.Ordinal, l.Number, l.Verdict, l.Reasons, l.Other }).ToListAsync(cancel);
            if (lines is []) yield break;
            var others = lines.Select(l => l.Other).OfType<int>().ToArray();
            var places = await db.ImportLines.Where(l => l.RunId == file.RunId && others.Contains(l.Ordinal)).Select(l => new { l.Ordinal, l.File, l.Number })
                .ToDictionaryAsync(l => l.Ordinal, l => new ImportLineRef(names.GetValueOrDefault(l.File, ""), l.Number), cancel);
            foreach (var line in lines)
            {
                var other = line.Other is { } at ? places.GetValueOrDefault(at) : null;
                yield return (line.Number, line.Verdict is ImportVerdict.Homonym ? undecided : string.Join(" ", line.Reasons.Select(r => words((ImportReason)r, other))));
            }
            last = lines[^1].Ordinal;
        }
    }
}
