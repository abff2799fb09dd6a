using System.Collections.Concurrent;
using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Recovery;

/// <summary>One request as it is stored.</summary>
internal sealed record NewRequest(Guid Id, LostThing Lost, string Typed, Channel Channel, IPAddress? Network, string Language);

/// <summary>
/// Stores requests, those that come while one commit is under way together in the next. Each hears of its own commit. A statement that
/// fails for one of them is repeated for each alone, so that nobody pays for his neighbour.
/// </summary>
internal sealed partial class RequestWriter(NpgsqlDataSource source, LateSignals signals, RecoveryOptions limits, ILogger log)
{
    /// <summary>Requests in one commit.</summary>
    private const int Together = 200;

    /// <summary>More than this wait only when the database is away: the next ones are told to come back.</summary>
    private const int Longest = 5_000;
    private const int TimeoutSeconds = 10;
    private readonly ConcurrentQueue<Waiting> line = [];
    private int waiting;
    private int writing;

    private sealed record Waiting(NewRequest Request, TaskCompletionSource Written);

    /// <exception cref="TimeoutException">Too many wait already.</exception>
    /// <exception cref="NpgsqlException">The database is away; nothing was stored.</exception>
    public async Task WriteAsync(NewRequest request)
    {
        var mine = new Waiting(request, new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            if (Interlocked.Increment(ref waiting) > Longest) throw new TimeoutException("The database does not keep up with public requests.");
            line.Enqueue(mine);
            Begin();
            await mine.Written.Task;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private void Begin()
    {
        if (Interlocked.CompareExchange(ref writing, 1, 0) == 0) _ = Task.Run(DrainAsync);
    }

    /// <summary>One of these at a time in a process. Who came too late to be seen by it begins the next.</summary>
    private async Task DrainAsync()
    {
        List<Waiting> batch = [];
        while (line.TryDequeue(out var next))
        {
            batch.Add(next);
            while (batch.Count < Together && line.TryDequeue(out next)) batch.Add(next);
            await StoreAsync(batch);
            batch.Clear();
        }
        Volatile.Write(ref writing, 0);
        if (!line.IsEmpty) Begin();
    }

    private async Task StoreAsync(List<Waiting> batch)
    {
        try
        {
            await InsertAsync([.. batch.Select(each => each.Request)]);
            foreach (var each in batch) each.Written.SetResult();
            signals.Tell(Signal.RequestWaiting);
        }
        catch (Exception fault) when (batch.Count == 1 || Outage.Caused(fault))
        {
            foreach (var each in batch) each.Written.SetException(fault);
        }
        catch (Exception fault)
        {
            Log.Alone(log, fault, batch.Count);
            foreach (var each in batch) await StoreAsync([each]);
        }
    }

    /// <summary>
    /// Counts by network and in all, and adds those that are within both limits. Whoever is over one is answered like everybody else; that
    /// a limit was passed is journaled and logged once for each stretch of time.
    /// </summary>
    private async Task InsertAsync(NewRequest[] requests)
    {
        await using var insert = source.CreateCommand("""
            WITH asked AS (
                SELECT a.*, row_number() OVER (PARTITION BY a.place ORDER BY a.n) AS in_place,
                    count(*) OVER (PARTITION BY a.place) AS of_place, count(*) OVER () AS of_all
                FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS a(id, lost, typed, channel, network, language, place, n)
            ), counted AS (
                INSERT INTO recovery_counters AS c (network, window_start, asked)
                SELECT p.place, date_bin(make_interval(mins => $8), now(), 'epoch'), p.times
                FROM (SELECT place COLLATE "C" AS place, count(*) AS times FROM asked GROUP BY 1 UNION ALL SELECT '*', count(*) FROM asked) p
                ORDER BY p.place
                ON CONFLICT (network, window_start) DO UPDATE SET asked = c.asked + excluded.asked
                RETURNING c.network, c.asked, CASE WHEN c.network = '*' THEN $10 ELSE $9 END AS allowed
            ), added AS (
                INSERT INTO recovery_requests (id, lost, typed, channel, network, language, state, attempts)
                SELECT a.id, a.lost, a.typed, a.channel, a.network, a.language, 1, 0
                FROM asked a JOIN counted own ON own.network = a.place JOIN counted whole ON whole.network = '*'
                WHERE own.asked - a.of_place + a.in_place <= own.allowed AND whole.asked - a.of_all + a.n <= whole.allowed
            ), passed AS (
                SELECT c.network, (SELECT a.network FROM asked a WHERE a.place = c.network LIMIT 1) AS address
                FROM counted c
                WHERE c.asked > c.allowed AND c.asked - (SELECT count(*) FROM asked a WHERE c.network IN ('*', a.place)) <= c.allowed
            )
            INSERT INTO audit_entries (school_ids, action, outcome, refusal, network)
            SELECT '{}', 'ResetAsked', 2, CASE WHEN p.network = '*' THEN 'TooManyInAll' ELSE 'TooManyFromNetwork' END, p.address FROM passed p
            RETURNING refusal
            """);
        insert.CommandTimeout = TimeoutSeconds;
        Add(insert, NpgsqlDbType.Uuid, requests.Select(r => r.Id));
        Add(insert, NpgsqlDbType.Smallint, requests.Select(r => (short)r.Lost));
        Add(insert, NpgsqlDbType.Text, requests.Select(r => r.Typed));
        Add(insert, NpgsqlDbType.Smallint, requests.Select(r => (short)r.Channel));
        Add(insert, NpgsqlDbType.Inet, requests.Select(r => r.Network));
        Add(insert, NpgsqlDbType.Text, requests.Select(r => r.Language));
        Add(insert, NpgsqlDbType.Text, requests.Select(r => Networks.KeyOf(r.Network)));
        insert.Parameters.Add(new() { Value = RecoveryOptions.WindowMinutes });
        insert.Parameters.Add(new() { Value = limits.RequestsFromNetwork });
        insert.Parameters.Add(new() { Value = limits.RequestsInAll });
        await using var passed = await insert.ExecuteReaderAsync();
        while (await passed.ReadAsync()) Log.LimitPassed(log, passed.GetString(0), RecoveryOptions.WindowMinutes);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Public requests stored together failed ({Count}); each is stored alone")]
        public static partial void Alone(ILogger logger, Exception fault, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Alarm: {Limit} on the public pages; further requests are dropped until these {Minutes} minutes are over")]
        public static partial void LimitPassed(ILogger logger, string limit, int minutes);
    }
}
