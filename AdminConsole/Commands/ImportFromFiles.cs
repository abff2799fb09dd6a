using System.Globalization;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Shell;

namespace AdminConsole.Commands;

/// <summary>« import »: accounts from CSV files without anybody at a screen, for nightly feeds. The same code as in the console.</summary>
internal static class ImportFromFiles
{
    private const int Failed = 1;
    private const int Misused = 2;
    private const int LeftOut = 3;
    private const int TooManyAbsent = 4;

    private const string Usage = "import takes one file or more, and perhaps --school UAI, --dry-run, --remove-absent, --many-absent, --rejected FOLDER.";

    public static async Task<int> RunAsync(WebApplication app, string[] values, CancellationToken cancel)
    {
        List<string> files = [];
        string? uai = null, folder = null;
        bool dryRun = false, removeAbsent = false, manyAbsent = false;
        for (var i = 0; i < values.Length; i++)
        {
            switch (values[i])
            {
                case "--dry-run": dryRun = true; break;
                case "--remove-absent": removeAbsent = true; break;
                case "--many-absent": manyAbsent = true; break;
                case "--school" when i + 1 < values.Length: uai = values[++i].ToUpperInvariant(); break;
                case "--rejected" when i + 1 < values.Length: folder = values[++i]; break;
                case var option when option.StartsWith("--", StringComparison.Ordinal): return CommandLine.Say(Misused, Usage);
                case var file: files.Add(file); break;
            }
        }
        if (files is []) return CommandLine.Say(Misused, Usage);
        if (files.Find(file => !File.Exists(file)) is { } missing) return CommandLine.Say(Misused, $"There is no file {missing}.");
        if (folder is not null && !Directory.Exists(folder)) return CommandLine.Say(Misused, $"There is no folder {folder}.");

        var feed = app.Services.GetRequiredService<ImportFeed>();
        var result = await feed.RunAsync(
            new([.. files.Select(file => new ImportFeedFile(Path.GetFileName(file), () => File.OpenRead(file)))], uai, dryRun, new(removeAbsent, manyAbsent)), cancel);
        Tell(result, dryRun);
        if (folder is not null) await WriteRejectedAsync(feed, result, folder, cancel);
        return CodeOf(result);
    }

    private static int CodeOf(ImportFeedResult result) => result.Outcome switch
    {
        ImportOutcome.Done or ImportOutcome.NothingToApply => result.Counts.Rejected + result.Counts.Undecided > 0 ? LeftOut : 0,
        ImportOutcome.TooManyAbsent => CommandLine.Say(TooManyAbsent, "More than a fifth of a school would go: nothing was applied. If it is meant, add --many-absent."),
        ImportOutcome.NotFound => CommandLine.Say(Misused, "There is no open school of that UAI."),
        ImportOutcome.SchoolBusy => CommandLine.Say(Failed, "Another import of one of these schools is under way: nothing was applied. Finish or cancel it in the console."),
        ImportOutcome.ColumnsRefused => CommandLine.Say(Failed, $"{result.File}: no column gives {string.Join(", ", result.Missing ?? [])}. Map it once in the console: it is remembered for the school."),
        ImportOutcome.FilesRefused => CommandLine.Say(Failed, $"{result.File ?? "The import"} cannot be read: {result.Fault}{(result.FaultLine is { } line ? $", line {line}" : "")}. Nothing was applied of what was not applied before."),
        ImportOutcome.WrongState or ImportOutcome.ChoiceRefused or ImportOutcome.ProofTooOld or ImportOutcome.SignedOut or ImportOutcome.FunctionTooLow =>
            CommandLine.Say(Failed, $"The import ended with {result.Outcome}."),
    };

    private static void Tell(ImportFeedResult result, bool dryRun)
    {
        var c = result.Counts;
        if (c.Lines == 0) return;
        Say($"{c.Lines} lines: {c.ToCreate} to create, {c.ToChange} to change, {c.Unchanged} unchanged, {c.Rejected} rejected, {c.Undecided} perhaps somebody known, {c.Absent} accounts absent.");
        Say(dryRun ? (FormattableString)$"Dry run: nothing was changed." : $"{c.Created} accounts created, {c.Changed} changed, {c.Removed} proposed for deletion. Import {result.Id}.");
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>A file for each that has lines left out, beside nothing else: to be corrected and given again.</summary>
    private static async Task WriteRejectedAsync(ImportFeed feed, ImportFeedResult result, string folder, CancellationToken cancel)
    {
        foreach (var file in await feed.RejectedAsync(result.Id, Words, "Homonym", cancel))
        {
            await using var rows = file.Rows.GetAsyncEnumerator(cancel);
            if (!await rows.MoveNextAsync()) continue;
            await using var text = new StreamWriter(Path.Combine(folder, $"rejected-{Path.GetFileName(file.Name)}"), append: false, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
            await text.WriteLineAsync(CsvFile.Line([.. file.Header, "Reason"]));
            do await text.WriteLineAsync(CsvFile.Line(rows.Current));
            while (await rows.MoveNextAsync());
        }
    }

    private static string Words(ImportReason reason, ImportLineRef? other) =>
        other is null ? $"{reason}" : string.Create(CultureInfo.InvariantCulture, $"{reason} ({other.File} {other.Number})");
}
