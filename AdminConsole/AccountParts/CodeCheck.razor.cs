using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AdminConsole.AccountParts;

/// <summary>« Code envoyé au contact enregistré »: sends the code and takes what the caller reads out. The code itself is never here.</summary>
public sealed partial class CodeCheck(CallerCodes codes, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private bool sent;
    private bool entering;
    private string? typed;
    private string? error;
    private string? told;

    /// <summary>Of the part that it stands in: what is in here is named after it.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public Guid AccountId { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<CodeWay> Ways { get; set; } = [];

    /// <summary>The caller read out the right code.</summary>
    [Parameter]
    public EventCallback Verified { get; set; }

    private Task SendAsync(Channel channel) => press.ActAsync(channel, async key =>
    {
        (error, told) = (null, null);
        var outcome = await codes.SendAsync(await actor.GetAsync(), AccountId, channel, key, CancellationToken.None);
        sent |= outcome is CodeOutcome.Sent;
        told = Text(outcome);
    }, SayOutage);

    private Task CheckAsync() => press.ActAsync(async () =>
    {
        (error, told) = (null, null);
        var outcome = await codes.CheckAsync(await actor.GetAsync(), AccountId, typed, CancellationToken.None);
        if (outcome is CodeOutcome.Verified) await Verified.InvokeAsync();
        else error = Text(outcome);
    }, SayOutage);

    // Within a form that Enter would send: here it stands for the button beside it.
    private Task EnterAsync(KeyboardEventArgs pressed)
    {
        entering = pressed.Key is "Enter";
        return entering ? CheckAsync() : Task.CompletedTask;
    }

    private void SayOutage() => told = Words["Outage"];

    private string Text(CodeOutcome outcome) => outcome switch
    {
        CodeOutcome.SignedOut or CodeOutcome.NotFound or CodeOutcome.OwnAccount or CodeOutcome.HigherRank or CodeOutcome.FunctionTooLow => Words[$"WhyNot{outcome}"],
        CodeOutcome.Sent or CodeOutcome.Verified or CodeOutcome.Wrong or CodeOutcome.NoCode or CodeOutcome.NoContact or CodeOutcome.TooMany => T[outcome.ToString()],
    };
}
