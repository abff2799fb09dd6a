using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Shell;

/// <summary>The way to what waits for this operator's approval, with how much it is: told live, wherever in the console he is.</summary>
public sealed partial class WaitingApprovals(SecondApproval approval, CurrentActor actor, Signals signals, ILogger<WaitingApprovals> log)
{
    private readonly List<IDisposable> listening = [];
    private bool gone;

    /// <summary>Where somebody is, as <see cref="Uri.AbsolutePath"/> has it.</summary>
    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    /// <summary>Carried from the page as the server drew it to the circuit, so that it does not come and go.</summary>
    [PersistentState]
    public int? Count { get; set; }

    public void Dispose()
    {
        gone = true;
        foreach (var subscription in listening) subscription.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (!approval.IsOn) return;
        if (RendererInfo.IsInteractive)
        {
            // His own account as well: a function that is given or withdrawn is told there.
            listening.Add(signals.Subscribe(Signal.ApprovalsChanged, Guid.Empty, () => InvokeAsync(ReadAgainAsync)));
            listening.Add(signals.Subscribe(Signal.AccountChanged, (await actor.GetAsync()).AccountId, () => InvokeAsync(ReadAgainAsync)));
        }
        if (Count is null) await ReadAgainAsync();
    }

    private async Task ReadAgainAsync()
    {
        if (gone) return;
        try
        {
            Count = await approval.WaitingForAsync(await actor.GetAsync(), CancellationToken.None);
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "What waits for approval could not be counted; it is counted once the database is back")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
