using System.Globalization;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>Finds somebody in the actor's scope to be chosen for another account: a responsable, an enfant, who gets a function.</summary>
public sealed partial class PersonFinder(AccountSearch search, CurrentActor actor) : IDisposable
{
    private const int Most = 6;

    private CancellationTokenSource? latest;
    private IReadOnlyList<AccountHit>? hits;
    private bool hasMore;
    private bool outage;
    private int cleared;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Error { get; set; }

    /// <summary>Whom it makes sense to choose; nobody is left out without it.</summary>
    [Parameter]
    public Func<AccountHit, bool>? Where { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<AccountHit> Chosen { get; set; }

    private string Status => outage ? Words["Outage"] : hits switch
    {
        null => "",
        [] => T["Nobody"],
        _ when hasMore => T["More"],
        { Count: 1 } => T["One"],
        { Count: var count } => T["Several", count],
    };

    public void Dispose()
    {
        latest?.Cancel();
        latest?.Dispose();
    }

    private string Line(AccountHit hit) => string.Join(" · ", new[]
    {
        Words.Word(hit.Profile), hit.ClassName, hit.School, hit.Login, hit.BirthDate?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
    }.OfType<string>());

    private async Task TypedAsync(ChangeEventArgs change)
    {
        latest?.Cancel();
        latest?.Dispose();
        latest = new();
        var cancel = latest.Token;
        var text = change.Value as string ?? "";
        if (string.IsNullOrWhiteSpace(text))
        {
            (hits, outage) = (null, false);
            return;
        }
        try
        {
            var found = await search.FindAsync(await actor.GetAsync(), text, cancel);
            if (cancel.IsCancellationRequested) return;
            var those = found.Hits.Where(hit => Where?.Invoke(hit) ?? true).ToList();
            (hits, hasMore, outage) = ([.. those.Take(Most)], found.HasMore || those.Count > Most, false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // A later keystroke has taken over.
            return;
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            (hits, outage) = (null, true);
        }
    }

    private Task ChooseAsync(AccountHit hit)
    {
        (hits, outage) = (null, false);
        // A new field: what was typed has done its work.
        cleared++;
        return Chosen.InvokeAsync(hit);
    }
}
