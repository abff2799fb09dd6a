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
    private bool working;
    private CheckChoices? choices;
    private VerifiedHow? how;
    private string? reference;
    private ProvisionalOutcome? refusal;
    private ProvisionalSlip? slip;
    private Guid wish;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private string? Error => refusal is ProvisionalOutcome.CheckNeeded or ProvisionalOutcome.CheckNotPossible ? T[refusal.ToString()!].Value : null;

    private string? ReferenceError => refusal is ProvisionalOutcome.ReferenceRefused ? T["ReferenceRefused"].Value : null;

    private async Task AskAsync()
    {
        choices = await checks.ForAsync(await actor.GetAsync(), Fiche.Id, CancellationToken.None);
        how = null;
    }

    // The first press asks how the caller was verified, the second shows.
    private Task ShowAsync() => choices is null ? AskAsync() : ActAsync(async who =>
    {
        if (wish == default) wish = Guid.CreateVersion7(clock.GetUtcNow());
        var result = await provisionals.IssueAsync(who, Fiche.Id, wish, how is { } chosen ? new(chosen, reference) : null, CancellationToken.None);
        (wish, slip) = (default, result.Slip);
        if (slip is not null) (choices, how, reference) = (null, null, null);
        return result.Outcome;
    });

    private Task RevokeAsync() => ActAsync(async who =>
        (await provisionals.RevokeAsync(who, Fiche.Id, Guid.CreateVersion7(clock.GetUtcNow()), CancellationToken.None)).Outcome);

    private async Task ActAsync(Func<Actor, Task<ProvisionalOutcome>> operation)
    {
        if (working) return;
        working = true;
        try
        {
            var outcome = await operation(await actor.GetAsync());
            (refusal, told) = (outcome, Answer(outcome));
            if (outcome is ProvisionalOutcome.Issued or ProvisionalOutcome.Revoked) await Changed.InvokeAsync();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            told = (NoticeKind.Bad, Words["Outage"]);
        }
        finally
        {
            working = false;
        }
    }

    private (NoticeKind, string)? Answer(ProvisionalOutcome outcome) => outcome switch
    {
        ProvisionalOutcome.Issued or ProvisionalOutcome.CheckNeeded or ProvisionalOutcome.CheckNotPossible or ProvisionalOutcome.ReferenceRefused => null,
        ProvisionalOutcome.Revoked => (NoticeKind.Good, T["Revoked"]),
        ProvisionalOutcome.NothingToRevoke => (NoticeKind.Information, T["NothingToRevoke"]),
        ProvisionalOutcome.ShownBefore or ProvisionalOutcome.Blocked or ProvisionalOutcome.Federated or ProvisionalOutcome.TooMany => (NoticeKind.Bad, T[outcome.ToString()]),
        ProvisionalOutcome.SignedOut or ProvisionalOutcome.NotFound or ProvisionalOutcome.OwnAccount or ProvisionalOutcome.HigherRank or ProvisionalOutcome.FunctionTooLow =>
            (NoticeKind.Bad, Words[$"WhyNot{outcome}"]),
    };
}
