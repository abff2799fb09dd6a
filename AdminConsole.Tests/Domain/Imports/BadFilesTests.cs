using System.IO.Compression;
using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Imports;

/// <summary>Files that are none, and lines that are wrong: each told with its reason, nothing half applied.</summary>
public sealed class BadFilesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Header = "Id;Nom;Prénom;Date de naissance;Classe;Courriel;Portable\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, ImportFault> NoFiles() => new()
    {
        { "", ImportFault.Empty },
        { "\ufeff", ImportFault.Empty },
        { Header, ImportFault.HeaderOnly },
        { Header + "\n\n\n", ImportFault.HeaderOnly },
        { Header + "1;A\0B;C;;;;", ImportFault.Binary },
        { Header + "1;\"Dupont;Léa;01/02/2014;;;\n2;Petit;Tom;01/02/2014;;;\n", ImportFault.OpenQuote },
    };

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task What_is_no_list_of_people_is_refused_with_the_reason(string text, ImportFault fault)
    {
        var import = await (await Importing.AtAsync(database)).WithAsync();
        Assert.Equal((ImportOutcome.FilesRefused, fault), await import.AddAsync(Profile.Student, Encoding.UTF8.GetBytes(text)));
        await NothingIsLeftAsync(import);
    }

    [Fact]
    public async Task A_zip_a_workbook_an_upload_cut_short_and_the_same_file_twice_are_refused()
    {
        var import = await (await Importing.AtAsync(database)).WithAsync();
        using var zip = new MemoryStream();
        await using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true)) archive.CreateEntry("xl/workbook.xml");
        Assert.Equal((ImportOutcome.FilesRefused, ImportFault.Zip), await import.AddAsync(null, zip.ToArray(), "eleves.xlsx"));
        var whole = Encoding.UTF8.GetBytes(Header + "1;Petit;Tom;01/02/2014;;;\n");
        Assert.Equal((ImportOutcome.FilesRefused, ImportFault.CutShort), await import.AddAsync(null, whole[..^5], expected: whole.Length));
        await NothingIsLeftAsync(import);
        Assert.Equal((ImportOutcome.Done, null), await import.AddAsync(null, whole, @"C:\Users\x\Élèves 6e.csv"));
        Assert.Equal(("Élèves 6e.csv", Profile.Student), ((await import.ViewAsync()).Files[0].Name, (await import.ViewAsync()).Files[0].Profile));
        Assert.Equal((ImportOutcome.FilesRefused, ImportFault.Repeated), await import.AddAsync(null, whole));
    }

    [Fact]
    public async Task More_than_200_MB_are_refused_while_they_come()
    {
        var import = await (await Importing.AtAsync(database)).WithAsync();
        var added = await database.Get<ImportFiles>().AddAsync(import.Actor, import.Id, "long.csv", Profile.Student, new Endless(), null, Cancel);
        Assert.Equal((ImportOutcome.FilesRefused, ImportFault.TooLarge), (added.Outcome, added.Fault));
        await NothingIsLeftAsync(import);
    }

    [Theory]
    [InlineData("utf-8", ';', "\n", ImportEncoding.Utf8)]
    [InlineData("windows-1252", ',', "\r\n", ImportEncoding.Windows1252)]
    [InlineData("iso-8859-1", '\t', "\r", ImportEncoding.Latin1)]
    public async Task Encodings_delimiters_and_line_ends_are_found(string encoding, char delimiter, string end, ImportEncoding found)
    {
        var import = await (await Importing.AtAsync(database)).WithAsync();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        // An œ is what tells Windows-1252 from ISO-8859-1, which has none.
        var name = encoding is "iso-8859-1" ? "Noël" : "Cœur-Noël";
        var text = string.Join(end, ((string[])["*NOM*;Prénom ;date  de naissance;Division", $"{name};\"Zoé \"\"Z\"\"\n-Lou\";1/9/2013;\"6e;B\"", ""]).Select(line => line.Replace(';', line.StartsWith('*') ? delimiter : ';')));
        text = text.Replace($"{name};\"", $"{name}{delimiter}\"").Replace("\";1/9/2013;\"", $"\"{delimiter}1/9/2013{delimiter}\"");
        Assert.Equal((ImportOutcome.Done, null), await import.AddAsync(Profile.Student, Encoding.GetEncoding(encoding).GetBytes(text)));
        var file = Assert.Single((await import.ViewAsync()).Files);
        Assert.Equal((found, delimiter), (file.Encoding, file.Delimiter));
        Assert.Equal([ImportField.FamilyName, ImportField.GivenName, ImportField.BirthDate, ImportField.ClassName], file.Columns.Select(c => c.Field));
        Assert.Equal(name, file.Columns[0].Examples[0]);
        // A line break in a name is none of a person's: the cell was read whole, and refused.
        await import.PreviewAsync();
        Assert.Equal([(2, [ImportReason.NameMalformed])], await import.RejectedAsync());
    }

    [Fact]
    public async Task A_file_is_not_read_in_an_encoding_that_it_is_not_in()
    {
        var import = await (await Importing.AtAsync(database)).WithAsync();
        await import.AddAsync(Profile.Student, Encoding.Latin1.GetBytes(Header + "1;Noël;Zoé;01/02/2014;;;\n"));
        var file = Assert.Single((await import.ViewAsync()).Files);
        var choice = new ImportColumnChoice(Profile.Student, ImportEncoding.Utf8, ';', [.. file.Columns.Select(c => c.Field)]);
        Assert.Equal(ImportOutcome.FilesRefused, await database.Get<ImportFiles>().SetColumnsAsync(import.Actor, import.Id, file.Id, choice, Cancel));
        Assert.Equal(ImportOutcome.Done, await database.Get<ImportFiles>().SetColumnsAsync(import.Actor, import.Id, file.Id, choice with { Encoding = ImportEncoding.Windows1252 }, Cancel));
    }

    [Fact]
    public async Task Every_broken_line_is_named_with_every_reason_and_the_others_go_in()
    {
        var import = await (await Importing.AtAsync(database)).WithAsync((Profile.Student, Header + $"""
            B1;;Tom;01/02/2014;;;
            B2;Petit;;31/02/2014;;;
            B3;Petit;Tom;01/02/2099;;;
            B4;Petit;Tom;01/02/1850;;;
            B5;Petit;Tom;;;;
            B6;Petit;Tom;14-05-2014;;;
            B7;Petit;Ana;2014.05.14;;;
            B8;Petit;Tom
            B9;Petit;Lou;20140514;;;;de trop
            B10;{new string('x', 10_001)};Lou;01/02/2014;;;
            1,23E+12;Petit;Lou;01/02/2014;;;
            B12;=HYPERLINK("http://x");<img onerror>;01/02/2014;{new string('c', 51)};;
            B13;Roche;Lou;14.05.2014;6e A;pas une adresse;01 64 00 00 00
            B14;Blanc;Ève;1/2/2014;6e A;;
            B14;Noir;Ève;1/2/2014;6e A;;
            B15;Vert;Léo;1/2/2014;6e A;;
            B15;Vert;Léo;1/2/2014;6e A;;
            B16;Vert;Léo;1/2/2014;6e A;;
            B17;=cmd|' /C calc'!A0;<img src=x onerror=alert(1)>;1/2/2014;6e A;;
            """));
        var counts = await import.PreviewAsync();

        Assert.Equal(
        [
            (2, [ImportReason.FamilyNameMissing]), (3, [ImportReason.BirthDateMalformed, ImportReason.GivenNameMissing]), (4, [ImportReason.BirthDateInFuture]),
            (5, [ImportReason.BirthDateTooLongAgo]), (6, [ImportReason.BirthDateMissing]), (8, [ImportReason.BirthDateMalformed]), (9, [ImportReason.TooFewCells]),
            (10, [ImportReason.TooManyCells]), (11, [ImportReason.CellTooLong]), (12, [ImportReason.IdMalformed]), (13, [ImportReason.ClassTooLong]),
            (15, [ImportReason.IdTwice]), (16, [ImportReason.IdTwice]), (18, [ImportReason.LineTwice]), (19, [ImportReason.PersonTwice]),
        ], await import.RejectedAsync());
        Assert.Equal((19, 4, 15), (counts.Lines, counts.ToCreate, counts.Rejected));
        var twice = (await import.LinesAsync(ImportVerdict.Rejected)).Single(line => line.Number == 16);
        Assert.Equal(new ImportLineRef("liste.csv", 15), twice.Other);
        var told = Assert.Single((await database.Get<ImportLines>().PageAsync(import.Actor, import.Id, new(Told: true), null, Cancel)).Lines);
        Assert.Equal(14, told.Number);
        Assert.Equal([ImportReason.EmailLeftOut, ImportReason.MobileLeftOut], told.Reasons);

        await import.ApplyAsync();
        await using var db = database.Open();
        Assert.Equal(["B13", "B15", "B17", "B6"], await db.Accounts.Where(a => EF.Functions.Like(a.ExternalId!, "B%")).OrderBy(a => a.ExternalId).Select(a => a.ExternalId!).ToListAsync(Cancel));
        Assert.Equal("<img src=x onerror=alert(1)>", (await db.Accounts.SingleAsync(a => a.ExternalId == "B17", Cancel)).GivenName);

        var report = await database.Get<ImportReport>().RejectedAsync(import.Actor, import.Id, (await import.ViewAsync()).Files[0].Id, (reason, other) => $"{reason} {other?.Number}".Trim(), "?", Cancel);
        var rows = await report!.Rows.ToListAsync(Cancel);
        Assert.Equal(15, rows.Count);
        Assert.Equal(["B1", "", "Tom", "01/02/2014", "", "", "", "FamilyNameMissing"], rows[0]);
        Assert.Equal(["B8", "Petit", "Tom", "", "", "", "", "TooFewCells"], rows[6]);
        Assert.Equal("IdTwice 15", rows[12][^1]);
    }

    private async Task NothingIsLeftAsync(Importing import)
    {
        Assert.Empty((await import.ViewAsync()).Files);
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM import_files WHERE run_id = '{import.Id}'"));
        Assert.Equal(ImportOutcome.FilesRefused, await database.Get<ImportDesk>().PreviewAsync(import.Actor, import.Id, Cancel));
    }

    /// <summary>A file without end, in lines.</summary>
    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            buffer.Span[^1] = (byte)'\n';
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
