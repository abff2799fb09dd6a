using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Delivery;

/// <summary>
/// Sends what waits in the outbox, each channel on lanes of its own. Any number of processes may run one: rows are claimed. It survives
/// whatever a message, a mail server, a gateway or the database does; what it could not do is done later.
/// </summary>
public sealed class OutboxWorker : BackgroundService
{
    private readonly OutboxLanes[] channels;
    private readonly Signals signals;
    private readonly DeliveryPace pace;

    public OutboxWorker(
        IDbContextFactory<AdminDb> factory, IEnumerable<ITransport> transports, MessageSealer sealer, Signals signals,
        DeliveryPace pace, TimeProvider time, ILogger<OutboxWorker> log)
    {
        (this.signals, this.pace) = (signals, pace);
        var queue = new OutboxQueue(factory);
        channels = [.. transports.ToDictionary(transport => transport.Channel).Values.Select(transport => new OutboxLanes(transport, queue, sealer, pace, time, log))];
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (var lanes in channels) lanes.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var sending = new CancellationTokenSource();
        await using var grace = stoppingToken.Register(() => sending.CancelAfter(pace.StopGrace));
        using var subscription = signals.Subscribe(Signal.OutboxWaiting, Guid.Empty, () =>
        {
            foreach (var lanes in channels) lanes.Wake();
        });
        await Task.WhenAll(channels.Select(lanes => lanes.RunAsync(sending.Token, stoppingToken)));
    }
}
