using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>Alarms of unusual volume on a central administrator's home page, live; nothing for anybody else.</summary>
public sealed partial class AlarmCard(VolumeAlarms source, CurrentActor actor, Signals signals, ILogger<AlarmCard> log)
{
    private IDisposable? listening;
    private bool gone;
    private string? told;

    /// <summary>Carried from the page as the server drew it to the circuit, so that it does not come and go.</summary>
    [PersistentState]
    public IReadOnlyList<VolumeAlarm>? Alarms { get; set; }

    public void Dispose()
    {
        gone = true;
        listening?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive) listening = signals.Subscribe(Signal.AlarmsChanged, Guid.Empty, () => InvokeAsync(ReadAgainAsync));
        if (Alarms is null) await ReadAgainAsync();
    }

    private async Task SeeAsync(VolumeAlarm alarm)
    {
        try
        {
            told = await source.SeeAsync(await actor.GetAsync(), alarm, CancellationToken.None) ? null : T["NotSeen"].Value;
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            told = T["NotSeen"];
        }
        await ReadAgainAsync();
    }

    private async Task ReadAgainAsync()
    {
        if (gone) return;
        try
        {
            Alarms = await source.OpenAsync(await actor.GetAsync(), CancellationToken.None);
            StateHasChanged();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // What is shown stays; once the database is back every subscriber is told again.
            Log.NotRead(log, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Alarms could not be read; they are once the database is back")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
