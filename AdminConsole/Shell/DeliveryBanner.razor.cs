using AdminConsole.Domain.Model;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Shell;

/// <summary>Says which messages do not go at the moment, live: as the database has it, so that all processes say the same.</summary>
public sealed partial class DeliveryBanner(DeliveryStates states, Signals signals, ILogger<DeliveryBanner> log)
{
    private IDisposable? listening;
    private bool gone;

    /// <summary>Carried from the page as the server drew it to the circuit, so that it does not come and go.</summary>
    [PersistentState]
    public IReadOnlyList<FailingChannel>? Failing { get; set; }

    public void Dispose()
    {
        gone = true;
        listening?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive) listening = signals.Subscribe(Signal.DeliveryChanged, Guid.Empty, () => InvokeAsync(ReadAgainAsync));
        if (Failing is null) await ReadAgainAsync();
    }

    private async Task ReadAgainAsync()
    {
        if (gone) return;
        try
        {
            Failing = await states.FailingAsync(CancellationToken.None);
            StateHasChanged();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // The page itself says that the database is away; once it is back every subscriber is told again.
            Log.NotRead(log, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Whether messages go could not be looked up; it is once the database is back")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
