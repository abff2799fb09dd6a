using AdminConsole.AccountParts;
using AdminConsole.Domain.Imports;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Imports;

/// <summary>What « Appliquer » would do, in words, and the button: nothing is applied before.</summary>
public sealed partial class ConfirmSheet(ImportDesk desk, ImportFiles files, CurrentActor actor, IStringLocalizer<ImportTexts> words, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private bool removes;
    private bool meant;
    private bool refused;
    private bool proofTooOld;
    private string? told;

    [Parameter, EditorRequired]
    public ImportView View { get; set; } = null!;

    [Parameter]
    public EventCallback Changed { get; set; }

    private bool Waiting => !RendererInfo.IsInteractive;

    private ImportCounts Counts => View.Counts;

    private int Decided => Counts.Homonyms - Counts.Undecided;

    private bool IsNothing => Counts.ToCreate + Counts.ToChange + Decided + (removes ? Counts.Absent : 0) == 0;

    private string Sentence(string what, int count) => count switch
    {
        0 => T[$"{what}None"],
        1 => T[$"{what}One"],
        _ => T[$"{what}Several", ImportWords.Number(count)],
    };

    private Task ApplyAsync()
    {
        if (IsNothing) return Task.CompletedTask;
        if (removes && !meant && View.Vanishing is not [])
        {
            refused = true;
            return Task.CompletedTask;
        }
        return press.ActAsync(async () =>
        {
            var outcome = await desk.ConfirmAsync(await actor.GetAsync(), View.Id, new(removes, meant), CancellationToken.None);
            (proofTooOld, refused) = (outcome is ImportOutcome.ProofTooOld, outcome is ImportOutcome.TooManyAbsent);
            told = refused ? null : words.Refusal(outcome);
            await Changed.InvokeAsync();
        }, () => told = T["Outage"]);
    }

    /// <summary>The columns as they are, said once more: the preview that stands is given up with it.</summary>
    private Task BackAsync() => press.ActAsync(async () =>
    {
        var file = View.Files[0];
        told = words.Refusal(await files.SetColumnsAsync(
            await actor.GetAsync(), View.Id, file.Id, new(file.Profile, file.Encoding, file.Delimiter, [.. file.Columns.Select(c => c.Field)]), CancellationToken.None));
        await Changed.InvokeAsync();
    }, () => told = T["Outage"]);
}
