using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Shell;

/// <summary>The ways to what only local administrators and above have; they come and go with the function.</summary>
public sealed partial class JournalLink(ConsoleRights rights, CurrentActor actor, Signals signals, ILogger<JournalLink> log)
{
    private IDisposable? listening;
    private bool gone;

    /// <summary>Where somebody is, as <see cref="Uri.AbsolutePath"/> has it.</summary>
    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    /// <summary>Carried from the page as the server drew it to the circuit, so that it does not come and go.</summary>
    [PersistentState]
    public Function? Highest { get; set; }

    public void Dispose()
    {
        gone = true;
        listening?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive) listening = signals.Subscribe(Signal.AccountChanged, (await actor.GetAsync()).AccountId, () => InvokeAsync(ReadAgainAsync));
        if (Highest is null) await ReadAgainAsync();
    }

    private async Task ReadAgainAsync()
    {
        if (gone) return;
        try
        {
            Highest = await rights.HighestAsync(await actor.GetAsync(), CancellationToken.None);
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "The ways of the console could not be looked up; they are once the database is back")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
