using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>« Mme PERRIN consulte aussi cette fiche ». As long as it is on screen its own operator is told to the others.</summary>
public sealed partial class Colleagues(FicheViewers viewers, CurrentActor actor, Signals signals, ILogger<Colleagues> log)
{
    private const int Named = 2;
    private IReadOnlyList<Colleague> others = [];
    private IDisposable? listening;
    private Guid? viewing;
    private bool gone;

    /// <summary>The fiche; another one is another component (by its key).</summary>
    [Parameter, EditorRequired]
    public Guid AccountId { get; set; }

    /// <summary>
    /// The fiche is on screen: what changed since it was read for that is to be read. No event callback, which would have the whole fiche drawn again even where nothing did.
    /// </summary>
    [Parameter]
    public Func<Task>? Arrived { get; set; }

    private string? Sentence => others switch
    {
        [] => null,
        [var one] => T["One", Formal(one)].Value,
        [var one, var two] => T["Two", Formal(one), Formal(two)].Value,
        [var one, var two, ..] => T["More", Formal(one), Formal(two), others.Count - Named].Value,
    };

    public async ValueTask DisposeAsync()
    {
        gone = true;
        listening?.Dispose();
        if (viewing is { } id) await viewers.LeaveAsync(id);
    }

    // Not before the fiche is on screen: a page that is only drawn has nobody before it, and who waits for it waits for nothing else.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        try
        {
            listening = signals.Subscribe(Signal.ViewersChanged, AccountId, () => InvokeAsync(ReadAgainAsync));
            viewing = await viewers.ArriveAsync(await actor.GetAsync(), AccountId, CancellationToken.None);
            if (gone && viewing is { } id) await viewers.LeaveAsync(id);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotRead(log, AccountId, fault);
        }
        if (Arrived is not null) await Arrived();
        await ReadAgainAsync();
    }

    private async Task ReadAgainAsync()
    {
        if (gone) return;
        try
        {
            var now = await viewers.OthersAsync(await actor.GetAsync(), AccountId, CancellationToken.None);
            if (now.SequenceEqual(others)) return;
            others = now;
            StateHasChanged();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // A courtesy: the fiche works without it.
            Log.NotRead(log, AccountId, fault);
        }
    }

    private string Formal(Colleague person) => person.Civility switch
    {
        Civility.Madame => $"{T["Madame"]} {PersonName.Family(person.FamilyName)}",
        Civility.Monsieur => $"{T["Monsieur"]} {PersonName.Family(person.FamilyName)}",
        Civility.Unknown => PersonName.Listed(person.FamilyName, person.GivenName),
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer who else looks at account {AccountId}")]
        public static partial void NotRead(ILogger logger, Guid accountId, Exception fault);
    }
}
