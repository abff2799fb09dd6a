using System.Globalization;
using System.Threading.Channels;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminConsole.Controls;

/// <summary>A search box whose searches are answered when the test says so.</summary>
public abstract class SearchBoxTest : BunitContext
{
    private readonly Dictionary<string, TaskCompletionSource<Found<string>>> asked = [];
    private readonly Channel<string> asks = Channel.CreateUnbounded<string>();
    
    protected List<CancellationToken> Tokens { get; } = [];

    protected string? Chosen { get; private set; }

    protected string? Submitted { get; private set; }

    protected SearchBoxTest()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr-FR");
        Services.AddLocalization();
        Services.AddSingleton(TimeProvider.System);
        SetRendererInfo(new("Server", true));
    }

    protected IRenderedComponent<SearchBox<string>> Box() => Render<SearchBox<string>>(with => with
        .Add(b => b.Id, "recherche")
        .Add(b => b.Label, "Rechercher un utilisateur")
        .Add(b => b.Find, FindAsync)
        .Add(b => b.Option, option => $"<div>{option.Item}</div>")
        .Add(b => b.MoreUrl, text => $"/tous?q={text}")
        .Add(b => b.Chosen, item => Chosen = item)
        .Add(b => b.Submitted, text => Submitted = text));

    // Answers when the test says so, and does not care for cancellation, as a slow database may not.
    private Task<Found<string>> FindAsync(string text, CancellationToken cancel)
    {
        Tokens.Add(cancel);
        asked[text] = new();
        asks.Writer.TryWrite(text);
        return asked[text].Task;
    }

    protected async Task UntilAskedAsync(string text)
    {
        string next;
        do next = await asks.Reader.ReadAsync(TestContext.Current.CancellationToken);
        while (next != text);
    }

    protected Task<bool> AnswerAsync(IRenderedComponent<SearchBox<string>> box, string text, string[] items, bool hasMore = false, bool near = false) =>
        box.InvokeAsync(() => Task.FromResult(asked[text].TrySetResult(new(items, hasMore, near))));

    protected static void Type(IRenderedComponent<SearchBox<string>> box, string text) => box.Find("input").Input(text);

    protected static Task PressAsync(IRenderedComponent<SearchBox<string>> box, string key) =>
        box.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = key });

    protected static IEnumerable<string> Options(IRenderedComponent<SearchBox<string>> box) => box.FindAll("[role=option]").Select(o => o.TextContent);
}
