using AdminConsole.AccountParts;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Imports;

/// <summary>The latest imports of the schools that the operator administers; those under way go on while he looks.</summary>
public sealed partial class ImportsPage(ImportDesk desk, ImportReader reader, CurrentActor actor, Signals signals, NavigationManager navigation, TimeProvider clock, ILogger<ImportsPage> log)
{
    private readonly CancellationTokenSource left = new();
    private readonly Dictionary<Guid, IDisposable> listening = [];
    private Paced? lookAgain;
    private bool failed;

    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public IReadOnlyList<ImportListed>? List { get; set; }

    public void Dispose()
    {
        foreach (var one in listening.Values) one.Dispose();
        left.Cancel();
        left.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        lookAgain = new(clock, ReadAsync, left.Token);
        try
        {
            if (await desk.SchoolsAsync(await actor.GetAsync(), left.Token) is [])
            {
                navigation.NotFound();
                return;
            }
            if (List is null) await ReadAsync();
            else Listen();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotRead(log, fault);
            failed = true;
        }
    }

    private async Task ReadAsync()
    {
        List = await reader.LatestAsync(await actor.GetAsync(), left.Token);
        failed = false;
        Listen();
        StateHasChanged();
    }

    /// <summary>To those that somebody or the worker is still at.</summary>
    private void Listen()
    {
        if (!RendererInfo.IsInteractive) return;
        foreach (var run in List ?? [])
        {
            var over = run.State is ImportState.Done or ImportState.Cancelled;
            if (over && listening.Remove(run.Id, out var heard)) heard.Dispose();
            else if (!over && !listening.ContainsKey(run.Id)) listening[run.Id] = signals.Subscribe(Signal.ImportChanged, run.Id, () => InvokeAsync(LookAgainAsync));
        }
    }

    private async Task LookAgainAsync()
    {
        try
        {
            await lookAgain!.LookAsync();
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
    }

    private string Schools(ImportListed run) => run.School ?? (run.Schools > 0 ? T["Schools", run.Schools] : Words["SeveralSchools"]);

    private string By(ImportListed run) =>
        run.ByCommand ? T["ByCommand"] : run.StartedBy is { } who ? PersonName.Listed(who.FamilyName, who.GivenName) : T["Administration"];

    private string Counts(ImportListed run)
    {
        (string Word, int Count)[] parts = run.State switch
        {
            ImportState.Collecting or ImportState.Failed => [],
            ImportState.Reading => [("Lines", run.Counts.Lines)],
            ImportState.Ready =>
                [("ToCreate", run.Counts.ToCreate), ("ToChange", run.Counts.ToChange), ("Unchanged", run.Counts.Unchanged), ("Homonyms", run.Counts.Homonyms), ("Rejected", run.Counts.Rejected)],
            ImportState.Applying or ImportState.Paused or ImportState.Done or ImportState.Cancelled =>
                [("Created", run.Counts.Created), ("Changed", run.Counts.Changed), ("Removed", run.Counts.Removed), ("Unchanged", run.Counts.Unchanged), ("Rejected", run.Counts.Rejected)],
        };
        var said = parts.Where(part => part.Count > 0).Select(part => T[part.Word, ImportWords.Number(part.Count)].Value).ToList();
        return said is [] ? "–" : string.Join(" · ", said);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for the list of imports")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
