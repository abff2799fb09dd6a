using Microsoft.Extensions.Logging;
using Npgsql;

namespace AdminConsole.Domain.Model;

/// <summary>
/// Tells signals apart from the commit that they are about. Transactions that notify commit one after the other in the whole database, and
/// nobody of the public should wait for those of the outbox. What comes while one statement is under way is told by the next, each thing once.
/// A signal may be lost with the process: whoever needs it looks by itself from time to time.
/// </summary>
public sealed partial class LateSignals(NpgsqlDataSource source, ILogger<LateSignals> log)
{
    private readonly Lock gate = new();
    private HashSet<(Signal Signal, Guid Id)> waiting = [];
    private bool telling;

    /// <summary>Returns at once. Call it once the commit is there. Without an id it is told to those who hear of all.</summary>
    public void Tell(Signal signal, Guid id = default)
    {
        lock (gate)
        {
            waiting.Add((signal, id));
            if (telling) return;
            telling = true;
        }
        _ = TellAsync();
    }

    private async Task TellAsync()
    {
        while (Take() is { Count: > 0 } now)
        {
            try
            {
                await using var tell = source.CreateCommand("SELECT pg_notify(told.channel, told.payload) FROM unnest($1, $2) AS told(channel, payload)");
                tell.Parameters.Add(new() { Value = now.Select(told => Signals.ChannelOf(told.Signal)).ToArray() });
                tell.Parameters.Add(new() { Value = now.Select(told => told.Id == Guid.Empty ? "" : told.Id.ToString()).ToArray() });
                await tell.ExecuteNonQueryAsync();
            }
            catch (Exception fault)
            {
                Log.NotTold(log, fault);
            }
        }
    }

    private HashSet<(Signal Signal, Guid Id)> Take()
    {
        lock (gate)
        {
            var now = waiting;
            waiting = [];
            telling = now.Count > 0;
            return now;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Other processes were not told of a commit; they look by themselves")]
        public static partial void NotTold(ILogger logger, Exception fault);
    }
}
