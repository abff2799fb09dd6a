using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Approvals;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Approvals;

/// <summary>One request that waits, with all that whoever decides has to know, and the two buttons.</summary>
public sealed partial class WaitingSheet(ApprovalDecisions decisions, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private ElementReference input;
    private bool reasonRefused;
    private string? reason;

    [Parameter, EditorRequired]
    public WaitingApproval Request { get; set; } = null!;

    /// <summary>What came of it, in words: the sheet may be gone by then.</summary>
    [Parameter]
    public EventCallback<(NoticeKind Kind, string Text)> Decided { get; set; }

    private string Id => $"demande-{Request.Id:N}";

    private string Who => PersonName.Listed(Request.FamilyName, Request.GivenName);

    private Task ApproveAsync() => DecideAsync("approve", decisions.ApproveAsync);

    private Task RefuseAsync() => DecideAsync("refuse", decisions.RefuseAsync);

    private Task DecideAsync(string what, Func<Actor, Guid, Guid, Guid, string?, CancellationToken, Task<DecisionOutcome>> operation) => press.ActAsync(what, async key =>
    {
        var outcome = await operation(await actor.GetAsync(), Request.AccountId, Request.Id, key, reason, CancellationToken.None);
        reasonRefused = outcome is DecisionOutcome.ReasonRefused;
        if (reasonRefused) await input.FocusAsync();
        else await Decided.InvokeAsync(Answer(outcome));
    }, () => _ = Decided.InvokeAsync((NoticeKind.Bad, Words["Outage"])));

    private (NoticeKind, string) Answer(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Approved or DecisionOutcome.Refused => (NoticeKind.Good, T[$"{outcome}Now", Who]),
        DecisionOutcome.Gone => (NoticeKind.Information, T["Gone", Who]),
        DecisionOutcome.OwnRequest or DecisionOutcome.ReasonRefused => (NoticeKind.Bad, T[outcome.ToString()]),
        DecisionOutcome.SignedOut or DecisionOutcome.NotFound or DecisionOutcome.OwnAccount or DecisionOutcome.HigherRank or DecisionOutcome.FunctionTooLow =>
            (NoticeKind.Bad, Words[$"WhyNot{outcome}"]),
    };
}
