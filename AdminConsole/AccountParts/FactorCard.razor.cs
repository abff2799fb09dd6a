using AdminConsole.Controls;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>The second factors of one operator, as another one may clear them after verifying that it is he.</summary>
public sealed partial class FactorCard(SecondFactorClearing clearing, CallerChecks checks, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private CheckChoices? choices;
    private VerifiedHow? how;
    private string? reference;
    private ClearingOutcome? refusal;
    private Func<Task>? again;
    private AccountFiche? seen;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private string? Error => refusal is ClearingOutcome.CheckNeeded or ClearingOutcome.CheckNotPossible ? T[refusal.ToString()!].Value : null;

    private string? ReferenceError => refusal is ClearingOutcome.ReferenceRefused ? T["ReferenceRefused"].Value : null;

    private CallerCheck? Check => how is { } chosen ? new(chosen, reference) : null;

    // A second operator's answer is heard of as a change of the fiche.
    protected override async Task OnParametersSetAsync()
    {
        if (seen != Fiche && choices?.Approval is not null) await press.ActAsync(AskAsync, SayOutage);
        seen = Fiche;
    }

    private async Task AskAsync()
    {
        choices = await checks.ForAsync(await actor.GetAsync(), Fiche.Id, CancellationToken.None);
        if (choices?.Held is not null) how = null;
    }

    // The first press asks how the caller was verified, the second clears.
    private Task ClearAsync() => choices is null ? press.ActAsync(AskAsync, SayOutage) : press.ActAsync("clear", async key =>
        await TakeAsync(await clearing.ClearAsync(await actor.GetAsync(), Fiche.Id, key, Check, CancellationToken.None), ClearAsync), SayOutage);

    private Task AskApprovalAsync(string? why) => press.ActAsync("approval", async key =>
    {
        await TakeAsync(await clearing.AskApprovalAsync(await actor.GetAsync(), Fiche.Id, key, Check, why, CancellationToken.None), () => AskApprovalAsync(why));
        await AskAsync();
    }, SayOutage);

    private async Task TakeAsync(ClearingOutcome outcome, Func<Task> goOn)
    {
        (refusal, told, again) = (outcome, Answer(outcome), outcome is ClearingOutcome.ProofTooOld ? goOn : null);
        if (outcome is not ClearingOutcome.Cleared) return;
        (choices, how, reference) = (null, null, null);
        await Changed.InvokeAsync();
    }

    private void SayOutage() => told = (NoticeKind.Bad, Words["Outage"]);

    private (NoticeKind, string)? Answer(ClearingOutcome outcome) => outcome switch
    {
        ClearingOutcome.ApprovalAsked or ClearingOutcome.ReasonRefused or ClearingOutcome.CheckNeeded or ClearingOutcome.CheckNotPossible or ClearingOutcome.ReferenceRefused or ClearingOutcome.ProofTooOld => null,
        ClearingOutcome.Cleared => (NoticeKind.Good, T["Cleared"]),
        ClearingOutcome.ApprovalNeeded => (NoticeKind.Warning, T[outcome.ToString()]),
        ClearingOutcome.ApprovalNotNeeded or ClearingOutcome.NothingToClear => (NoticeKind.Information, T[outcome.ToString()]),
        ClearingOutcome.NoApprover or ClearingOutcome.TooManyAsked => (NoticeKind.Bad, T[outcome.ToString()]),
        ClearingOutcome.SignedOut or ClearingOutcome.NotFound or ClearingOutcome.OwnAccount or ClearingOutcome.HigherRank or ClearingOutcome.FunctionTooLow =>
            (NoticeKind.Bad, Words[$"WhyNot{outcome}"]),
    };
}
