using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;
using Status = AdminConsole.Domain.Model.MessageStatus;

namespace AdminConsole.Features.Requests;

/// <summary>
/// An account beside the request that may be about it: the same parts as on its fiche. What the form said fills a field at most, and only
/// when the operator asks for it.
/// </summary>
public sealed partial class BesideFiche(
    FicheReader reader, MessageStatuses statuses, AssistanceResets resets, CurrentActor actor, Signals signals, TimeProvider clock, ILogger<BesideFiche> log) : IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private IDisposable? listening;
    private Guid opened;
    private string? taken;

    [Parameter, EditorRequired]
    public AssistanceCase Case { get; set; } = null!;

    [Parameter, EditorRequired]
    public Guid AccountId { get; set; }

    /// <summary>Something of the request changed: it is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public AccountFiche? Fiche { get; set; }

    [PersistentState]
    public IReadOnlyList<Status>? Messages { get; set; }

    private TimeProvider Clock => clock;

    private bool Held => Case.Standing.May(RequestAct.Answer) is not RequestAnswer.Allowed;

    /// <summary>The address given, when it is not the one on record: on the parent's own fiche only.</summary>
    private string? Given => Fiche is { Profile: Profile.Relative } && Fiche.May(Act.ChangeContact) is GateAnswer.Allowed && !EmailAddress.Same(Case.Email, Fiche.Email?.Value) ? Case.Email : null;

    public void Dispose()
    {
        listening?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (opened == AccountId) return;
        opened = AccountId;
        taken = null;
        listening?.Dispose();
        if (RendererInfo.IsInteractive) listening = signals.Subscribe(Signal.AccountChanged, AccountId, () => InvokeAsync(ReadAgainAsync));
        if (Fiche?.Id == AccountId) return;
        await ReadAsync();
    }

    private async Task ChangedAsync()
    {
        await resets.TieAsync(await actor.GetAsync(), Case.Id, AccountId, gone.Token);
        await ReadAsync();
        await Changed.InvokeAsync();
    }

    // Nobody awaits what a signal causes: a fault is handed to the page's boundary.
    private async Task ReadAgainAsync()
    {
        if (gone.IsCancellationRequested) return;
        try
        {
            await ReadAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var who = await actor.GetAsync();
            Fiche = await reader.ReadAsync(who, AccountId, gone.Token);
            Messages = (await statuses.LatestAsync(who, AccountId, gone.Token))?.Messages;
        }
        catch (Exception fault) when (Fiche is not null && Outage.Caused(fault))
        {
            // What is shown stays; once the database is back every subscriber is told again.
            Log.NotRead(log, AccountId, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Account {AccountId} beside a request could not be read; it is read once the database is back")]
        public static partial void NotRead(ILogger logger, Guid accountId, Exception fault);
    }
}
