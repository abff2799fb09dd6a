using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Assistance;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Requests;

/// <summary>Answers one request. What is typed stays whatever the answer.</summary>
public sealed partial class AnswerSheet(AssistanceAnswers answers, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private string? template;
    private string text = "";
    private bool refused;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AssistanceCase Case { get; set; } = null!;

    /// <summary>Something of the request changed: it is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private void Use(string? name)
    {
        if (!AnswerTemplates.All.Contains(name)) return;
        template = name;
        text = AnswerTemplates.Text(name!, Case.Language);
        refused = false;
    }

    private Task SendAsync() => press.ActAsync((text, Case.Version), async key =>
    {
        var outcome = await answers.SendAsync(await actor.GetAsync(), Case.Id, key, Case.Version, text, CancellationToken.None);
        (refused, told) = (outcome is DeskOutcome.TextRefused, Words.Said(outcome));
        if (outcome is DeskOutcome.Done)
        {
            (text, template) = ("", null);
            told = (NoticeKind.Good, T[Case.Email is null ? "SavedOnly" : "Sent"]);
        }
        await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"]));
}
