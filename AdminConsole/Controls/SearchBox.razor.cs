using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AdminConsole.Controls;

/// <summary>
/// Searches while somebody types. The latest keystroke wins: it cancels the search of the one before, and keys that act
/// on hits act on those of what is typed, never on older ones.
/// </summary>
public sealed partial class SearchBox<TItem>(TimeProvider clock) : IDisposable
{
    /// <summary>A search waits this long for the next letter, except the first, which shows at once that something happens.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);

    private const int MaxLength = 100;
    private CancellationTokenSource? latest;
    private Task search = Task.CompletedTask;
    private Found<TItem>? found;
    private string typed = "";
    private string foundFor = "";
    private bool busy;
    private bool closed;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>Searches. Expected failures are told by <see cref="Found{TItem}.Failed"/>.</summary>
    [Parameter, EditorRequired]
    public Func<string, CancellationToken, Task<Found<TItem>>> Find { get; set; } = null!;

    /// <summary>What an option holds, given the hit and the text that it was found for.</summary>
    [Parameter, EditorRequired]
    public RenderFragment<(TItem Item, string Text)> Option { get; set; } = null!;

    [Parameter, EditorRequired]
    public EventCallback<TItem> Chosen { get; set; }

    /// <summary>Enter without an option chosen.</summary>
    [Parameter]
    public EventCallback<string> Submitted { get; set; }

    /// <summary>Where all hits of a text are.</summary>
    [Parameter, EditorRequired]
    public Func<string, string> MoreUrl { get; set; } = null!;

    private string ListId => $"{Id}-liste";

    private string HintId => $"{Id}-aide";

    private IReadOnlyList<TItem> Items => found?.Items ?? [];

    private int? Active { get; set; }

    private bool IsShown => found is not null && !closed;

    private bool IsOpen => IsShown && Items.Count > 0;

    private string Status => found switch
    {
        null => "",
        { Failed: true } => T["SearchFailed"],
        { Items.Count: 0 } => T["NoResult"],
        { Near: true, Items.Count: var count } => $"{T["NearHeading"]} {Count(count)}",
        { HasMore: true, Items.Count: var count } => T["FirstResults", count],
        { Items.Count: var count } => Count(count),
    };

    public void Dispose()
    {
        latest?.Cancel();
        latest?.Dispose();
    }

    private string Count(int count) => count == 1 ? T["OneResult"] : T["Results", count];

    private string OptionId(int index) => $"{Id}-{index}";

    private Task TypedAsync(ChangeEventArgs change) => search = SearchAsync(change.Value as string ?? "");

    private async Task SearchAsync(string text)
    {
        var isFirst = string.IsNullOrWhiteSpace(typed);
        typed = text;
        Active = null;
        latest?.Cancel();
        latest?.Dispose();
        latest = new CancellationTokenSource();
        var cancel = latest.Token;
        if (string.IsNullOrWhiteSpace(text))
        {
            (found, busy) = (null, false);
            return;
        }

        busy = true;
        try
        {
            if (!isFirst) await PauseAsync(cancel);
            var answer = await Find(text, cancel);
            cancel.ThrowIfCancellationRequested();
            (found, foundFor, busy, closed) = (answer, text, false, false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // A later keystroke has taken over, or the page is gone.
            return;
        }
    }

    private async Task PauseAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        await timer.WaitForNextTickAsync(cancel);
    }

    private async Task PressedAsync(KeyboardEventArgs pressed)
    {
        if (pressed is { Key: "Escape" }) Close();
        if (pressed is { IsComposing: true } or { CtrlKey: true } or { MetaKey: true }) return;
        if (pressed.Key is not ("ArrowDown" or "ArrowUp" or "Home" or "End" or "Enter")) return;

        // The key is meant for the hits of what is typed now: it waits for them, and is void once something else is typed.
        var meant = search;
        await meant;
        if (meant != search) return;
        if (pressed.Key is "Enter") await EnterAsync();
        else Move(pressed);
    }

    private Task EnterAsync() => Active is { } active && IsOpen ? ChooseAsync(Items[active])
        : string.IsNullOrWhiteSpace(typed) ? Task.CompletedTask
        : SubmitAsync();

    private void Move(KeyboardEventArgs pressed)
    {
        if (Items.Count == 0) return;
        var last = Items.Count - 1;
        var wasOpen = IsOpen;
        Active = pressed switch
        {
            // Without an active option these two move the caret, as in every field.
            { Key: "Home" or "End" } when !wasOpen || Active is null || pressed.ShiftKey => Active,
            { Key: "Home" } => 0,
            { Key: "End" } => last,
            { AltKey: true } => Active,
            { Key: "ArrowDown" } => Active is { } active && active < last ? active + 1 : 0,
            _ => Active is { } active and > 0 ? active - 1 : last,
        };
        if (pressed.Key is "ArrowDown" or "ArrowUp") closed = false;
    }

    private void Close() => (closed, Active) = (true, null);

    private void Reopen() => closed = false;

    private Task ChooseAsync(TItem item)
    {
        Close();
        return Chosen.InvokeAsync(item);
    }

    private Task SubmitAsync()
    {
        Close();
        return Submitted.InvokeAsync(typed);
    }
}
