using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Schools;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Requests;

/// <summary>Sends one request to the queue of another school.</summary>
public sealed partial class RerouteSheet(AssistanceDesk desk, SchoolFinder finder, CurrentActor actor, NavigationManager navigation, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private string text = "";
    private string? error;
    private SchoolHits? found;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AssistanceCase Case { get; set; } = null!;

    /// <summary>Something of the request changed: it is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private Task FindAsync() => press.ActAsync(async () =>
    {
        (error, told) = (null, null);
        found = await finder.FindAsync(text, CancellationToken.None);
    }, () => told = (NoticeKind.Bad, Words["Outage"]));

    private Task SendAsync(string uai) => press.ActAsync((uai, Case.Version), async key =>
    {
        var outcome = await desk.RerouteAsync(await actor.GetAsync(), Case.Id, key, Case.Version, uai, CancellationToken.None);
        (error, told) = (outcome is DeskOutcome.SchoolRefused ? T["Refused"].Value : null, Words.Said(outcome));
        // It may have left his sight: the queue is where he goes on.
        if (outcome is DeskOutcome.Done) navigation.NavigateTo(Urls.Requests);
        else await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"]));
}
