using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Assistance;

/// <summary>Every hour, deletes the requests whose time is over, with all that was said in them (rule 25 of recovery).</summary>
public sealed partial class AssistanceSweep(
    IDbContextFactory<AdminDb> factory, IOptions<AssistanceOptions> options, TimeProvider time, ILogger<AssistanceSweep> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>
    /// Deletes those that were closed more than Assistance:RetentionMonths ago, and those that nobody closed in twice that time.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> SweepAsync(CancellationToken cancel)
    {
        var months = options.Value.RetentionMonths;
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.AssistanceRequests
            .Where(r => r.ClosedAt < AdminDb.Now().AddMonths(-months) || r.ReceivedAt < AdminDb.Now().AddMonths(-2 * months) && r.ClosedAt == null)
            .ExecuteDeleteAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Every, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "Old requests for assistance could not be removed; it is tried again in an hour")]
        public static partial void Later(ILogger logger, Exception fault);
    }
}
