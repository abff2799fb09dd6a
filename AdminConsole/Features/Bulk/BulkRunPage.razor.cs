using System.Globalization;
using AdminConsole.AccountParts;
using AdminConsole.Domain.Bulk;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Bulk;

/// <summary>One bulk action: what would happen, how far it is, what came of it; live, and there again for whoever comes back to it.</summary>
public sealed partial class BulkRunPage(
    BulkRuns runs, BulkReader reader, CurrentActor actor, Signals signals, NavigationManager navigation, TimeProvider clock, ILogger<BulkRunPage> log)
{
    private readonly Press press = new(clock);
    private IDisposable? listening;
    private BulkView? run;
    private IReadOnlyList<BulkLine> lines = [];
    private BulkOutcome? only;
    private BulkAnswered? answered;
    private string? reason;
    private DateOnly? lastDay;
    private string? told;
    private bool reading;
    private bool readAgain;
    private bool gone;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = Urls.IssueKey)]
    private string? Issue { get; set; }

    [SupplyParameterFromQuery(Name = Urls.AfterKey)]
    private string? After { get; set; }

    private bool Waiting => !RendererInfo.IsInteractive;

    public void Dispose()
    {
        gone = true;
        listening?.Dispose();
    }

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive) listening = signals.Subscribe(Signal.BulkChanged, Id, () => InvokeAsync(ReadAgainAsync));
    }

    protected override async Task OnParametersSetAsync()
    {
        only = Enum.TryParse<BulkOutcome>(Issue, out var outcome) && Enum.IsDefined(outcome) ? outcome : null;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var who = await actor.GetAsync();
        var now = await reader.ReadAsync(who, Id, CancellationToken.None);
        if (now is null)
        {
            run = null;
            navigation.NotFound();
            return;
        }
        var after = int.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : 0;
        // Together: its sentence beside the lines of a moment before would contradict them.
        (run, lines) = (now, await reader.LinesAsync(who, Id, only, after, CancellationToken.None));
    }

    // Several signals while it is read are answered by one more look.
    private async Task ReadAgainAsync()
    {
        readAgain = reading;
        if (reading || gone) return;
        reading = true;
        try
        {
            do
            {
                readAgain = false;
                await ReadAsync();
            }
            while (readAgain && !gone);
            StateHasChanged();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // What is shown stays; once the database is back every subscriber is told again.
            Log.NotRead(log, fault);
        }
        finally
        {
            reading = false;
        }
    }

    private Task ConfirmAsync() => AskAsync(who => runs.ConfirmAsync(who, Id, reason, lastDay, CancellationToken.None));

    private Task PauseAsync() => AskAsync(who => runs.PauseAsync(who, Id, CancellationToken.None));

    private Task ResumeAsync() => AskAsync(who => runs.ResumeAsync(who, Id, CancellationToken.None));

    private Task CancelAsync() => AskAsync(who => runs.CancelAsync(who, Id, CancellationToken.None));

    private Task AskAsync(Func<Actor, Task<BulkAnswered>> ask) => press.ActAsync(async () =>
    {
        (told, answered) = (null, await ask(await actor.GetAsync()));
        if (answered is not (BulkAnswered.Done or BulkAnswered.ReasonRefused or BulkAnswered.EndRefused or BulkAnswered.ProofTooOld)) told = T[$"Answer{answered}"];
        await ReadAsync();
    }, () => told = T["Outage"]);

    private string Told(BulkView now) => now.State switch
    {
        BulkState.Looking => T["LookedAt", now.Looked, now.Accounts],
        BulkState.Ready => now.ToDo switch { 0 => T["NobodyToDo"], 1 => T["OneToDo", now.Accounts], _ => T["ToDo", now.ToDo, now.Accounts] },
        BulkState.Running => T["TriedSoFar", now.Tried, now.ToDo],
        BulkState.Paused => T[now.RightEnded ? "PausedBySession" : "PausedAt", now.Tried, now.ToDo],
        BulkState.Finished when Done(now) == 1 && now.ToDo == 1 => T["FinishedOne"],
        BulkState.Finished or BulkState.Cancelled => T[now.State is BulkState.Finished ? "FinishedWith" : "CancelledAt", Done(now), now.ToDo],
    };

    private static int Done(BulkView now) => now.Results.Where(c => c.Outcome is BulkOutcome.Done).Sum(c => c.Count);

    private static int Progress(BulkView now) => now.ConfirmedAt is null ? now.Looked : now.Tried;

    private static int Goal(BulkView now) => now.ConfirmedAt is null ? now.Accounts : now.ToDo;

    /// <summary>What came of it once something did; until then what would.</summary>
    private static IReadOnlyList<BulkCount> Counts(BulkView now) => now.Results is [] ? now.Plan
        : [.. now.Plan.Where(c => c.Outcome is not BulkOutcome.Done).Concat(now.Results).GroupBy(c => c.Outcome).OrderBy(g => g.Key).Select(g => new BulkCount(g.Key, g.Sum(c => c.Count)))];

    private string Word(BulkView now, BulkOutcome outcome) => now.Results is [] ? Words.Planned(T, now.Kind, outcome) : Words.Came(T, now.Kind, outcome);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for a bulk action")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
