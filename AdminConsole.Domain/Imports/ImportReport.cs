using System.Globalization;
using System.Text;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Imports;

/// <summary>Says a reason in the words of who reads the report.</summary>
public delegate string ImportReasonWords(ImportReason reason, ImportLineRef? other);

/// <summary>The lines that were not taken, as a file to be corrected and sent again.</summary>
public sealed class ImportReport(IDbContextFactory<AdminDb> factory)
{
    private const int Portion = 1_000;

    /// <summary>
    /// Writes the rejected lines of one file, and the possible homonyms that were left undecided: its own columns and one for the reasons, UTF-8 with a byte order mark, the file's own delimiter,
    /// cells that a spreadsheet would calculate made harmless (rule 21 of recovery). As a stream, whatever their number.
    /// </summary>
    /// <param name="reasonHeader">Header of the column added last; a file that comes back with it is understood.</param>
    /// <param name="undecided">The words for a possible homonym of which nothing was said.</param>
    /// <returns>How many lines were written; null when the import or file is not the actor's.</returns>
    public async Task<int?> WriteRejectedAsync(
        Actor actor, Guid importId, Guid fileId, Stream to, string reasonHeader, ImportReasonWords words, string undecided, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (!await ImportScope.RunsOf(db, actor).AnyAsync(r => r.Id == importId, cancel)) return null;
        return await WriteAsync(db, importId, fileId, to, reasonHeader, words, undecided, cancel);
    }

    internal static async Task<int?> WriteAsync(
        AdminDb db, Guid importId, Guid fileId, Stream to, string reasonHeader, ImportReasonWords words, string undecided, CancellationToken cancel)
    {
        var files = await db.ImportFiles.AsNoTracking().Where(f => f.RunId == importId && f.Place >= 0).ToListAsync(cancel);
        if (files.SingleOrDefault(f => f.Id == fileId) is not { } file) return null;
        var names = files.ToDictionary(f => f.Place, f => f.Name);
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        var delimiter = file.Delimiter[0];
        await WriteLineAsync(text, [.. file.Headers, reasonHeader], delimiter);
        var (last, count) = (0, 0);
        while (true)
        {
            var lines = await db.ImportLines.AsNoTracking()
                .Where(l => l.RunId == importId && l.File == file.Place && l.Ordinal > last && (l.Verdict == ImportVerdict.Rejected || (l.Verdict == ImportVerdict.Homonym && l.Decision == null)))
                .OrderBy(l => l.Ordinal).Take(Portion).Select(l => new { l.Ordinal, l.Verdict, l.Reasons, l.Other, l.Cells }).ToListAsync(cancel);
            if (lines is []) return count;
            var others = lines.Select(l => l.Other).OfType<int>().ToArray();
            var places = await db.ImportLines.Where(l => l.RunId == importId && others.Contains(l.Ordinal)).Select(l => new { l.Ordinal, l.File, l.Number })
                .ToDictionaryAsync(l => l.Ordinal, l => new ImportLineRef(names.GetValueOrDefault(l.File, ""), l.Number), cancel);
            foreach (var line in lines)
            {
                var other = line.Other is { } at ? places.GetValueOrDefault(at) : null;
                var why = line.Verdict is ImportVerdict.Homonym ? undecided : string.Join(" ", line.Reasons.Select(r => words((ImportReason)r, other)));
                var cells = (line.Cells ?? []).Concat(Enumerable.Repeat("", Math.Max(0, file.Headers.Length - (line.Cells?.Length ?? 0))));
                await WriteLineAsync(text, [.. cells.Take(Math.Max(file.Headers.Length, 1)), why], delimiter);
            }
            (last, count) = (lines[^1].Ordinal, count + lines.Count);
        }
    }

    private static async Task WriteLineAsync(StreamWriter text, IReadOnlyList<string> cells, char delimiter) =>
        await text.WriteLineAsync(string.Join(delimiter, cells.Select(cell => Quoted(CsvCell.Harmless(cell), delimiter))));

    private static string Quoted(string cell, char delimiter) =>
        cell.AsSpan().ContainsAny(['"', '\r', '\n', delimiter]) ? string.Create(CultureInfo.InvariantCulture, $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"") : cell;
}
