using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Delivery;

/// <summary>
/// Looks every few seconds whether mails and SMS still go, by the outbox alone, and writes it where all processes read it. A channel has failed when for two minutes nothing was
/// taken although something waits, or everything is refused: three messages or more, and none taken since. One mail that a single server puts off
/// (a 4xx answer) while nothing else is to be sent says nothing of the channel.
/// </summary>
public sealed partial class DeliveryWatch(IDbContextFactory<AdminDb> databases, TimeProvider time, ILogger<DeliveryWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private bool failed;

    /// <summary>Looks once. Who waits on a page is told by the database when it changed.</summary>
    /// <returns>How many channels changed.</returns>
    public async Task<int> LookAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Database.ExecuteSqlAsync($"""
            UPDATE delivery_states d SET failing_since = seen.since
            FROM (
                SELECT c.channel, CASE
                    WHEN taken.at > now() - interval '2 minutes' THEN NULL
                    WHEN waiting.tells THEN greatest(waiting.since, taken.at)
                    WHEN refused.many >= 3 AND refused.since <= now() - interval '2 minutes' THEN refused.since END AS since
                FROM delivery_states c
                LEFT JOIN LATERAL (
                    SELECT m.finished_at AS at FROM outbox_messages m WHERE m.state = 2 AND m.channel = c.channel AND m.finished_at IS NOT NULL
                    ORDER BY m.finished_at DESC LIMIT 1) taken ON true
                CROSS JOIN LATERAL (
                    SELECT min(m.queued_at) AS since,
                        bool_or(m.attempts = 0 OR m.channel = 2 OR m.last_answer IS NULL OR m.last_answer !~ '^4[0-9][0-9] ') OR count(DISTINCT lower(split_part(m.recipient, '@', 2))) > 1 AS tells
                    FROM outbox_messages m WHERE m.state = 1 AND m.channel = c.channel AND m.queued_at <= now() - interval '2 minutes') waiting
                CROSS JOIN LATERAL (
                    SELECT count(*) AS many, min(m.finished_at) AS since FROM outbox_messages m
                    WHERE m.state = 3 AND m.channel = c.channel AND m.finished_at > greatest(taken.at, now() - interval '30 minutes')) refused) seen
            WHERE d.channel = seen.channel AND d.failing_since IS DISTINCT FROM seen.since
            """, cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Every, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await LookAsync(stoppingToken) > 0) Log.Changed(log);
                failed = false;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: what escapes a service like this one ends the whole process.
                if (!failed) Log.Later(log, fault);
                failed = true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Mails or SMS have stopped going, or go again: /console/messages shows which")]
        public static partial void Changed(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Whether messages go could not be looked up; it is looked again in a moment")]
        public static partial void Later(ILogger logger, Exception fault);
    }
}
