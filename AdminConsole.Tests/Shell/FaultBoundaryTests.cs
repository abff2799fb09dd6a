using System.Collections.Concurrent;
using AdminConsole.Making;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Shell;

public sealed class FaultBoundaryTests : ControlTest
{
    private readonly Lines lines = new();

    public FaultBoundaryTests()
    {
        Services.AddLogging(logging => logging.AddProvider(lines));
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public void A_fault_shows_the_reference_that_the_log_has_and_nothing_of_itself()
    {
        var page = Render<FaultBoundary>(p => p.AddChildContent<Faulty>());

        page.Find("button.fail").Click();

        var reference = page.Find("strong.code").TextContent;
        Assert.Matches("^[0-9a-f]{12}$", reference);
        Assert.Contains(lines.All, line => line.Contains(reference, StringComparison.Ordinal));
        Assert.DoesNotContain(Faulty.Secret, page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_page_is_another_chance()
    {
        var page = Render<FaultBoundary>(p => p.AddChildContent<Faulty>());
        page.Find("button.fail").Click();

        Services.GetRequiredService<NavigationManager>().NavigateTo("console");
        page.Render(p => p.AddChildContent<Faulty>());

        Assert.NotEmpty(page.FindAll("button.fail"));
    }

    private sealed class Faulty : ComponentBase
    {
        public const string Secret = "what went wrong inside";

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "class", "fail");
            builder.AddAttribute(2, "onclick", EventCallback.Factory.Create(this, () => throw new InvalidOperationException(Secret)));
            builder.CloseElement();
        }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));

        public void Dispose() => All.Clear();
    }
}
