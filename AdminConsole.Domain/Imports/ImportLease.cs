using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>The work was taken away: somebody stopped it, or another process thought that this one was dead.</summary>
internal sealed class LeaseLostException : Exception;

/// <summary>One process works on an import at a time. The lease is told by the database's clock; whoever does not renew it is taken for dead.</summary>
internal sealed class ImportLease(NpgsqlDataSource source, Guid runId, Guid holder, TimeProvider time) : IAsyncDisposable
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(8);
    private readonly CancellationTokenSource ended = new();
    private Task renewing = Task.CompletedTask;

    public Guid RunId => runId;
    public Guid Holder => holder;

    /// <summary>The import that waits longest, if any; taken by this process. $1 holder, $2 seconds.</summary>
    public static async Task<Guid?> TakeNextAsync(NpgsqlDataSource source, Guid holder, CancellationToken cancel)
    {
        await using var take = source.CreateCommand("""
            UPDATE import_runs SET leased_by = $1, leased_until = now() + make_interval(secs => $2)
            WHERE id = (SELECT id FROM import_runs WHERE state IN (2, 4) AND (leased_until IS NULL OR leased_until < now()) ORDER BY started_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id
            """);
        take.Parameters.AddWithValue(holder);
        take.Parameters.AddWithValue(Life.TotalSeconds);
        return await take.ExecuteScalarAsync(cancel) as Guid?;
    }

    /// <summary>Keeps it while the work lasts.</summary>
    public void Keep() => renewing = RenewAsync();

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.Dispose();
    }

    private async Task RenewAsync()
    {
        using var clock = new PeriodicTimer(Every, time);
        while (await clock.WaitForNextTickAsync(ended.Token))
        {
            try
            {
                await using var renew = source.CreateCommand("UPDATE import_runs SET leased_until = now() + make_interval(secs => $3) WHERE id = $1 AND leased_by = $2");
                renew.Parameters.AddWithValue(runId);
                renew.Parameters.AddWithValue(holder);
                renew.Parameters.AddWithValue(Life.TotalSeconds);
                await renew.ExecuteNonQueryAsync(ended.Token);
            }
            catch (NpgsqlException)
            {
                // The work itself meets the same fault, and says so.
                continue;
            }
        }
    }
}
