using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>One turn of work on one import that is leased: what the worker and the command line do alike.</summary>
internal sealed partial class ImportWork(IDbContextFactory<AdminDb> factory, NpgsqlDataSource source, ImportPace pace, TimeProvider time, ILogger log)
{
    public async Task RunAsync(Guid runId, Guid holder, CancellationToken cancel)
    {
        await using var lease = new ImportLease(source, runId, holder, time);
        lease.Keep();
        var reading = new ImportReading(factory, source);
        var applying = new ImportApplying(factory, source, pace);
        try
        {
            ImportState state;
            await using (var db = await factory.CreateDbContextAsync(cancel)) state = await db.ImportRuns.Where(r => r.Id == runId).Select(r => r.State).SingleAsync(cancel);
            if (state is ImportState.Reading) await reading.RunAsync(lease, cancel);
            else if (state is ImportState.Applying) await applying.RunAsync(lease, cancel);
        }
        catch (LeaseLostException)
        {
            Log.Stopped(log, runId);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await ReleaseAsync(runId, holder);
            throw;
        }
        catch (PostgresException full) when (full.SqlState is PostgresErrorCodes.DiskFull)
        {
            Log.Full(log, runId, full);
            await reading.FailAsync(lease, ImportFault.DiskFull, cancel);
            await applying.StandAsync(lease, ImportFault.DiskFull, cancel);
        }
        catch (Exception fault) when (!Outage.Caused(fault) && fault is not NpgsqlException { IsTransient: true })
        {
            Log.Unexpected(log, runId, fault);
            await reading.FailAsync(lease, ImportFault.Unexpected, cancel);
            await applying.StandAsync(lease, ImportFault.Unexpected, cancel);
        }
    }

    /// <summary>A process that ends in good order lets the next one begin at once.</summary>
    private async Task ReleaseAsync(Guid runId, Guid holder)
    {
        await using var release = source.CreateCommand("UPDATE import_runs SET leased_by = NULL, leased_until = NULL, bytes_read = bytes_read WHERE id = $1 AND leased_by = $2");
        release.Parameters.AddWithValue(runId);
        release.Parameters.AddWithValue(holder);
        await release.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Import {Run} was stopped, or is gone on with by another process")]
        public static partial void Stopped(ILogger logger, Guid run);

        [LoggerMessage(Level = LogLevel.Error, Message = "Import {Run} stands still: the database has no place left")]
        public static partial void Full(ILogger logger, Guid run, Exception fault);

        [LoggerMessage(Level = LogLevel.Error, Message = "Import {Run} stands still")]
        public static partial void Unexpected(ILogger logger, Guid run, Exception fault);
    }
}
