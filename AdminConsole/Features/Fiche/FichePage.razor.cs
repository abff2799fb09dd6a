using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;
using MessageStatus = AdminConsole.Domain.Model.MessageStatus;

namespace AdminConsole.Features.Fiche;

/// <summary>
/// One account. Stays open for as long as somebody is on the phone: whatever any process changes of the account is
/// heard of and read again, without reload.
/// </summary>
public sealed partial class FichePage(
    FicheReader reader, MessageStatuses statuses, FicheHistory history, RecentFiches recents, CurrentActor actor, Signals signals, NavigationManager navigation, TimeProvider clock, ILogger<FichePage> log)
{
    /// <summary>The clocks of two machines differ.</summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AtMost = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource gone = new();
    private readonly List<IDisposable> listening = [];
    private ElementReference heading;
    private ITimer? due;
    private string? opened;
    private bool arrived;
    private bool reading;
    private bool readAgain;

    /// <summary>Text, so that what is no UUID is answered as an unknown account is.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>Carried from the page as the server drew it to the circuit, so that nothing flickers in between.</summary>
    [PersistentState]
    public AccountFiche? Fiche { get; set; }

    [PersistentState]
    public IReadOnlyList<MessageStatus>? Messages { get; set; }

    [PersistentState]
    public IReadOnlyList<HistoryEntry>? History { get; set; }

    private TimeProvider Clock => clock;

    public void Dispose()
    {
        foreach (var subscription in listening) subscription.Dispose();
        due?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    // From one fiche to another, to a responsable's above all, the page stays and its id changes.
    protected override async Task OnParametersSetAsync()
    {
        if (opened == Id) return;
        opened = Id;
        foreach (var subscription in listening) subscription.Dispose();
        listening.Clear();
        if (!Guid.TryParseExact(Id, "D", out var id))
        {
            navigation.NotFound();
            return;
        }

        if (RendererInfo.IsInteractive) await ListenAsync(id);
        if (Fiche?.Id == id) return;
        (Fiche, Messages, History) = (null, null, null);
        await ReadAsync();
        arrived = RendererInfo.IsInteractive && Fiche is not null;
    }

    // The router looks for a heading before this page has one.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!arrived || !heading.IsDrawn()) return;
        arrived = false;
        await heading.FocusAsync(preventScroll: true);
    }

    private static string Name(AccountFiche fiche) => PersonName.Listed(fiche.FamilyName, fiche.GivenName);

    // To the actor's own account as well: a school that leaves his scope takes the fiche with it.
    private async Task ListenAsync(Guid id)
    {
        foreach (var account in (Guid[])[id, (await actor.GetAsync()).AccountId])
            listening.Add(signals.Subscribe(Signal.AccountChanged, account, () => InvokeAsync(ReadAgainAsync)));
    }

    // Only what somebody has before him counts as opened: not what a browser fetched.
    private async Task ArrivedAsync()
    {
        try
        {
            await recents.OpenedAsync(await actor.GetAsync(), Guid.ParseExact(Id, "D"), gone.Token);
            await ReadAsync(onlyNews: true);
        }
        catch (Exception fault) when (gone.IsCancellationRequested || Outage.Caused(fault))
        {
            Log.NotRemembered(log, fault);
        }
    }

    // What runs out by itself is told by nobody: the fiche is read again when the first of it is due.
    private void ReadWhenDue()
    {
        due?.Dispose();
        due = null;
        if (!RendererInfo.IsInteractive || Fiche?.Situation is not { } now || gone.IsCancellationRequested) return;
        DateTimeOffset?[] ends = [now.DelayedUntil, now.Blocked ? now.BlockedUntil : null, now.ProvisionalUntil];
        if (ends.Min() is not { } first) return;
        var wait = first - clock.GetUtcNow() + AtLeast;
        due = clock.CreateTimer(_ => InvokeAsync(ReadAgainAsync), null, wait < AtLeast ? AtLeast : wait > AtMost ? AtMost : wait, Timeout.InfiniteTimeSpan);
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

    private Task ReadAsync() => ReadAsync(onlyNews: false);

    /// <summary>Several signals for one change are read once more at most.</summary>
    /// <param name="onlyNews">What is the same as what is shown is not drawn again: a circuit keeps the drawing before the last of every part, so that the memory of an open fiche would double.</param>
    private async Task ReadAsync(bool onlyNews)
    {
        readAgain = reading;
        if (reading) return;
        reading = true;
        var (stop, news) = (gone.Token, false);
        try
        {
            do
            {
                readAgain = false;
                var (who, id) = (await actor.GetAsync(), Guid.ParseExact(Id, "D"));
                var (fiche, entries, messages) = (reader.ReadAsync(who, id, stop), history.LatestAsync(who, id, stop), statuses.LatestAsync(who, id, stop));
                await Task.WhenAll(fiche, entries, messages);
                var (now, past, sent) = (await fiche, await entries, (await messages)?.Messages);
                if (!onlyNews || !IsShown(now, past, sent)) (Fiche, History, Messages, news) = (now, past, sent, true);
                onlyNews = false;
            }
            while (readAgain);
            if (Fiche is null) navigation.NotFound();
            ReadWhenDue();
            if (news) StateHasChanged();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault) when (Fiche is not null && Outage.Caused(fault))
        {
            // What is shown stays; once the database is back every subscriber is told again.
            Log.NotRead(log, Fiche.Id, fault);
        }
        finally
        {
            reading = false;
        }
    }

    private bool IsShown(AccountFiche? fiche, IReadOnlyList<HistoryEntry> history, IReadOnlyList<MessageStatus>? messages) =>
        fiche is not null && Fiche is not null && fiche.IsSameAs(Fiche) && history.SequenceEqual(History ?? []) && (messages ?? []).SequenceEqual(Messages ?? []);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Account {AccountId} changed and could not be read; it is read once the database is back")]
        public static partial void NotRead(ILogger logger, Guid accountId, Exception fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "That a fiche was opened could not be noted")]
        public static partial void NotRemembered(ILogger logger, Exception fault);
    }
}
