namespace AdminConsole.Domain.Model;

/// <summary>A cell of a file that somebody opens with a spreadsheet.</summary>
public static class CsvCell
{
    /// <summary>Text that a spreadsheet would take for a formula gets an apostrophe before it and is text again (rule 21 of recovery).</summary>
    public static string Harmless(string cell) => cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + cell : cell;

    /// <summary>What <see cref="Harmless"/> made, as it was: a report that comes back says what the file said.</summary>
    public static string Restored(string cell) => cell.Length > 1 && cell[0] == '\'' && cell[1] is '=' or '+' or '-' or '@' or '\t' or '\r' ? cell[1..] : cell;
}
