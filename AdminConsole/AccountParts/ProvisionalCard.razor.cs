using AdminConsole.Controls;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>The provisional password of one account: asked for, shown once, revoked. It lives in this circuit while it is shown, and nowhere else.</summary>
public sealed partial class ProvisionalCard(ProvisionalPasswords provisionals, CallerChecks checks, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private CheckChoices? choices;
    private VerifiedHow? how;
    private string? reference;
    private ProvisionalOutcome? refusal;
    private ProvisionalSlip? slip;
    private Func<Task>? again;
    private AccountFiche? seen;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private string? Error => refusal is ProvisionalOutcome.CheckNeeded or ProvisionalOutcome.CheckNotPossible ? T[refusal.ToString()!].Value : null;

    private string? ReferenceError => refusal is ProvisionalOutcome.ReferenceRefused ? T["ReferenceRefused"].Value : null;

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

    private Task AskApprovalAsync(string? why) => press.ActAsync("approval", async key =>
    {
        var result = await provisionals.AskApprovalAsync(await actor.GetAsync(), Fiche.Id, key, how is { } chosen ? new(chosen, reference) : null, why, CancellationToken.None);
        await TakeAsync(result.Outcome, () => AskApprovalAsync(why));
        await AskAsync();
    }, SayOutage);

    // The first press asks how the caller was verified, the second shows.
    private Task ShowAsync() => choices is null ? press.ActAsync(AskAsync, SayOutage) : press.ActAsync("show", async key =>
    {
        var result = await provisionals.IssueAsync(await actor.GetAsync(), Fiche.Id, key, how is { } chosen ? new(chosen, reference) : null, CancellationToken.None);
        slip = result.Slip;
        if (slip is not null) (choices, how, reference) = (null, null, null);
        await TakeAsync(result.Outcome, ShowAsync);
    }, SayOutage);

    private Task RevokeAsync() => press.ActAsync("revoke", async key =>
        await TakeAsync((await provisionals.RevokeAsync(await actor.GetAsync(), Fiche.Id, key, CancellationToken.None)).Outcome), SayOutage);

    private async Task TakeAsync(ProvisionalOutcome outcome, Func<Task>? goOn = null)
    {
        (refusal, told, again) = (outcome, Answer(outcome), outcome is ProvisionalOutcome.ProofTooOld ? goOn : null);
        if (outcome is ProvisionalOutcome.Issued or ProvisionalOutcome.Revoked) await Changed.InvokeAsync();
    }

    private void SayOutage() => told = (NoticeKind.Bad, Words["Outage"]);

    private (NoticeKind, string)? Answer(ProvisionalOutcome outcome) => outcome switch
    {
        ProvisionalOutcome.Issued or ProvisionalOutcome.ApprovalAsked or ProvisionalOutcome.ProofTooOld or ProvisionalOutcome.ReasonRefused or ProvisionalOutcome.CheckNeeded or ProvisionalOutcome.CheckNotPossible or ProvisionalOutcome.ReferenceRefused => null,
        ProvisionalOutcome.ApprovalNeeded => (NoticeKind.Warning, T[outcome.ToString()]),
        ProvisionalOutcome.ApprovalNotNeeded => (NoticeKind.Information, T[outcome.ToString()]),
        ProvisionalOutcome.Revoked => (NoticeKind.Good, T["Revoked"]),
        ProvisionalOutcome.NothingToRevoke => (NoticeKind.Information, T["NothingToRevoke"]),
        ProvisionalOutcome.ShownBefore or ProvisionalOutcome.Blocked or ProvisionalOutcome.Federated or ProvisionalOutcome.TooMany or ProvisionalOutcome.NoApprover or ProvisionalOutcome.TooManyAsked => (NoticeKind.Bad, T[outcome.ToString()]),
        ProvisionalOutcome.SignedOut or ProvisionalOutcome.NotFound or ProvisionalOutcome.OwnAccount or ProvisionalOutcome.HigherRank or ProvisionalOutcome.FunctionTooLow =>
            (NoticeKind.Bad, Words[$"WhyNot{outcome}"]),
    };
}
