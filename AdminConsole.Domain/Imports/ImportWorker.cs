using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>
/// Reads and applies imports, one at a time in each process, in whatever process was quicker. One that was killed is gone on with by another when its lease is over. It survives whatever a
/// file or the database does.
/// </summary>
internal sealed partial class ImportWorker(
    IDbContextFactory<AdminDb> factory, NpgsqlDataSource source, Signals signals, ImportPace pace, TimeProvider time, ILogger<ImportWorker> log) : BackgroundService
{
    /// <summary>How often it looks for what a dead process left, when nothing tells it to.</summary>
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim wake = new(0);
    private readonly Guid me = Guid.CreateVersion7();

    public override void Dispose()
    {
        base.Dispose();
        wake.Dispose();
    }

    /// <summary>Takes the import that waits longest and works on it until it is ready, done, stopped, or the process ends. False when none waits.</summary>
    public async Task<bool> WorkAsync(CancellationToken cancel)
    {
        if (await ImportLease.TakeNextAsync(source, me, cancel) is not { } runId) return false;
        await new ImportWork(factory, source, pace, time, log).RunAsync(runId, me, cancel);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(Signal.ImportChanged, Guid.Empty, Wake);
        using var pause = new PeriodicTimer(DatabasePause, time);
        try
        {
            while (true)
            {
                if (await TryWorkAsync(stoppingToken) is not { } worked) await pause.WaitForNextTickAsync(stoppingToken);
                else if (!worked) await wake.WaitAsync(Sweep, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Null when the database did not let it.</summary>
    private async Task<bool?> TryWorkAsync(CancellationToken cancel)
    {
        try
        {
            return await WorkAsync(cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // Whatever it is: what escapes a service like this one ends the whole process.
            Log.Later(log, fault);
            return null;
        }
    }

    private void Wake()
    {
        if (wake.CurrentCount == 0) wake.Release();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The imports could not be worked on; it is tried again")]
        public static partial void Later(ILogger logger, Exception fault);
    }
}
