using Microsoft.AspNetCore.Components.Server.Circuits;

namespace AdminConsole.Security;

/// <summary>Ties <see cref="CircuitUser"/> to the life and the activity of its circuit.</summary>
internal sealed class CircuitWatch(CircuitUser user) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) => user.WatchAsync();

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        context =>
        {
            if (!Drawing.IsAcknowledged) user.Touch();
            return next(context);
        };
}
