using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>« Identifiant personnalisé (Alias) »: whether it is free is told while it is typed, whose it is to nobody.</summary>
public sealed partial class AliasField(AccountAlias aliases, CurrentActor actor, TimeProvider clock) : IDisposable
{
    private CancellationTokenSource? latest;
    private string shown = "";
    private string typed = "";
    private int basis;
    private readonly Press press = new(clock);
    private bool outage;
    private (AliasOutcome Outcome, bool Saved)? answer;

    /// <summary>Of the input, for its label.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>The alias changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private string HintId => $"{Id}-aide";

    private string StatusId => $"{Id}-etat";

    private string? WhyNot => Words.WhyNot(Fiche.May(Act.SetAlias));

    private bool MaySave => WhyNot is null && RendererInfo.IsInteractive;

    private bool IsBad => outage || answer is { Outcome: not (AliasOutcome.Saved or AliasOutcome.NothingToSave) };

    private string? Status => outage ? Words["Outage"] : answer switch
    {
        null or { Outcome: AliasOutcome.NothingToSave, Saved: false } => null,
        { Outcome: AliasOutcome.Saved, Saved: false } => string.IsNullOrWhiteSpace(typed) ? null : T["Free"].Value,
        { Outcome: AliasOutcome.Saved } => string.IsNullOrWhiteSpace(typed) ? T["Removed"] : T["Saved"],
        { Outcome: AliasOutcome.SignedOut or AliasOutcome.NotFound or AliasOutcome.OwnAccount or AliasOutcome.HigherRank or AliasOutcome.FunctionTooLow } refused =>
            Words[$"WhyNot{refused.Outcome}"],
        { } other => T[other.Outcome.ToString()],
    };

    public void Dispose()
    {
        latest?.Cancel();
        latest?.Dispose();
    }

    // While somebody types, the fiche that he started from stays the one that his save is about.
    protected override void OnParametersSet()
    {
        if (basis != 0 && typed != shown)
        {
            // Told that it had changed, he looks at what is on record now.
            if (answer is { Outcome: AliasOutcome.Stale }) basis = Fiche.Version;
            return;
        }
        (basis, typed, shown) = (Fiche.Version, Fiche.Alias ?? "", Fiche.Alias ?? "");
    }

    private async Task TypedAsync(ChangeEventArgs change)
    {
        (typed, answer, outage) = (change.Value as string ?? "", null, false);
        latest?.Cancel();
        latest?.Dispose();
        latest = new CancellationTokenSource();
        var cancel = latest.Token;
        try
        {
            var outcome = await aliases.LookAsync(await actor.GetAsync(), Fiche.Id, typed, cancel);
            if (!cancel.IsCancellationRequested) answer = (outcome, false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // A later keystroke has taken over.
            return;
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // Saving will say so, should it still be so then.
            answer = null;
        }
    }

    private Task SaveAsync() => !MaySave ? Task.CompletedTask : press.ActAsync(typed, async key =>
    {
        var outcome = await aliases.SaveAsync(await actor.GetAsync(), Fiche.Id, key, basis, typed, CancellationToken.None);
        (answer, outage) = ((outcome, true), false);
        if (outcome is AliasOutcome.Saved) shown = typed;
        await Changed.InvokeAsync();
    }, () => outage = true);
}
