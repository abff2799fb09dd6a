using System.Globalization;
using AdminConsole.AccountParts;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Imports;

/// <summary>The lines of a preview or report, one kind at a time, page by page as the URL says. First those that wait for somebody.</summary>
public sealed partial class PreviewLines(ImportLines source, CurrentActor actor, TimeProvider clock)
{
    public const string ToCreate = "a-creer";
    public const string ToChange = "a-modifier";
    public const string Homonyms = "homonymes";
    public const string Absent = "absents";
    public const string Rejected = "rejetes";
    public const string Unchanged = "inchanges";
    public const string Remarks = "remarques";

    private readonly Press press = new(clock);
    private IReadOnlyList<ImportLineView> lines = [];
    private IReadOnlyList<ImportAbsent> absent = [];
    private string? next;
    private bool hasRemarks;
    private bool read;
    private string? told;
    private (Guid, ImportState, string, string?, ImportCounts)? shownFor;

    [Parameter, EditorRequired]
    public ImportView View { get; set; } = null!;

    /// <summary>One of the kinds above; anything else shows the first that there is something of.</summary>
    [Parameter]
    public string? Show { get; set; }

    [Parameter]
    public string? After { get; set; }

    /// <summary>Something was decided.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private bool Decidable => View.State is ImportState.Ready && RendererInfo.IsInteractive;

    private int? AppliedThrough => View is { State: ImportState.Cancelled, Progress: { } share } ? (int)Math.Round(share * View.Counts.Lines) : null;

    private IEnumerable<(string Show, int Count)> Counted =>
    [
        (ToCreate, View.Counts.ToCreate), (ToChange, View.Counts.ToChange), (Homonyms, View.Counts.Homonyms), (Rejected, View.Counts.Rejected),
        (Absent, View.Counts.Absent), (Unchanged, View.Counts.Unchanged),
    ];

    private string Shown => Show is Remarks || Counted.Any(c => c.Show == Show) ? Show! : Usual;

    private string Usual => View switch
    {
        { State: ImportState.Ready, Counts.Homonyms: > 0 } => Homonyms,
        { Counts.Rejected: > 0 } => Rejected,
        { Counts.ToChange: > 0 } => ToChange,
        { Counts.ToCreate: > 0 } => ToCreate,
        _ => Unchanged,
    };

    protected override async Task OnParametersSetAsync()
    {
        var now = (View.Id, View.State, Shown, After, View.Counts);
        if (shownFor == now) return;
        shownFor = now;
        await ReadAsync();
    }

    private string Label(string show) => View.State is ImportState.Ready ? show : $"{show}-apres";

    private async Task ReadAsync()
    {
        var who = await actor.GetAsync();
        if (Shown is Absent)
        {
            var page = await source.AbsentAsync(who, View.Id, Guid.TryParse(After, out var last) ? last : null, CancellationToken.None);
            (lines, absent, next) = ([], page.Accounts, page.After?.ToString());
        }
        else
        {
            var page = await source.PageAsync(who, View.Id, FilterOf(Shown), int.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : null, CancellationToken.None);
            (lines, absent, next) = (page.Lines, [], page.After?.ToString(CultureInfo.InvariantCulture));
        }
        hasRemarks = (await source.PageAsync(who, View.Id, FilterOf(Remarks), null, CancellationToken.None)).Lines is not [];
        read = true;
    }

    private static ImportLineFilter FilterOf(string show) => show switch
    {
        ToCreate => new(ImportVerdict.Create),
        ToChange => new(ImportVerdict.Change),
        Homonyms => new(ImportVerdict.Homonym),
        Rejected => new(ImportVerdict.Rejected),
        Remarks => new(Told: true),
        _ => new(ImportVerdict.Unchanged),
    };

    private Task DecideAsync(ImportLineView line, ImportChoice? choice) => press.ActAsync(async () =>
    {
        told = Words.Refusal(await source.DecideAsync(await actor.GetAsync(), View.Id, line.Ordinal, choice, CancellationToken.None));
        await ReadAsync();
        await Changed.InvokeAsync();
    }, () => told = T["Outage"]);
}
