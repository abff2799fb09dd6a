using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Model;

/// <summary>Does, every hour, what nobody waits for: mostly, removes what was kept for long enough.</summary>
public abstract partial class HourlySweep(TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Does it now.</summary>
    /// <returns>How many were removed.</returns>
    public abstract Task<int> SweepAsync(CancellationToken cancel);

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
                Log.Later(log, GetType().Name, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Sweep} could not do its work; it is tried again in an hour")]
        public static partial void Later(ILogger logger, string sweep, Exception fault);
    }
}
