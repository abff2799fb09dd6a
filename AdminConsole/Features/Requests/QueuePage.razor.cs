using System.Collections.Immutable;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Requests;

/// <summary>
/// The queue, filtered and paged by the URL. Live: what is shown changes in its place, and what would push it away waits behind a button, so
/// that nothing moves under a finger.
/// </summary>
public sealed partial class QueuePage(AssistanceList requests, CurrentActor actor, Signals signals, TimeProvider time, ILogger<QueuePage> log)
{
    /// <summary>Who has more schools hears of all requests, and looks again for some that are not his.</summary>
    private const int MostHeardOneByOne = 50;

    /// <summary>In a rush of requests the page looks again so often and no more.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource left = new();
    private readonly List<IDisposable> listening = [];
    private IReadOnlyList<QueueSchool> schools = [];
    private ImmutableHashSet<Guid> gone = [];
    private int fresh;
    private bool failed;
    private bool reading;
    private bool readAgain;

    [SupplyParameterFromQuery(Name = Urls.StateKey)]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = Urls.SchoolKey)]
    private string? School { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ForKey)]
    private string? For { get; set; }

    [SupplyParameterFromQuery(Name = Urls.MineKey)]
    private string? Mine { get; set; }

    [SupplyParameterFromQuery(Name = Urls.CentralKey)]
    private string? Central { get; set; }

    [SupplyParameterFromQuery(Name = Urls.TextKey)]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = Urls.AfterKey)]
    private string? After { get; set; }

    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public Listed? List { get; set; }

    public void Dispose()
    {
        Unsubscribe();
        left.Cancel();
        left.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var filter = Filter();
        try
        {
            var who = await actor.GetAsync();
            if (schools is []) await ListenAsync(who);
            if (List is { } now && now.Filter == filter && now.After == After) return;
            await ShowAsync(who, filter);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotRead(log, fault);
            (List, failed) = (null, true);
        }
    }

    private async Task ListenAsync(Actor who)
    {
        schools = await requests.SchoolsAsync(who, left.Token);
        if (!RendererInfo.IsInteractive) return;
        Unsubscribe();
        IEnumerable<Guid> heard = schools.Count <= MostHeardOneByOne ? schools.Select(school => school.Id) : [Guid.Empty];
        foreach (var school in heard) listening.Add(signals.Subscribe(Signal.AssistanceChanged, school, () => InvokeAsync(LookAgainAsync)));
        // A right that is withdrawn takes its requests with it.
        listening.Add(signals.Subscribe(Signal.AccountChanged, who.AccountId, () => InvokeAsync(RightsChangedAsync)));
    }

    private void Unsubscribe()
    {
        foreach (var subscription in listening) subscription.Dispose();
        listening.Clear();
    }

    private async Task RightsChangedAsync()
    {
        try
        {
            await ListenAsync(await actor.GetAsync());
        }
        catch (Exception fault) when (Outage.Caused(fault) || fault is OperationCanceledException)
        {
            Log.NotRead(log, fault);
        }
        await LookAgainAsync();
    }

    private async Task ShowAsync(Actor who, QueueFilter filter)
    {
        var part = await requests.ReadAsync(who, filter, After, left.Token);
        (List, gone, fresh, failed) = (new(filter, After, part.Rows, part.Next), [], 0, false);
    }

    private async Task ShowFreshAsync()
    {
        try
        {
            await ShowAsync(await actor.GetAsync(), List!.Filter);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotRead(log, fault);
        }
    }

    // The first signal is looked at once, those that come within the pause together after it.
    private async Task LookAgainAsync()
    {
        readAgain = reading;
        if (reading || left.IsCancellationRequested || List is null) return;
        reading = true;
        using var clock = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                readAgain = false;
                var shown = List;
                var part = await requests.ReadAsync(await actor.GetAsync(), shown.Filter, shown.After, left.Token);
                // Another page was opened meanwhile: it is up to date.
                if (ReferenceEquals(shown, List)) Take(shown, part);
                StateHasChanged();
                await clock.WaitForNextTickAsync(left.Token);
            }
            while (readAgain);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // What is shown stays; once the database is back every subscriber is told again.
            Log.NotRead(log, fault);
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
        finally
        {
            reading = false;
        }
    }

    private void Take(Listed shown, QueuePart now)
    {
        if (shown.Rows is [])
        {
            List = shown with { Rows = now.Rows, Next = now.Next };
            return;
        }
        var (known, current) = (shown.Rows.Select(r => r.Id).ToHashSet(), now.Rows.ToDictionary(r => r.Id));
        gone = [.. known.Where(id => !current.ContainsKey(id))];
        // On a full page, those that only moved up from the next one are not new.
        var last = shown.Rows[^1];
        fresh = now.Rows.Count(r => !known.Contains(r.Id) && (shown.Next is null || r.ReceivedAt < last.ReceivedAt));
        List = shown with { Rows = [.. shown.Rows.Select(r => current.GetValueOrDefault(r.Id, r))], Next = now.Next ?? shown.Next };
    }

    // What is no state, school or reason filters nothing, as if it were not there.
    private QueueFilter Filter() => new(
        Known<AssistanceState>(State), Guid.TryParse(School, out var id) ? id : null, Known<AssistanceReason>(For), Mine is "true", Central is "true",
        string.IsNullOrWhiteSpace(Text) ? null : Text);

    private static T? Known<T>(string? name) where T : struct, Enum =>
        Enum.TryParse<T>(name, out var value) && Enum.IsDefined(value) ? value : null;

    /// <summary>What the queue shows, and for which URL.</summary>
    public sealed record Listed(QueueFilter Filter, string? After, IReadOnlyList<QueueRow> Rows, string? Next);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for the queue of requests")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
