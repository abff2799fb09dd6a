using AdminConsole.Controls;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>« Transmettre à l'établissement ».</summary>
public sealed partial class SendOnCard(AssistanceSendOn requests, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private AccountFiche? seen;
    private Guid? open;
    private bool writing;
    private AssistanceReason reason = AssistanceReason.Other;
    private string text = "";
    private bool refused;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (seen == Fiche) return;
        seen = Fiche;
        try
        {
            open = await requests.OpenOneAsync(await actor.GetAsync(), Fiche.Id, CancellationToken.None);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // The link is a convenience: it is looked for again when the fiche is read again.
            open = null;
        }
    }

    private Task SendAsync() => press.ActAsync((reason, text), async key =>
    {
        var who = await actor.GetAsync();
        var outcome = await requests.OpenAsync(who, Fiche.Id, key, reason, text, CancellationToken.None);
        refused = outcome is SendOnOutcome.TextRefused;
        told = outcome switch
        {
            SendOnOutcome.Done => (NoticeKind.Good, T["Sent"].Value),
            SendOnOutcome.TextRefused => null,
            SendOnOutcome.SignedOut or SendOnOutcome.NotFound => (NoticeKind.Bad, Words[$"WhyNot{outcome}"].Value),
        };
        if (outcome is not SendOnOutcome.Done) return;
        (writing, text) = (false, "");
        open = await requests.OpenOneAsync(who, Fiche.Id, CancellationToken.None);
    }, () => told = (NoticeKind.Bad, Words["Outage"]));
}
