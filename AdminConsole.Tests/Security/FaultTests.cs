using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Security;

public sealed partial class FaultTests(TestCluster cluster)
{
    [Fact]
    public async Task A_fault_shows_a_reference_that_the_log_has_and_nothing_of_itself()
    {
        await using var app = new ProductionApp(cluster);
        await app.InitializeAsync();
        using var log = new Log();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var actor = await app.People.OperatorAsync(Function.Support, []);
        using var visitor = app.NewClient();
        var (name, value) = app.CookieOf(actor);
        visitor.Cookies[name] = value;

        await app.Database.ExecuteAsOwnerAsync("ALTER TABLE sessions RENAME TO elsewhere");
        using var answer = await visitor.GetAsync("/console");
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var reference = Reference().Match(html).Value;
        Assert.NotEmpty(reference);
        Assert.Single(log.Lines, line => line.Contains(reference, StringComparison.Ordinal));
        Assert.DoesNotContain("sessions", html);
        Assert.DoesNotContain("Exception", html);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        using var ready = await visitor.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [GeneratedRegex("(?<=<strong class=\"code\">)[0-9a-f]{12}(?=</strong>)")]
    private static partial Regex Reference();

    private sealed class Log : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Lines.Enqueue(formatter(state, exception));
        }

        public void Dispose() => Lines.Clear();
    }
}
