using System.Buffers;
using System.Globalization;
using System.Net.Mime;
using System.Text;

namespace AdminConsole.Shell;

/// <summary>
/// A file for a spreadsheet, written while its rows are read: UTF-8 with the mark that Excel looks for, semicolons, CRLF. Text stays text there too: a
/// cell that would be read as a formula begins with an apostrophe (rule 21 of recovery).
/// </summary>
public static class CsvFile
{
    private const int RowsAtOnce = 200;
    private const char Separator = ';';

    /// <summary>Full-width forms count: some spreadsheets read them alike.</summary>
    private const string BeginFormulas = "=+-@\t\r\n＝＋－＠";

    private static readonly SearchValues<char> Quoted = SearchValues.Create("\";,\t\r\n'");

    /// <summary>Answers a request with a file. When its rows end in a fault the connection is cut, so that half a file never looks whole.</summary>
    /// <param name="name">Without the ending.</param>
    /// <param name="header">Names of the columns.</param>
    public static async Task AnswerAsync(HttpContext context, string name, IReadOnlyList<string> header, IAsyncEnumerable<IReadOnlyList<string?>> rows)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = new ContentDisposition { FileName = $"{name}.csv" }.ToString();
        context.Response.Headers.CacheControl = "no-store";
        var cancel = context.RequestAborted;
        try
        {
            await using var text = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
            await text.WriteLineAsync(Line(header).AsMemory(), cancel);
            var written = 0;
            await foreach (var row in rows.WithCancellation(cancel))
            {
                await text.WriteLineAsync(Line(row).AsMemory(), cancel);
                if (++written % RowsAtOnce == 0) await text.FlushAsync(cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Nobody waits for it any more.
            return;
        }
        catch
        {
            context.Abort();
            throw;
        }
    }

    /// <summary>One line of such a file, without its end.</summary>
    public static string Line(IReadOnlyList<string?> cells) => string.Join(Separator, cells.Select(Cell));

    /// <summary>14/11/2020, as French spreadsheets read it; empty for none.</summary>
    public static string Day(DateOnly? day) => day?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) ?? "";

    private static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        var text = string.Concat(value.Select(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n') ? ' ' : c));
        if (BeginFormulas.Contains(text.TrimStart(' ', '\u00a0', '"', '\'').FirstOrDefault('x'), StringComparison.Ordinal)) text = "'" + text;
        return text.AsSpan().ContainsAny(Quoted) || text[0] is ' ' || text[^1] is ' ' ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
