using System.Diagnostics;

namespace AdminConsole.Security;

/// <summary>
/// Each request has a trace id, which its log lines and the page for a fault show, and no path: that may be a link, and a link stands in no log
/// (rule 9 of recovery). The host would write the path into lines of its own and into the scope of everybody else's.
/// </summary>
internal static class RequestTraces
{
    private const string Host = "Microsoft.AspNetCore.Hosting.Diagnostics";

    // The host makes a trace id only for its own log or for somebody who listens.
    private static readonly ActivityListener Listener = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref _) => ActivitySamplingResult.PropagationData,
    };

    static RequestTraces() => ActivitySource.AddActivityListener(Listener);

    /// <summary>After the configuration was read, which cannot turn it on again. Faults are the fault log's.</summary>
    public static void AddRequestTraces(this IServiceCollection services) =>
        services.AddLogging(logging => logging.AddFilter(Host, LogLevel.None));
}
