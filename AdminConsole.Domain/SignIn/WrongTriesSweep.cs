using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.SignIn;

/// <summary>Every hour, forgets the wrong tries that no longer count: whatever strangers type does not pile up.</summary>
public sealed partial class WrongTriesSweep(IDbContextFactory<AdminDb> factory, TimeProvider time, ILogger<WrongTriesSweep> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Every, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var db = await factory.CreateDbContextAsync(stoppingToken);
                await WrongTries.SweepAsync(db, stoppingToken);
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "Old wrong tries could not be removed; it is tried again in an hour")]
        public static partial void Later(ILogger logger, Exception fault);
    }
}
