using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Requests;

/// <summary>The course of one request, and the notes of colleagues.</summary>
public sealed partial class CourseSheet(AssistanceDesk desk, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private string note = "";
    private bool refused;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AssistanceCase Case { get; set; } = null!;

    /// <summary>Something of the request changed: it is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private TimeProvider Clock => clock;

    private string What(AssistanceLine line) => line.Kind switch
    {
        AssistanceEntryKind.Rerouted => T["KindRerouted", line.Text ?? ""],
        AssistanceEntryKind.Closed when Enum.TryParse<AssistanceClosure>(line.Text, out var why) => T["KindClosed", Words.Word(why)],
        _ => T[$"Kind{line.Kind}", ""],
    };

    private Task NoteAsync() => press.ActAsync(note, async key =>
    {
        var outcome = await desk.NoteAsync(await actor.GetAsync(), Case.Id, key, note, CancellationToken.None);
        (refused, told) = (outcome is DeskOutcome.TextRefused, Words.Said(outcome));
        if (outcome is not DeskOutcome.Done) return;
        note = "";
        await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"]));
}
