using System.Reflection;
using Microsoft.AspNetCore.SignalR;

namespace AdminConsole.Security;

/// <summary>What a page draws by itself is no activity of its person: an open fiche must fall idle too.</summary>
public sealed class DrawingTests
{
    [Theory]
    [InlineData(nameof(ClientCalls.OnRenderCompleted), true)]
    [InlineData(nameof(ClientCalls.BeginInvokeDotNetFromJS), false)]
    [InlineData(nameof(ClientCalls.OnLocationChanged), false)]
    public async Task Only_an_acknowledgement_is_known_as_one(string method, bool expected)
    {
        using var hub = new ClientCalls();
        var seen = false;
        var call = new HubInvocationContext(new NoCaller(), new NoServices(), hub, typeof(ClientCalls).GetMethod(method)!, []);

        await new Drawing().InvokeMethodAsync(call, async _ =>
        {
            await Task.Yield();
            seen = Drawing.IsAcknowledged;
            return null;
        });

        Assert.Equal(expected, seen);
        Assert.False(Drawing.IsAcknowledged);
    }

    [Fact]
    public void Blazors_hub_has_the_method_by_that_name()
    {
        var hub = typeof(Microsoft.AspNetCore.Components.Server.CircuitOptions).Assembly.GetType("Microsoft.AspNetCore.Components.Server.ComponentHub")!;
        Assert.NotNull(hub.GetMethod(Drawing.Acknowledgement, BindingFlags.Public | BindingFlags.Instance));
    }

    public sealed class ClientCalls : Hub
    {
        public void OnRenderCompleted() => GC.KeepAlive(this);

        public void BeginInvokeDotNetFromJS() => GC.KeepAlive(this);

        public void OnLocationChanged() => GC.KeepAlive(this);
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    private sealed class NoCaller : HubCallerContext
    {
        public override string ConnectionId => "";
        public override string? UserIdentifier => null;
        public override System.Security.Claims.ClaimsPrincipal? User => null;
        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();
        public override Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();
        public override CancellationToken ConnectionAborted => default;
        public override void Abort() => Items.Clear();
    }
}
