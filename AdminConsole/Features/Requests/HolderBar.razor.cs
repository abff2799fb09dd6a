using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Requests;

/// <summary>Claim, release and takeover of one request.</summary>
public sealed partial class HolderBar(AssistanceDesk desk, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AssistanceCase Case { get; set; } = null!;

    /// <summary>Something of the request changed: it is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private string Who => Case switch
    {
        { State: AssistanceState.Closed } => T["IsClosed", Words.Word(Case.ClosedWhy ?? AssistanceClosure.Solved)],
        { Holder: null } => T["Nobody"],
        { Standing.Mine: true } => T["Mine"],
        { Holder: { } holder } => T["HeldBy", Words.Who(holder)],
    };

    private Task ActAsync(RequestAct act, Func<Actor, Guid, Guid, CancellationToken, Task<DeskOutcome>> operation) => press.ActAsync((act, Case.Version), async key =>
    {
        told = Words.Said(await operation(await actor.GetAsync(), Case.Id, key, CancellationToken.None));
        await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"]));
}
