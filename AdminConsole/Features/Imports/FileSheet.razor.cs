using AdminConsole.AccountParts;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Imports;

/// <summary>One file: whom it is about, and what its columns mean. What is chosen counts at once, and is remembered for the school.</summary>
public sealed partial class FileSheet(ImportFiles files, CurrentActor actor, TimeProvider clock)
{
    private static readonly Profile?[] Kinds = [Profile.Student, Profile.Relative, Profile.Teacher, Profile.Personnel, Profile.Guest, null];
    private static readonly (char Sign, string Word)[] Delimiters = [(';', "Semicolon"), (',', "Comma"), ('\t', "Tab")];
    private readonly Press press = new(clock);
    private bool open;
    private string? told;

    [Parameter, EditorRequired]
    public Guid ImportId { get; set; }

    [Parameter, EditorRequired]
    public ImportFileView File { get; set; } = null!;

    [Parameter]
    public EventCallback Changed { get; set; }

    private bool Waiting => !RendererInfo.IsInteractive;

    private string Recognised
    {
        get
        {
            var left = File.Columns.Count(c => c.Field is ImportField.Ignored);
            return left == 0 ? T["AllRecognised", File.Columns.Count] : T["SomeRecognised", File.Columns.Count - left, File.Columns.Count];
        }
    }

    private string? Wrong => (File.Missing, File.Twice) switch
    {
        ([], []) => null,
        (not [], _) => T[File.Missing.Count == 1 ? "MissingOne" : "MissingSeveral", Listed(File.Missing)].Value,
        (_, _) => T["Twice", Listed(File.Twice)].Value,
    };

    // Where all is clear nobody has to look at columns.
    protected override void OnInitialized() => open = Wrong is not null || File.Columns.Any(c => c.Field is ImportField.Ignored);

    protected override void OnParametersSet() => open |= Wrong is not null;

    private string Listed(IEnumerable<ImportField> fields) => string.Join(", ", fields.Select(field => $"«\u00a0{Words.Field(field)}\u00a0»"));

    private string Named(string part) => $"fichier-{File.Id:N}-{part}";

    private ImportColumnChoice Now() => new(File.Profile, File.Encoding, File.Delimiter, [.. File.Columns.Select(c => c.Field)]);

    private Task SetProfileAsync(string? value) => SetAsync(Now() with { Profile = Enum.TryParse<Profile>(value, out var one) && Enum.IsDefined(one) ? one : null });

    private Task SetEncodingAsync(string? value) =>
        Enum.TryParse<ImportEncoding>(value, out var one) && Enum.IsDefined(one) ? SetAsync(Now() with { Encoding = one }) : Task.CompletedTask;

    private Task SetDelimiterAsync(string? value) => value is [var sign] ? SetAsync(Now() with { Delimiter = sign }) : Task.CompletedTask;

    private Task SetFieldAsync(int at, string? value)
    {
        if (!Enum.TryParse<ImportField>(value, out var field) || !Enum.IsDefined(field)) return Task.CompletedTask;
        return SetAsync(Now() with { Fields = [.. File.Columns.Select((c, i) => i == at ? field : c.Field)] });
    }

    private Task SetAsync(ImportColumnChoice choice) => press.ActAsync(async () =>
    {
        var outcome = await files.SetColumnsAsync(await actor.GetAsync(), ImportId, File.Id, choice, CancellationToken.None);
        told = outcome is ImportOutcome.FilesRefused ? Words.Fault(ImportFault.WrongEncoding) : Words.Refusal(outcome);
        await Changed.InvokeAsync();
    }, () => told = T["Outage"]);

    private Task RemoveAsync() => press.ActAsync(async () =>
    {
        told = Words.Refusal(await files.RemoveAsync(await actor.GetAsync(), ImportId, File.Id, CancellationToken.None));
        await Changed.InvokeAsync();
    }, () => told = T["Outage"]);
}
