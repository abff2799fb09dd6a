using System.Diagnostics;
using System.Security.Cryptography;

namespace AdminConsole.Shell;

/// <summary>What the page for a fault and the log line of that fault both show.</summary>
public static class Reference
{
    /// <summary>The beginning of the trace id: short enough to be said on the phone.</summary>
    public static string Of(HttpContext? context) => Activity.Current?.TraceId.ToHexString()[..12] ?? context?.TraceIdentifier ?? "";

    /// <summary>For a fault outside a request, in an open page.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(12, lowercase: true);
}
