using System.Collections.Concurrent;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Delivery;

/// <summary>
/// Sends what waits in the outbox, several at once, the most urgent first. Any number of processes may run one: rows are
/// claimed. It survives whatever a message, a mail server or the database does; what it could not do is done later.
/// </summary>
public sealed partial class OutboxWorker(
    IDbContextFactory<AdminDb> factory, IEnumerable<ITransport> transports, MessageSealer sealer, Signals signals,
    DeliveryPace pace, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(1);
    private readonly OutboxQueue queue = new(factory);
    private readonly Dictionary<Channel, ITransport> carriers = transports.ToDictionary(transport => transport.Channel);
    private readonly ConcurrentDictionary<string, int> underWay = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim free = new(pace.AtOnce, pace.AtOnce);
    private readonly SemaphoreSlim wake = new(0, 1);

    public override void Dispose()
    {
        base.Dispose();
        free.Dispose();
        wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var sending = new CancellationTokenSource();
        await using var grace = stoppingToken.Register(() => sending.CancelAfter(pace.StopGrace));
        using var subscription = signals.Subscribe(Signal.OutboxWaiting, Guid.Empty, Wake);
        try
        {
            while (true)
            {
                if (await TakeLaneAsync(stoppingToken) is { } message) _ = CarryAsync(message, sending.Token);
                else await wake.WaitAsync(pace.Sweep, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Every lane is free again once what is under way has ended, at the latest when the grace is over.
            for (var lane = 0; lane < pace.AtOnce; lane++) await free.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits for a free lane and for a message to put on it; without a message the lane stays free.</summary>
    private async Task<OutboxMessage?> TakeLaneAsync(CancellationToken stoppingToken)
    {
        await free.WaitAsync(stoppingToken);
        OutboxMessage? message = null;
        try
        {
            return message = await TryClaimAsync(stoppingToken);
        }
        finally
        {
            if (message is null) free.Release();
        }
    }

    private async Task<OutboxMessage?> TryClaimAsync(CancellationToken stoppingToken)
    {
        try
        {
            var busy = underWay.Where(domain => domain.Value >= pace.AtOncePerDomain).Select(domain => domain.Key).ToArray();
            var message = await queue.ClaimAsync([.. carriers.Keys.Select(channel => (short)channel)], busy, pace.Lease, stoppingToken);
            if (message is null && await queue.ExpireAsync(stoppingToken) is > 0 and var expired) Log.Expired(log, expired);
            return message;
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.DatabaseFailed(log, fault);
            return null;
        }
    }

    /// <summary>One message from here to its mark. Gives its lane back whatever happens.</summary>
    private async Task CarryAsync(OutboxMessage message, CancellationToken sending)
    {
        var domain = DomainOf(message);
        underWay.AddOrUpdate(domain, 1, (_, count) => count + 1);
        try
        {
            var claimed = time.GetTimestamp();
            var answer = await SendAsync(message, sending);
            Log.Answered(log, message.Id, message.Attempts, answer.Verdict);
            await MarkAsync(message, answer, claimed, sending);
        }
        finally
        {
            underWay.AddOrUpdate(domain, 0, (_, count) => count - 1);
            Wake();
            free.Release();
        }
    }

    private async Task<SendAnswer> SendAsync(OutboxMessage message, CancellationToken sending)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(sending);
        timeout.CancelAfter(pace.SendTimeout);
        try
        {
            var outgoing = new OutgoingMessage(message.Id, message.Recipient, sealer.Open(message.Content!));
            return await carriers[message.Channel].SendAsync(outgoing, timeout.Token).WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new(SendVerdict.TryLater, sending.IsCancellationRequested ? null : $"no answer within {pace.SendTimeout.TotalSeconds:0} s");
        }
        catch (Exception fault)
        {
            // One message that cannot be sent, or not opened because its key is gone, must not stop the others. What the
            // fault says may hold the address, so only its kind is logged.
            Log.SendFailed(log, message.Id, fault.GetType().Name);
            return new(SendVerdict.TryLater, fault.GetType().Name);
        }
    }

    /// <summary>An answer that is not stored means a second mail, so it is tried for as long as the lease lasts.</summary>
    private async Task MarkAsync(OutboxMessage message, SendAnswer answer, long claimed, CancellationToken sending)
    {
        var stopped = sending.IsCancellationRequested && answer.Verdict is SendVerdict.TryLater;
        var retryAfter = stopped ? TimeSpan.Zero : pace.RetryAfter(message.Attempts);
        using var pause = new PeriodicTimer(DatabasePause, time);
        do
        {
            try
            {
                await queue.MarkAsync(message, answer, retryAfter, CancellationToken.None);
                return;
            }
            catch (Exception fault)
            {
                Log.DatabaseFailed(log, fault);
            }
        }
        while (!sending.IsCancellationRequested && time.GetElapsedTime(claimed) < pace.Lease && await pause.WaitForNextTickAsync(CancellationToken.None));
    }

    private void Wake()
    {
        try
        {
            if (wake.CurrentCount == 0) wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Two woke it at once: it is awake.
        }
    }

    private static string DomainOf(OutboxMessage message) => message.Recipient[(message.Recipient.IndexOf('@', StringComparison.Ordinal) + 1)..].ToLowerInvariant();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Message {MessageId}, try {Attempt}: {Verdict}")]
        public static partial void Answered(ILogger logger, Guid messageId, int attempt, SendVerdict verdict);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} could not be sent and is tried again: {Fault}")]
        public static partial void SendFailed(ILogger logger, Guid messageId, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages were not sent because it would have been too late")]
        public static partial void Expired(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be read or marked and is tried again")]
        public static partial void DatabaseFailed(ILogger logger, Exception fault);
    }
}
