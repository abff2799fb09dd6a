using AdminConsole.Domain.SignIn;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AdminConsole.AccountParts;

/// <summary>
/// What a card shows when an operation answered that the operator's proof is too old. It decides nothing: the operation asks again when it goes on.
/// </summary>
public sealed partial class ProofAgain(FactorProofs proofs, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private ElementReference input;
    private bool entering;
    private string? typed;
    private string? error;

    /// <summary>Of the part that it stands in: what is in here is named after it.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>Proven: what was pressed may go on.</summary>
    [Parameter]
    public EventCallback Proven { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && RendererInfo.IsInteractive) await input.FocusAsync();
    }

    private Task ProveAsync() => press.ActAsync(async () =>
    {
        var answer = await proofs.ProveAsync(await actor.GetAsync(), typed, CancellationToken.None);
        (typed, error) = (null, answer.Outcome is FactorOutcome.Proven ? null : FactorWords.Of(answer, T));
        if (answer.Outcome is FactorOutcome.Proven) await Proven.InvokeAsync();
    }, () => error = Words["Outage"]);

    // Within a form that Enter would send: here it stands for the button beside it.
    private Task EnterAsync(KeyboardEventArgs pressed)
    {
        entering = pressed.Key is "Enter";
        return entering ? ProveAsync() : Task.CompletedTask;
    }
}
