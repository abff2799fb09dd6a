using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Journal;

/// <summary>
/// Raises an alarm for an operator who opens, changes or exports more within an hour than the settings find usual: once for each operator, kind and hour,
/// whichever process sees it first.
/// </summary>
public sealed partial class VolumeWatch(IDbContextFactory<AdminDb> databases, IOptions<JournalOptions> options, TimeProvider time, ILogger<VolumeWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <summary>Looks at the last hours once, and forgets counts of a week ago that were no alarm.</summary>
    /// <returns>How many alarms were raised.</returns>
    public async Task<int> LookAsync(CancellationToken cancel)
    {
        var limits = options.Value;
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var alarms = await db.OperatorVolumes.FromSql($"""
            UPDATE operator_volumes SET alarmed_at = now()
            WHERE hour > now() - interval '3 hours' AND alarmed_at IS NULL
                AND count > CASE kind WHEN 1 THEN {limits.ViewsAnHour} WHEN 2 THEN {limits.ContactChangesAnHour} ELSE {limits.ExportsAnHour} END
            RETURNING *
            """).AsNoTracking().ToListAsync(cancel);
        foreach (var alarm in alarms)
        {
            await db.AuditAsync(new() { AccountId = alarm.OperatorId, Action = AuditAction.UnusualVolume, Outcome = AuditOutcome.Done, Detail = $"{alarm.Kind} {alarm.Count}" }, cancel);
        }
        await db.SaveChangesAsync(cancel);
        await db.OperatorVolumes.Where(v => v.Hour < AdminDb.Now().AddDays(-7) && v.AlarmedAt == null).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
        foreach (var alarm in alarms) Log.Unusual(log, alarm.OperatorId, alarm.Kind, alarm.Count);
        return alarms.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Every, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: what escapes a service like this one ends the whole process.
                Log.Later(log, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Unusual volume: operator {OperatorId}, {Kind}, {Count} within an hour")]
        public static partial void Unusual(ILogger logger, Guid operatorId, VolumeKind kind, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Volumes could not be looked at; they are in half a minute")]
        public static partial void Later(ILogger logger, Exception fault);
    }
}
