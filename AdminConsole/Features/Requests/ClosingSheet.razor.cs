using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Requests;

/// <summary>Closes a request with a reason, and opens it again.</summary>
public sealed partial class ClosingSheet(AssistanceDesk desk, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private AssistanceClosure? why;
    private bool unchosen;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AssistanceCase Case { get; set; } = null!;

    /// <summary>Something of the request changed: it is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private Task CloseAsync()
    {
        unchosen = why is null;
        return why is not { } reason ? Task.CompletedTask
            : ActAsync(reason, async key => await desk.CloseAsync(await actor.GetAsync(), Case.Id, key, Case.Version, reason, CancellationToken.None));
    }

    private Task ReopenAsync() => ActAsync("Reopen", async key => await desk.ReopenAsync(await actor.GetAsync(), Case.Id, key, CancellationToken.None));

    private Task ActAsync(object what, Func<Guid, Task<DeskOutcome>> operation) => press.ActAsync((what, Case.Version), async key =>
    {
        var outcome = await operation(key);
        told = Words.Said(outcome);
        if (outcome is DeskOutcome.Done) why = null;
        await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"]));
}
