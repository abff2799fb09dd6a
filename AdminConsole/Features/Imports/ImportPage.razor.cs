using AdminConsole.AccountParts;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Imports;

/// <summary>
/// One import from its first file to the report. What is shown follows its state, whoever changed it: the worker, a colleague, or this page. It can be left at any time.
/// </summary>
public sealed partial class ImportPage(
    ImportDesk desk, ImportReader reader, CurrentActor actor, Signals signals, NavigationManager navigation, TimeProvider clock, ILogger<ImportPage> log)
{
    private readonly CancellationTokenSource left = new();
    private IReadOnlyList<ImportSchool> schools = [];
    private IDisposable? listening;
    private Guid? heard;
    private Paced? lookAgain;
    private bool failed;

    /// <summary>Null for an import that is to be begun.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public ImportView? View { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ShowKey)]
    private string? Show { get; set; }

    [SupplyParameterFromQuery(Name = Urls.AfterKey)]
    private string? After { get; set; }

    private int Step => (View?.State ?? ImportState.Collecting) switch
    {
        ImportState.Collecting or ImportState.Failed => 1,
        ImportState.Reading or ImportState.Ready => 2,
        ImportState.Applying or ImportState.Paused => 3,
        ImportState.Done or ImportState.Cancelled => 4,
    };

    private string Heading => View switch
    {
        null => T["Title"],
        { School: { } school } => T["TitleOf", school.Name],
        { Schools: [var only] } => T["TitleOf", only.Name],
        _ => T["TitleOfSeveral"],
    };

    public void Dispose()
    {
        listening?.Dispose();
        left.Cancel();
        left.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        lookAgain ??= new(clock, ReadAsync, left.Token);
        Listen();
        try
        {
            if (Id is null)
            {
                View = null;
                if (schools is []) schools = await desk.SchoolsAsync(await actor.GetAsync(), left.Token);
                if (schools is []) navigation.NotFound();
            }
            else if (View?.Id != Id)
            {
                await ReadAsync();
            }
            failed = false;
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotRead(log, fault);
            failed = View is null;
        }
    }

    private void Listen()
    {
        if (!RendererInfo.IsInteractive || heard == Id) return;
        listening?.Dispose();
        heard = Id;
        listening = Id is { } id ? signals.Subscribe(Signal.ImportChanged, id, () => InvokeAsync(LookAgainAsync)) : null;
    }

    private async Task ReadAsync()
    {
        if (Id is not { } id) return;
        var view = await reader.ReadAsync(await actor.GetAsync(), id, left.Token);
        if (id != Id) return;
        View = view;
        if (View is null) navigation.NotFound();
        StateHasChanged();
    }

    /// <summary>With its first file an import has a page of its own.</summary>
    private Task BegunAsync(Guid id)
    {
        navigation.NavigateTo(Urls.Import(id), replace: true);
        return Task.CompletedTask;
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

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for the page of an import")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
