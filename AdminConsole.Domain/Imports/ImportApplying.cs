using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>
/// Carries out what was confirmed, portion by portion: one commit holds the accounts of the portion, their rows in the journal, and how far the import is. Whatever ends it, no line is half
/// applied, and whoever goes on does not apply one twice.
/// </summary>
internal sealed class ImportApplying(IDbContextFactory<AdminDb> factory, NpgsqlDataSource source, ImportPace pace)
{
    /// <summary>How often a commit is tried after it lost a login, or a lock, to somebody else.</summary>
    private const int Tries = 10;

    /// <summary>Lines of the files that one commit covers.</summary>
    public int PortionSize { get; init; } = 5_000;

    /// <summary>Told before each commit; for tests of what happens when it ends there.</summary>
    internal Func<int, Task> BeforeCommit { get; init; } = _ => Task.CompletedTask;

    /// <exception cref="LeaseLostException">Somebody stopped it, or another process goes on.</exception>
    public async Task RunAsync(ImportLease lease, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await RunAsync(connection, ApplySql.Tables, cancel);
        while (true)
        {
            await using var db = await factory.CreateDbContextAsync(cancel);
            var run = await db.ImportRuns.AsNoTracking().SingleAsync(r => r.Id == lease.RunId, cancel);
            if (run.State is not ImportState.Applying || run.LeasedBy != lease.Holder) throw new LeaseLostException();
            if (await ImportReach.OfAsync(db, run, cancel) is not { } reach)
            {
                await StandAsync(lease, ImportFault.RightLost, cancel);
                return;
            }
            if (run.AppliedThrough >= run.Lines) break;
            var through = Math.Min(run.Lines, run.AppliedThrough + PortionSize);
            await CommitAsync(connection, () => ApplyAsync(connection, lease, run, reach, through, cancel), cancel);
            await pace.AfterAsync(through - run.AppliedThrough, cancel);
        }
        await new AbsenceRemoval(source).RunAsync(lease, cancel);
        await EndAsync(lease, cancel);
    }

    /// <summary>Stands still until somebody resumes it.</summary>
    public async Task StandAsync(ImportLease lease, ImportFault fault, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db.ImportRuns.Where(r => r.Id == lease.RunId && r.State == ImportState.Applying && r.LeasedBy == lease.Holder).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, ImportState.Paused).SetProperty(r => r.Fault, fault).SetProperty(r => r.LeasedBy, (Guid?)null).SetProperty(r => r.LeasedUntil, (DateTimeOffset?)null), cancel);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, ImportLease lease, ImportRun run, ImportReach reach, int through, CancellationToken cancel)
    {
        // Held until the commit: whoever pauses or takes over waits for this portion, and finds it done.
        await using (var hold = ImportReading.Command(connection, "SELECT applied_through FROM import_runs WHERE id = $1 AND state = 4 AND leased_by = $2 FOR NO KEY UPDATE", lease.RunId, lease.Holder))
            if (await hold.ExecuteScalarAsync(cancel) as int? != run.AppliedThrough) throw new LeaseLostException();
        await RunAsync(connection, ApplySql.Clear, cancel);
        await RunAsync(connection, PlanSql.Ranked, cancel);
        await RunAsync(connection, PlanSql.ByIndex, cancel);
        if (await RunAsync(connection, ApplySql.Stage, cancel, run.Id, run.AppliedThrough, through) > 0)
        {
            await RunAsync(connection, ApplySql.Meanwhile, cancel, run.Id);
            var known = await RunAsync(connection, ApplySql.Known, cancel);
            await RunAsync(connection, ApplySql.Hold, cancel);
            long created;
            await using (var count = ImportReading.Command(connection, "SELECT count(*) FROM staged_accounts")) created = (long)(await count.ExecuteScalarAsync(cancel))! - known;
            if (created > 0)
            {
                await RunAsync(connection, ApplySql.Freely, cancel);
                for (long named = await RunAsync(connection, LoginNumbers.First, cancel); named < created;) named += await RunAsync(connection, LoginNumbers.Others, cancel);
                await RunAsync(connection, PlanSql.ByIndex, cancel);
                await RunAsync(connection, ApplySql.Create, cancel);
            }
            if (known > 0)
            {
                if (await RunAsync(connection, ApplySql.Replaced, cancel) > 0) await RunAsync(connection, ApplySql.TokensDie, cancel, (short)TokenEnd.ContactChanged);
                await RunAsync(connection, ApplySql.Change, cancel, reach.OperatorId, (short)reach.Rank);
                await RunAsync(connection, ApplySql.Move, cancel);
            }
            await RunAsync(connection, ApplySql.Join, cancel);
            await RunAsync(connection, ApplySql.Relate, cancel, run.Id);
            await RunAsync(connection, ApplySql.Follow, cancel);
            await RunAsync(connection, ApplySql.Journal, cancel, (object?)run.ConfirmedBy ?? DBNull.Value, DBNull.Value, run.Id);
        }
        await BeforeCommit(through);
        await RunAsync(connection, ApplySql.Count, cancel, run.Id, through);
    }

    /// <summary>
    /// A login that was free when it was chosen may be taken by the time it is written: its primary key says so, and the portion is applied anew with what is taken by then. So is
    /// one that met somebody else's lock the wrong way round.
    /// </summary>
    private static async Task CommitAsync(NpgsqlConnection connection, Func<Task> apply, CancellationToken cancel)
    {
        for (var left = Tries; ; left--)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            try
            {
                await apply();
                await transaction.CommitAsync(cancel);
                return;
            }
            catch (PostgresException fault) when (left > 1 && IsLostRace(fault))
            {
                continue;
            }
        }
    }

    private static bool IsLostRace(PostgresException fault) => fault is { SqlState: PostgresErrorCodes.DeadlockDetected }
        or { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_login_names" or "ix_accounts_external_id" };

    private async Task EndAsync(ImportLease lease, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var ended = await db.ImportRuns.Where(r => r.Id == lease.RunId && r.State == ImportState.Applying && r.LeasedBy == lease.Holder).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, ImportState.Done).SetProperty(r => r.Fault, (ImportFault?)null).SetProperty(r => r.FinishedAt, _ => AdminDb.Now())
            .SetProperty(r => r.LeasedBy, (Guid?)null).SetProperty(r => r.LeasedUntil, (DateTimeOffset?)null), cancel);
        if (ended == 0) throw new LeaseLostException();
        await db.ImportLocks.Where(l => l.RunId == lease.RunId).ExecuteDeleteAsync(cancel);
        await commit.CommitAsync(cancel);
    }

    private static Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params object[] values) =>
        ImportReading.RunAsync(ImportReading.Command(connection, sql, values), cancel);
}
