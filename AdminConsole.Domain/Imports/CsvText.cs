using System.Globalization;
using System.Text;
using AdminConsole.Domain.Model;
using CsvHelper;
using CsvHelper.Configuration;

namespace AdminConsole.Domain.Imports;

/// <summary>One record as it stands in the file.</summary>
/// <param name="Number">Its first line; the header is line 1.</param>
internal readonly record struct CsvRecord(int Number, string[] Cells);

/// <summary>A quotation mark that is opened and never closed: whatever follows is one cell.</summary>
internal sealed class OpenQuoteException(int line) : Exception
{
    public int Line { get; } = line;
}

/// <summary>Reads the records of a CSV file one after the other, whatever its length; the header is the first.</summary>
internal static class CsvText
{
    /// <summary>More than any honest cell, so that an open quotation mark does not take all the memory.</summary>
    private const int MostOpen = 256 * 1024;

    static CsvText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static Encoding EncodingOf(ImportEncoding encoding) => encoding switch
    {
        ImportEncoding.Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        ImportEncoding.Windows1252 => Encoding.GetEncoding(1252),
        ImportEncoding.Latin1 => Encoding.Latin1,
    };

    /// <exception cref="OpenQuoteException">The rest of the file is one cell.</exception>
    public static async IAsyncEnumerable<CsvRecord> ReadAsync(Stream bytes, ImportEncoding encoding, char delimiter)
    {
        bool bad = false, open = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            HasHeaderRecord = false,
            BadDataFound = _ => bad = true,
            IgnoreBlankLines = true,
            BufferSize = 64 * 1024,
            MaxFieldSize = MostOpen,
        };
        using var text = new StreamReader(bytes, EncodingOf(encoding), detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024, leaveOpen: true);
        using var parser = new CsvParser(text, configuration);
        var at = 0;
        CsvRecord? last = null;
        while (true)
        {
            var more = await NextAsync(parser, at + 1);
            // What ends in the middle of a cell was cut off; a stray mark anywhere else is a mark.
            if (!more && open) throw new OpenQuoteException(last!.Value.Number);
            if (last is { } whole) yield return whole;
            if (!more) yield break;
            bad = false;
            // Cells are cut out, and found bad, only now.
            var cells = parser.Record!;
            open = bad && IsOpen(parser.RawRecord, delimiter);
            at = parser.RawRow;
            last = new(at - cells.Sum(c => c.Count(letter => letter == '\n')), cells);
        }
    }

    private static bool IsOpen(string record, char delimiter) =>
        record.Count(letter => letter == '"') % 2 == 1 && (record[0] == '"' || record.Contains($"{delimiter}\"", StringComparison.Ordinal));

    private static async Task<bool> NextAsync(CsvParser parser, int line)
    {
        try
        {
            return await parser.ReadAsync();
        }
        catch (MaxFieldSizeException)
        {
            throw new OpenQuoteException(line);
        }
    }
}
