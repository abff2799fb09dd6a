using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AdminConsole.Domain.Journal;

/// <summary>
/// Chains the rows of the journal in batches, within seconds and outside the transactions that write them (rule 18 of recovery). Any number of
/// processes may run one; a lock lets one of them work at a time.
/// <para>
/// A row with a lower id may be committed after one with a higher id, and must not be passed over. Nor do transaction ids tell: one that began earlier may
/// take its journal id later. But whoever is about to take an id has the table's lock for writing, until the end of his transaction. So: note
/// the highest id that is visible, then who has that lock; once all of those are done, every id up to the noted one is visible or never will be.
/// </para>
/// </summary>
public sealed partial class JournalSealer(IDbContextFactory<AdminDb> databases, TimeProvider time, ILogger<JournalSealer> log) : BackgroundService
{
    /// <summary>Rows of one link at most.</summary>
    public const int Batch = 1_000;

    /// <summary>Not more often: each link takes its place for a year.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private long upTo;
    private string[] writers = [];
    private bool failed;

    /// <summary>
    /// Seals what is surely complete, in as many batches as it takes, and notes how far the next call may go. What an open transaction has written or
    /// might still write is left for later.
    /// </summary>
    /// <returns>How many rows were sealed; 0 as well while another process does it.</returns>
    public async Task<int> SealAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        var done = 0;
        if (upTo > 0 && await AreDoneAsync(db, cancel)) done = await SealUpToAsync(db, upTo, cancel);
        else if (upTo > 0) return 0;
        upTo = await db.AuditEntries.MaxAsync(e => (long?)e.Id, cancel) ?? 0;
        writers = await WritersAsync(db, cancel);
        if (writers is []) done += await SealUpToAsync(db, upTo, cancel);
        return done;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Every, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SealAsync(stoppingToken);
                failed = false;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: what escapes a service like this one ends the whole process. Said once, not every two seconds.
                if (!failed) Log.Later(log, fault);
                failed = true;
            }
        }
    }

    /// <summary>Transactions that have the journal's lock for writing now, whether they have written or not.</summary>
    private static Task<string[]> WritersAsync(AdminDb db, CancellationToken cancel) => db.Database.SqlQuery<string>($"""
        SELECT virtualtransaction AS "Value" FROM pg_locks
        WHERE locktype = 'relation' AND relation = 'audit_entries'::regclass AND mode = 'RowExclusiveLock' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """).ToArrayAsync(cancel);

    private async Task<bool> AreDoneAsync(AdminDb db, CancellationToken cancel) =>
        writers is [] || !(await WritersAsync(db, cancel)).Intersect(writers).Any();

    private static async Task<int> SealUpToAsync(AdminDb db, long last, CancellationToken cancel)
    {
        var done = 0;
        while (true)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            if (!await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({JournalChain.Lock}) AS \"Value\"").SingleAsync(cancel)) return done;
            var before = await db.AuditSeals.OrderByDescending(s => s.LastEntryId).Select(s => new { s.LastEntryId, s.Digest }).FirstOrDefaultAsync(cancel);
            var rows = await RowsAsync(db, transaction, before?.LastEntryId ?? 0, last, cancel);
            if (rows is []) return done;
            db.AuditSeals.Add(JournalChain.Link(before?.Digest ?? JournalChain.Beginning, rows));
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            db.ChangeTracker.Clear();
            done += rows.Count;
            if (rows.Count < Batch) return done;
        }
    }

    private static async Task<List<RowDigest>> RowsAsync(AdminDb db, IDbContextTransaction transaction, long after, long last, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {JournalChain.Columns} FROM audit_entries WHERE id > $1 AND id <= $2 ORDER BY id LIMIT {Batch}",
            (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction())
        {
            Parameters = { new() { Value = after }, new() { Value = last } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<RowDigest>(Batch);
        while (await reader.ReadAsync(cancel)) rows.Add(JournalChain.Read(reader));
        return rows;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The journal could not be sealed; it is tried again until it can")]
        public static partial void Later(ILogger logger, Exception fault);
    }
}
