using AdminConsole.Shell;
using Microsoft.AspNetCore.Diagnostics;

namespace AdminConsole.Security;

/// <summary>Writes each fault once, with the reference that its page shows: what a person reads on the phone is found in the log.</summary>
internal sealed partial class FaultLog(ILogger<FaultLog> log) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        Log.Fault(log, Reference.Of(httpContext), exception);
        return ValueTask.FromResult(false);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Fault {Reference}")]
        public static partial void Fault(ILogger logger, string reference, Exception exception);
    }
}
