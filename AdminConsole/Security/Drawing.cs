using Microsoft.AspNetCore.SignalR;

namespace AdminConsole.Security;

/// <summary>
/// Tells what a browser says by itself, that it has drawn what the server sent, from what a person did. A page whose times are
/// drawn anew every ten seconds would otherwise keep its session from ever falling idle.
/// </summary>
internal sealed class Drawing : IHubFilter
{
    /// <summary>The method of Blazor's hub with which its client acknowledges a drawing.</summary>
    internal const string Acknowledgement = "OnRenderCompleted";

    private static readonly AsyncLocal<bool> Acknowledging = new();

    /// <summary>Whether the current call of the client only acknowledges a drawing.</summary>
    public static bool IsAcknowledged => Acknowledging.Value;

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        Acknowledging.Value = invocationContext.HubMethodName == Acknowledgement;
        return await next(invocationContext);
    }
}
