using System.Globalization;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Journal;

/// <summary>
/// The journal, filtered and paged by the URL. Rows that come while it is open wait behind a button, so that nothing moves under a finger. Whoever has no
/// journal finds no such page.
/// </summary>
public sealed partial class JournalPage(JournalReader journal, CurrentActor actor, Signals signals, NavigationManager navigation, ILogger<JournalPage> log)
{
    private readonly CancellationTokenSource left = new();
    private readonly List<IDisposable> listening = [];
    private IReadOnlyList<JournalSchool> schools = [];
    private int fresh;
    private bool failed;
    private bool reading;
    private bool readAgain;
    private bool mayExport;

    [SupplyParameterFromQuery(Name = Urls.OperatorKey)]
    private string? Operator { get; set; }

    [SupplyParameterFromQuery(Name = Urls.AccountKey)]
    private string? Account { get; set; }

    [SupplyParameterFromQuery(Name = Urls.SchoolKey)]
    private string? School { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ActionKey)]
    private string? Group { get; set; }

    [SupplyParameterFromQuery(Name = Urls.OutcomeKey)]
    private string? Outcome { get; set; }

    [SupplyParameterFromQuery(Name = Urls.FromKey)]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ToKey)]
    private string? To { get; set; }

    [SupplyParameterFromQuery(Name = Urls.AfterKey)]
    private string? After { get; set; }

    [SupplyParameterFromQuery(Name = Urls.FileKey)]
    private string? File { get; set; }

    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public Listed? List { get; set; }

    public void Dispose()
    {
        foreach (var subscription in listening) subscription.Dispose();
        left.Cancel();
        left.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive) return;
        listening.Add(signals.Subscribe(Signal.JournalGrew, Guid.Empty, () => InvokeAsync(LookAgainAsync)));
        // A right that is withdrawn takes the journal with it.
        listening.Add(signals.Subscribe(Signal.AccountChanged, (await actor.GetAsync()).AccountId, () => InvokeAsync(RightChangedAsync)));
    }

    protected override async Task OnParametersSetAsync()
    {
        var (filter, before) = (Filter(), long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (long?)null);
        try
        {
            var who = await actor.GetAsync();
            var rights = await journal.RightsAsync(who, left.Token);
            if (!rights.MayRead)
            {
                navigation.NotFound();
                return;
            }
            mayExport = rights.MayExport;
            if (schools is []) schools = await journal.SchoolsAsync(who, left.Token);
            if (List is { } now && now.Filter == filter && now.Before == before) return;
            await ShowAsync(filter, before);
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

    private async Task ShowAsync(JournalFilter filter, long? before)
    {
        var part = await journal.ReadAsync(await actor.GetAsync(), filter, before, left.Token);
        (List, fresh, failed) = (new(filter, before, part.Rows, part.Next), 0, false);
    }

    private async Task ShowFreshAsync()
    {
        try
        {
            await ShowAsync(List!.Filter, null);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotRead(log, fault);
        }
    }

    private Task RightChangedAsync() => OnceAsync(async () =>
    {
        var rights = await journal.RightsAsync(await actor.GetAsync(), left.Token);
        mayExport = rights.MayExport;
        if (!rights.MayRead) navigation.NotFound();
        else if (List is { } now) await ShowAsync(now.Filter, now.Before);
    });

    // An older page has no new rows.
    private Task LookAgainAsync() => OnceAsync(async () =>
    {
        if (List is { Before: null } shown)
        {
            var came = await journal.FreshAsync(await actor.GetAsync(), shown.Filter, shown.Rows is [var newest, ..] ? newest.Id : 0, left.Token);
            if (ReferenceEquals(shown, List)) fresh = came;
        }
    });

    // Several signals for one change are looked at once more at most.
    private async Task OnceAsync(Func<Task> look)
    {
        readAgain = reading;
        if (reading || left.IsCancellationRequested) return;
        reading = true;
        try
        {
            do
            {
                readAgain = false;
                await look();
            }
            while (readAgain);
            StateHasChanged();
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

    private JournalFilter Filter() => JournalFilters.Read(key => key switch
    {
        Urls.OperatorKey => Operator,
        Urls.AccountKey => Account,
        Urls.SchoolKey => School,
        Urls.ActionKey => Group,
        Urls.OutcomeKey => Outcome,
        Urls.FromKey => From,
        Urls.ToKey => To,
        _ => null,
    });

    /// <summary>What the page shows, and for which URL.</summary>
    public sealed record Listed(JournalFilter Filter, long? Before, IReadOnlyList<JournalRow> Rows, long? Next);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for the journal")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
