using AdminConsole.Controls;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Requests;

/// <summary>
/// One request. Stays open while it is worked on: whatever a colleague, the parent or a mail server changes of it is heard of and read
/// again, without reload.
/// </summary>
public sealed partial class RequestPage(AssistanceReader reader, AssistanceMatching matching, CurrentActor actor, Signals signals, NavigationManager navigation, ILogger<RequestPage> log)
{
    private readonly CancellationTokenSource gone = new();
    private readonly Dictionary<(Signal, Guid), IDisposable> listening = [];
    private ElementReference heading;
    private string? opened;
    private bool arrived;
    private bool reading;
    private bool readAgain;

    /// <summary>Text, so that what is no UUID is answered as an unknown request is.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>The account whose fiche is beside the request.</summary>
    [SupplyParameterFromQuery(Name = Urls.FicheKey)]
    private string? OfAccount { get; set; }

    /// <summary>Characters of its course with which a request is carried: more is read again, for a circuit takes no message of any size (ShellServices).</summary>
    private const int MostCarried = 40_000;

    private AssistanceCase? Case { get; set; }

    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public AssistanceCase? Carried
    {
        get => Case?.Course.Sum(line => line.Text?.Length ?? 0) > MostCarried ? null : Case;
        set => Case = value;
    }

    [PersistentState]
    public Candidates? Found { get; set; }

    private Guid? Beside => Guid.TryParse(OfAccount, out var id) ? id : null;

    public void Dispose()
    {
        foreach (var subscription in listening.Values) subscription.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (opened == Id) return;
        opened = Id;
        foreach (var subscription in listening.Values) subscription.Dispose();
        listening.Clear();
        if (!Guid.TryParseExact(Id, "D", out var id))
        {
            navigation.NotFound();
            return;
        }

        if (RendererInfo.IsInteractive)
        {
            Listen(Signal.AssistanceChanged, id);
            // A right that is withdrawn takes the request with it.
            Listen(Signal.AccountChanged, (await actor.GetAsync()).AccountId);
        }
        if (Case?.Id == id)
        {
            ListenToMessages();
            return;
        }
        (Case, Found) = (null, null);
        await ReadAsync();
        arrived = RendererInfo.IsInteractive && Case is not null;
    }

    // The router looks for a heading before this page has one.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!arrived || !heading.IsDrawn()) return;
        arrived = false;
        await heading.FocusAsync(preventScroll: true);
    }

    private void Listen(Signal signal, Guid id)
    {
        if (!listening.ContainsKey((signal, id))) listening.Add((signal, id), signals.Subscribe(signal, id, () => InvokeAsync(ReadAgainAsync)));
    }

    /// <summary>A reset tells of itself by the account that it is about.</summary>
    private void ListenToMessages()
    {
        if (!RendererInfo.IsInteractive || Case is null) return;
        foreach (var account in Case.Course.Select(line => line.About).OfType<Guid>().Distinct()) Listen(Signal.AccountChanged, account);
    }

    // Nobody awaits what a signal causes: a fault is handed to the page's boundary.
    private async Task ReadAgainAsync()
    {
        if (gone.IsCancellationRequested) return;
        try
        {
            await ReadAsync();
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
    }

    // Several signals for one change are read once more at most.
    private async Task ReadAsync()
    {
        readAgain = reading;
        if (reading) return;
        reading = true;
        var stop = gone.Token;
        try
        {
            do
            {
                readAgain = false;
                Case = await reader.ReadAsync(await actor.GetAsync(), Guid.ParseExact(Id, "D"), stop);
            }
            while (readAgain);
            if (Case is null) navigation.NotFound();
            else Found ??= await matching.FindAsync(await actor.GetAsync(), Case.Id, stop);
            ListenToMessages();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault) when (Case is not null && Outage.Caused(fault))
        {
            // What is shown stays; once the database is back every subscriber is told again.
            Log.NotRead(log, Case.Id, fault);
        }
        finally
        {
            reading = false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Request {RequestId} changed and could not be read; it is read once the database is back")]
        public static partial void NotRead(ILogger logger, Guid requestId, Exception fault);
    }
}
