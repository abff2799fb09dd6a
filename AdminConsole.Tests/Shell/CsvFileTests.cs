namespace AdminConsole.Shell;

/// <summary>What stands in a cell is text, whatever a spreadsheet would like to make of it (rule 21 of recovery).</summary>
public sealed class CsvFileTests
{
    [Theory]
    [InlineData("Lou", "Lou")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("N'Guyen", "\"N'Guyen\"")]
    [InlineData("6e B; 6e C", "\"6e B; 6e C\"")]
    [InlineData("dit « le \"Grand\" »", "\"dit « le \"\"Grand\"\" »\"")]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+33612345678", "\"'+33612345678\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\"=1", "\"'\"\"=1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("a\0b\u001bc", "a b c")]
    public void A_cell_is_text(string? value, string written) => Assert.Equal($"{written};x", CsvFile.Line([value, "x"]));
}
