using AdminConsole.AccountParts;
using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Messages;

/// <summary>How mails and SMS are doing, read again every few seconds. Whoever may not see it finds no such page.</summary>
public sealed partial class MessagesPage(DeliveryDesk desk, CurrentActor actor, Signals signals, NavigationManager navigation, TimeProvider clock, ILogger<MessagesPage> log)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private readonly Press press = new(clock);
    private readonly List<IDisposable> watching = [];
    private bool gone;
    private bool failed;
    private string told = "";

    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public DeliveryOverview? Overview { get; set; }

    public void Dispose()
    {
        gone = true;
        foreach (var one in watching) one.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            watching.Add(signals.Subscribe(Signal.DeliveryChanged, Guid.Empty, () => InvokeAsync(ReadAgainAsync)));
            watching.Add(signals.Subscribe(Signal.AccountChanged, (await actor.GetAsync()).AccountId, () => InvokeAsync(ReadAgainAsync)));
            watching.Add(clock.CreateTimer(_ => InvokeAsync(ReadAgainAsync), null, Every, Every));
        }
        if (Overview is null) await ReadAgainAsync();
    }

    private async Task ReadAgainAsync()
    {
        if (gone) return;
        try
        {
            Overview = await desk.ReadAsync(await actor.GetAsync(), CancellationToken.None);
            failed = false;
            if (Overview is null) navigation.NotFound();
            StateHasChanged();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // What is shown stays; it is read again soon.
            Log.NotRead(log, fault);
            failed = true;
        }
    }

    private Task TestAsync() => press.ActAsync("test", async key =>
    {
        told = await desk.SendTestAsync(key, await actor.GetAsync(), CancellationToken.None) switch
        {
            TestOutcome.Queued => T["TestQueued"],
            TestOutcome.NotAllowed => T["NotAllowed"],
            TestOutcome.NoAddress => T["TestNoAddress"],
            TestOutcome.TooMany => T["TestTooMany", DeliveryDesk.TestsAnHour],
        };
        await ReadAgainAsync();
    }, () => told = T["NotRead"]);

    private Task RetryAsync() => press.ActAsync(async () =>
    {
        told = await desk.RetryAsync(await actor.GetAsync(), CancellationToken.None) switch
        {
            null => T["NotAllowed"],
            0 => T["RetriedNone"],
            1 => T["RetriedOne"],
            { } many => T["Retried", many],
        };
        await ReadAgainAsync();
    }, () => told = T["NotRead"]);

    /// <summary>A reason of ours in words; a server's as they are.</summary>
    private string Said(string answer) => OwnAnswer.NameOf(answer) is { } own ? Words[$"Own{own}"] : answer;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for the state of messages")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
