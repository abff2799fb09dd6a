using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>
/// The preview: files are read as streams, every line is compared with what is stored, portion by portion, and what only the whole can tell is told at the end. Changes no account. Cut
/// short, it is begun again.
/// </summary>
internal sealed class ImportReading(IDbContextFactory<AdminDb> factory, NpgsqlDataSource source)
{
    /// <summary>Portions that are compared at the same time, each in a session of its own: none needs what another one found.</summary>
    private const int AtOnce = 2;

    /// <summary>Lines of one commit.</summary>
    public int PortionSize { get; init; } = 10_000;

    /// <exception cref="LeaseLostException">Somebody stopped it, or another process goes on.</exception>
    public async Task RunAsync(ImportLease lease, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var run = await db.ImportRuns.AsNoTracking().SingleAsync(r => r.Id == lease.RunId, cancel);
        if (await ImportReach.OfAsync(db, run, cancel) is not { } reach)
        {
            await FailAsync(lease, ImportFault.RightLost, cancel);
            return;
        }
        if (run.SchoolId is { } one && !await LockAsync(lease, [one], cancel))
        {
            await FailAsync(lease, ImportFault.SchoolBusy, cancel);
            return;
        }
        var files = await db.ImportFiles.AsNoTracking().Where(f => f.RunId == run.Id && f.Place >= 0).OrderBy(f => f.Place).ToListAsync(cancel);
        await using var sessions = new Sessions(source);
        try
        {
            await sessions.UseAsync(session => ClearAsync(session, lease, cancel), cancel);
            var about = new HashSet<(Guid School, short Profile)>();
            var bytes = new Progress();
            var portions = ReadPortion.CutAsync(LinesAsync(files, reach, await db.TodayAsync(cancel), bytes, cancel), () => bytes.Read, PortionSize, cancel);
            await Parallel.ForEachAsync(portions, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (portion, stop) =>
            {
                lock (about) about.UnionWith(portion.About);
                await sessions.UseAsync(session => PlanAsync(session, lease, reach, portion, stop), stop);
            });
            await sessions.UseAsync(session => FinishAsync(session, lease, about, cancel), cancel);
        }
        catch (UnreadFileException unread)
        {
            await FailAsync(lease, unread.Fault, cancel, unread.FileId, unread.Line);
        }
    }

    /// <summary>Sessions that have the tables of <see cref="PlanSql"/>: as many as are in use at once.</summary>
    private sealed class Sessions(NpgsqlDataSource source) : IAsyncDisposable
    {
        private readonly ConcurrentBag<NpgsqlConnection> free = [];

        public async Task UseAsync(Func<NpgsqlConnection, Task> use, CancellationToken cancel)
        {
            var isNew = !free.TryTake(out var session);
            session ??= await source.OpenConnectionAsync(cancel);
            try
            {
                if (isNew) await ImportReading.RunAsync(Command(session, $"{PlanSql.Tables} {PlanSql.Ranked}"), cancel);
                await use(session);
            }
            finally
            {
                free.Add(session);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var session in free) await session.DisposeAsync();
        }
    }

    private sealed class Progress
    {
        public long Read { get; set; }
    }

    private sealed class UnreadFileException(Guid fileId, ImportFault fault, int? line) : Exception
    {
        public Guid FileId { get; } = fileId;
        public ImportFault Fault { get; } = fault;
        public int? Line { get; } = line;
    }

    /// <summary>The seam: another source would yield the same lines.</summary>
    private async IAsyncEnumerable<ImportedLine> LinesAsync(
        List<ImportFile> files, ImportReach reach, DateOnly today, Progress progress, [EnumeratorCancellation] CancellationToken cancel)
    {
        var before = 0L;
        foreach (var file in files)
        {
            var lines = new CsvLines(file, reach.School, reach.Schools, today);
            await using var bytes = new FileBlocks(source, file.Id);
            var header = true;
            await using var records = CsvText.ReadAsync(bytes, file.Encoding, file.Delimiter[0]).GetAsyncEnumerator(cancel);
            while (true)
            {
                try
                {
                    if (!await records.MoveNextAsync()) break;
                }
                catch (OpenQuoteException open)
                {
                    throw new UnreadFileException(file.Id, ImportFault.OpenQuote, open.Line);
                }
                cancel.ThrowIfCancellationRequested();
                progress.Read = before + bytes.Seen;
                if (!header) yield return lines.Read(records.Current);
                header = false;
            }
            before += file.Bytes;
        }
    }

    private static async Task ClearAsync(NpgsqlConnection connection, ImportLease lease, CancellationToken cancel)
    {
        foreach (var table in (string[])["import_lines", "import_children", "import_absences"])
            await RunAsync(Command(connection, $"DELETE FROM {table} WHERE run_id = $1", lease.RunId), cancel);
        await RunAsync(Command(connection, "UPDATE import_runs SET lines = 0, bytes_read = 0 WHERE id = $1 AND state = 2 AND leased_by = $2", lease.RunId, lease.Holder), cancel);
    }

    private static async Task PlanAsync(NpgsqlConnection connection, ImportLease lease, ImportReach reach, ReadPortion portion, CancellationToken cancel)
    {
        await using (var clear = Command(connection, PlanSql.Clear)) await clear.ExecuteNonQueryAsync(cancel);
        await ReadCopy.FillAsync(connection, portion, cancel);
        await using var commit = await connection.BeginTransactionAsync(cancel);
        await RunAsync(Command(connection, PlanSql.ByIndex), cancel);
        var known = await RunAsync(Command(connection, PlanSql.ByExternalId), cancel);
        if (portion.Lines.Exists(read => read.Line.NationalId is not null)) known += await RunAsync(Command(connection, PlanSql.ByNationalId), cancel);
        if (known < portion.Lines.Count) await RunAsync(Command(connection, PlanSql.ByName), cancel);
        var hasChildren = portion.Lines.Exists(read => read.Line.Children.Count > 0);
        if (hasChildren) await RunAsync(Command(connection, PlanSql.Children, reach.Ids), cancel);
        await RunAsync(Command(connection, PlanSql.Lines, lease.RunId, reach.Ids, reach.OperatorId, (short)reach.Rank), cancel);
        if (hasChildren) await RunAsync(Command(connection, PlanSql.KeptChildren, lease.RunId), cancel);
        await using var told = Command(connection, "UPDATE import_runs SET lines = greatest(lines, $3), bytes_read = greatest(bytes_read, $4) WHERE id = $1 AND state = 2 AND leased_by = $2",
            lease.RunId, lease.Holder, portion.Lines[^1].Ordinal, portion.BytesRead);
        if (await told.ExecuteNonQueryAsync(cancel) == 0) throw new LeaseLostException();
        await commit.CommitAsync(cancel);
    }

    private async Task FinishAsync(NpgsqlConnection connection, ImportLease lease, HashSet<(Guid School, short Profile)> about, CancellationToken cancel)
    {
        Guid[] schools = [.. about.Select(pair => pair.School).Distinct().Order()];
        if (schools is not [] && !await LockAsync(lease, schools, cancel))
        {
            await FailAsync(lease, ImportFault.SchoolBusy, cancel);
            return;
        }
        await using var commit = await connection.BeginTransactionAsync(cancel);
        await RunAsync(Command(connection, FinishSql.Settings), cancel);
        foreach (var sql in (string[])[FinishSql.Twice, FinishSql.Homonyms, FinishSql.PersonTwice, FinishSql.ChildrenById, FinishSql.ChildrenByName, FinishSql.ChildrenUnknown, FinishSql.Leads])
            await RunAsync(Command(connection, sql, lease.RunId), cancel);
        (Guid School, short Profile)[] pairs = [.. about];
        await RunAsync(Command(connection, FinishSql.Absences, lease.RunId, pairs.Select(p => p.School).ToArray(), pairs.Select(p => p.Profile).ToArray()), cancel);
        if (await RunAsync(Command(connection, FinishSql.Ready, lease.RunId, schools, lease.Holder), cancel) == 0) throw new LeaseLostException();
        await commit.CommitAsync(cancel);
    }

    /// <summary>
    /// All of the schools or none. A preview of somebody else that waited for a day gives way, and a feed's whose process is dead: nobody else would confirm it.
    /// </summary>
    private async Task<bool> LockAsync(ImportLease lease, Guid[] schools, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var commit = await connection.BeginTransactionAsync(cancel);
        await RunAsync(Command(connection, """
            WITH stale AS (
                UPDATE import_runs r SET state = CASE WHEN r.started_by IS NULL THEN 7 ELSE 1 END, finished_at = CASE WHEN r.started_by IS NULL THEN now() END, leased_by = NULL, leased_until = NULL
                FROM import_locks l
                WHERE l.school_id = ANY ($2) AND r.id = l.run_id AND r.id <> $1
                    AND (r.state = 3 AND r.started_at < now() - interval '1 day' OR r.started_by IS NULL AND r.state IN (2, 3) AND r.leased_until < now()) RETURNING r.id)
            DELETE FROM import_locks WHERE run_id IN (SELECT id FROM stale)
            """, lease.RunId, schools), cancel);
        await RunAsync(Command(connection, "INSERT INTO import_locks (school_id, run_id) SELECT s, $1 FROM unnest($2) s ORDER BY 1 ON CONFLICT (school_id) DO NOTHING", lease.RunId, schools), cancel);
        await using var held = Command(connection, "SELECT count(*) FROM import_locks WHERE run_id = $1 AND school_id = ANY ($2)", lease.RunId, schools);
        if ((long)(await held.ExecuteScalarAsync(cancel))! < schools.Length) return false;
        await commit.CommitAsync(cancel);
        return true;
    }

    /// <summary>Ends it with nothing changed, and gives its schools free.</summary>
    public async Task FailAsync(ImportLease lease, ImportFault fault, CancellationToken cancel, Guid? fileId = null, int? line = null)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        await db.ImportFiles.Where(f => f.Id == fileId).ExecuteUpdateAsync(set => set.SetProperty(f => f.Fault, fault).SetProperty(f => f.FaultLine, line), cancel);
        await db.ImportLocks.Where(l => l.RunId == lease.RunId).ExecuteDeleteAsync(cancel);
        await db.ImportRuns.Where(r => r.Id == lease.RunId && r.State == ImportState.Reading && r.LeasedBy == lease.Holder).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, ImportState.Failed).SetProperty(r => r.Fault, fault).SetProperty(r => r.LeasedBy, (Guid?)null).SetProperty(r => r.LeasedUntil, (DateTimeOffset?)null), cancel);
        await commit.CommitAsync(cancel);
    }

    internal static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    internal static async Task<int> RunAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command) return await command.ExecuteNonQueryAsync(cancel);
    }
}
