using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AdminConsole.Domain.Model;

/// <summary>What a commit in any process tells the others. The payload is the id of what changed, never data.</summary>
public enum Signal { AccountChanged, SessionEnded, OutboxWaiting, RequestWaiting, AssistanceChanged, ViewersChanged, ApprovalsChanged, JournalGrew, AlarmsChanged, DeliveryChanged, ImportChanged, BulkChanged }

/// <summary>
/// Hears the database's notifications on a connection of its own and tells whoever subscribed in this process. A signal says
/// « look again » and nothing more, so after a lost connection every subscriber is told once: what was missed is seen then.
/// </summary>
public sealed partial class Signals(NpgsqlDataSource source, TimeProvider time, ILogger<Signals> log) : BackgroundService
{
    private static readonly FrozenDictionary<string, Signal> Channels = Enum.GetValues<Signal>().ToFrozenDictionary(ChannelOf);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(Signal Signal, Guid Id), ImmutableArray<Action>> subscribers = [];
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the first LISTEN stands.</summary>
    public Task Listening => listening.Task;

    /// <summary>
    /// Calls <paramref name="heard"/> whenever the thing changes, on a thread of the listener: it must return at once.
    /// Dispose the result to stop. <see cref="Guid.Empty"/> hears signals without a payload.
    /// </summary>
    public IDisposable Subscribe(Signal signal, Guid id, Action heard)
    {
        var told = InLanguage(heard);
        subscribers.AddOrUpdate((signal, id), _ => [told], (_, all) => all.Add(told));
        return new Subscription(this, (signal, id), told);
    }

    /// <summary>A page that is drawn anew is so in the language of whoever opened it: the listener's thread has none.</summary>
    private static Action InLanguage(Action heard)
    {
        var (numbers, texts) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        return () =>
        {
            var own = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (numbers, texts);
            try
            {
                heard();
            }
            finally
            {
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = own;
            }
        };
    }

    /// <summary>The channel of PostgreSQL on which a signal is told.</summary>
    public static string ChannelOf(Signal signal) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{signal}");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(RetryAfter, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or IOException or TimeoutException)
            {
                Log.Lost(log, fault);
            }
            if (!await pause.WaitForNextTickAsync(stoppingToken)) return;
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await source.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, told) => Tell(told.Channel, told.Payload);
        await using (var listen = new NpgsqlCommand(string.Join("; ", Channels.Keys.Select(channel => "LISTEN " + channel)), connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }
        listening.TrySetResult();
        foreach (var key in subscribers.Keys) Tell(key);
        while (true) await connection.WaitAsync(stoppingToken);
    }

    private void Tell(string channel, string payload)
    {
        if (Channels.TryGetValue(channel, out var signal)) Tell((signal, Guid.TryParse(payload, out var id) ? id : Guid.Empty));
    }

    private void Tell((Signal, Guid) key)
    {
        if (!subscribers.TryGetValue(key, out var all)) return;
        foreach (var heard in all) heard();
    }

    private void Remove((Signal, Guid) key, Action heard)
    {
        while (subscribers.TryGetValue(key, out var all))
        {
            var left = all.Remove(heard);
            if (left.IsEmpty ? subscribers.TryRemove(new(key, all)) : subscribers.TryUpdate(key, left, all)) return;
        }
    }

    private sealed class Subscription(Signals signals, (Signal, Guid) key, Action heard) : IDisposable
    {
        public void Dispose() => signals.Remove(key, heard);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The connection that listens for notifications was lost and is opened again")]
        public static partial void Lost(ILogger logger, Exception fault);
    }
}
