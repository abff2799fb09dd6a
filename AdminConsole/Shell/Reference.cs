using System.Diagnostics;

namespace AdminConsole.Shell;

/// <summary>What the page for a fault and the log line of that fault both show.</summary>
public static class Reference
{
    /// <summary>The beginning of the trace id: short enough to be said on the phone.</summary>
    public static string Of(HttpContext? context) => Activity.Current?.TraceId.ToHexString()[..12] ?? context?.TraceIdentifier ?? "";
}
