using AdminConsole.Domain.Model;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>The header of a stored file and what its first lines hold.</summary>
/// <param name="Fault">Why it is no file of people.</param>
internal sealed record FileSketch(char Delimiter, string[] Headers, IReadOnlyList<string[]> Examples, ImportFault? Fault, int? FaultLine)
{
    private const int MostColumns = 200;
    private const int ExampleLength = 60;
    private static readonly char[] Delimiters = [';', '\t', ','];

    /// <param name="delimiter">Null to find it: the one that cuts the header into the most columns.</param>
    public static async Task<FileSketch> OfAsync(NpgsqlDataSource source, Guid fileId, ImportEncoding encoding, char? delimiter)
    {
        FileSketch? best = null;
        foreach (var candidate in delimiter is { } given ? [given] : Delimiters)
        {
            var sketch = await ReadAsync(source, fileId, encoding, candidate);
            if (best is null || sketch.Headers.Length > best.Headers.Length) best = sketch;
        }
        return best!;
    }

    private static async Task<FileSketch> ReadAsync(NpgsqlDataSource source, Guid fileId, ImportEncoding encoding, char delimiter)
    {
        string[]? headers = null;
        List<string[]> examples = [];
        try
        {
            await using var bytes = new FileBlocks(source, fileId);
            await foreach (var record in CsvText.ReadAsync(bytes, encoding, delimiter))
            {
                if (headers is null) headers = [.. record.Cells.Take(MostColumns).Select(HeaderOf)];
                else examples.Add([.. record.Cells.Take(MostColumns).Select(Shortened)]);
                if (examples.Count == 3) break;
            }
        }
        catch (OpenQuoteException open)
        {
            return new(delimiter, headers ?? [], examples, ImportFault.OpenQuote, open.Line);
        }
        return new(delimiter, headers ?? [], examples, headers is null ? ImportFault.Empty : examples is [] ? ImportFault.HeaderOnly : null, null);
    }

    private static string HeaderOf(string cell) => PersonText.Clean(cell) is var clean && clean.Length > ImportFile.NameLength ? clean[..ImportFile.NameLength] : clean;

    private static string Shortened(string cell) => cell.Length > ExampleLength ? cell[..ExampleLength] + "…" : cell;
}
