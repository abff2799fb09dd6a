using System.Collections.Concurrent;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Delivery;

/// <summary>The lanes of one channel: so many messages under way at once, the most urgent first, whatever becomes of other channels.</summary>
internal sealed partial class OutboxLanes(ITransport carrier, OutboxQueue queue, MessageSealer sealer, DeliveryPace pace, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, int> underWay = new(StringComparer.Ordinal);
    private int bulkUnderWay;
    private readonly int lanes = pace.LanesOf(carrier.Channel);
    private readonly SemaphoreSlim free = new(pace.LanesOf(carrier.Channel));
    private readonly SemaphoreSlim wake = new(0, 1);

    public void Dispose()
    {
        free.Dispose();
        wake.Dispose();
    }

    /// <summary>Works until the stop; what is under way then may end within the grace that <paramref name="sending"/> gives.</summary>
    public async Task RunAsync(CancellationToken sending, CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var claimed = await FillLanesAsync(stoppingToken);
                foreach (var message in claimed) _ = CarryAsync(message, sending);
                if (claimed is []) await wake.WaitAsync(pace.Sweep, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Every lane is free again once what is under way has ended, at the latest when the grace is over.
            for (var lane = 0; lane < lanes; lane++) await free.WaitAsync(CancellationToken.None);
        }
    }

    public void Wake()
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

    /// <summary>Waits for a free lane, and takes a message for each that is free; lanes without one stay free.</summary>
    private async Task<List<OutboxMessage>> FillLanesAsync(CancellationToken stoppingToken)
    {
        await free.WaitAsync(stoppingToken);
        var room = 1;
        while (room < lanes && await free.WaitAsync(TimeSpan.Zero, CancellationToken.None)) room++;
        List<OutboxMessage> claimed = [];
        try
        {
            return claimed = await TryClaimAsync(room, stoppingToken);
        }
        finally
        {
            foreach (var message in claimed) underWay.AddOrUpdate(OutboxQueue.DomainOf(message), 1, (_, count) => count + 1);
            Interlocked.Add(ref bulkUnderWay, claimed.Count(m => m.Priority is MessagePriority.Bulk));
            if (room > claimed.Count) free.Release(room - claimed.Count);
        }
    }

    private async Task<List<OutboxMessage>> TryClaimAsync(int room, CancellationToken stoppingToken)
    {
        try
        {
            foreach (var idle in underWay.Where(domain => domain.Value == 0)) underWay.TryRemove(idle);
            var claimed = await queue.ClaimAsync(
                carrier.Channel, room, underWay.ToDictionary(), pace.LanesPerDomainOf(carrier.Channel), pace.Lease, stoppingToken,
                pace.LanesOfBulk(carrier.Channel) - Volatile.Read(ref bulkUnderWay));
            if (claimed is [] && await queue.ExpireAsync(stoppingToken) is > 0 and var expired) Log.Expired(log, expired);
            return claimed;
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.DatabaseFailed(log, fault);
            return [];
        }
    }

    /// <summary>One message from here to its mark. Gives its lane back whatever happens.</summary>
    private async Task CarryAsync(OutboxMessage message, CancellationToken sending)
    {
        try
        {
            var claimed = time.GetTimestamp();
            var answer = await SendAsync(message, sending);
            Log.Answered(log, message.Id, message.Attempts, answer.Verdict);
            await MarkAsync(message, answer, claimed, sending);
        }
        finally
        {
            underWay.AddOrUpdate(OutboxQueue.DomainOf(message), 0, (_, count) => count - 1);
            if (message.Priority is MessagePriority.Bulk) Interlocked.Decrement(ref bulkUnderWay);
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
            var outgoing = new OutgoingMessage(message.Id, message.Recipient, sealer.Open(message.Content!)) { ExpiresAt = message.ExpiresAt };
            return (await carrier.SendAsync(outgoing, timeout.Token).WaitAsync(timeout.Token)).WithoutSecretsOf(outgoing.Content);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new(carrier.WithoutAnswer, sending.IsCancellationRequested ? null : $"no answer within {pace.SendTimeout.TotalSeconds:0} s");
        }
        catch (Exception fault)
        {
            // One message that cannot be sent, or not opened because its key is gone, must not stop the others. What the
            // fault says may hold the address, so only its kind is logged.
            Log.SendFailed(log, message.Id, fault.GetType().Name);
            return new(SendVerdict.TryLater, fault.GetType().Name);
        }
    }

    /// <summary>An answer that is not stored means a second message, so it is tried for as long as the lease lasts.</summary>
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
