using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Shell;

/// <summary>Keeps a fault inside an open page from taking the whole circuit with it.</summary>
public sealed partial class FaultBoundary(ILogger<FaultBoundary> log, NavigationManager navigation)
{
    private string reference = "";
    private string? failedAt;

    /// <summary>Another page is another chance.</summary>
    protected override void OnParametersSet()
    {
        if (CurrentException is not null && failedAt != navigation.Uri) Recover();
    }

    /// <summary>While a request is answered, the page for faults is the better place, and its status the right one.</summary>
    protected override Task OnErrorAsync(Exception exception)
    {
        if (!RendererInfo.IsInteractive) ExceptionDispatchInfo.Throw(exception);
        (reference, failedAt) = (Reference.New(), navigation.Uri);
        Log.Fault(log, reference, exception);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Fault {Reference} in an open page")]
        public static partial void Fault(ILogger logger, string reference, Exception exception);
    }
}
