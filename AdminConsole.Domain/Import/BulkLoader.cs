using Microsoft.Extensions.Logging;
using Npgsql;

namespace AdminConsole.Domain.Import;

/// <summary>
/// Loads schools and people in bulk: rows are copied into temporary tables and merged set by set, a commit for each chunk. Nothing
/// but this may choose ids, logins and dates of creation. A load that was cut short is completed by running it again.
/// </summary>
public sealed partial class BulkLoader(NpgsqlDataSource source, ILogger<BulkLoader> log)
{
    /// <summary>Rows of one commit: enough that what a statement costs is spread thin, few enough that they stay in memory.</summary>
    internal int ChunkSize { get; init; } = 25_000;

    /// <summary>How often a chunk is merged anew after it lost a login to somebody else.</summary>
    private const int Tries = 10;

    /// <summary>Whether the account exists: tells a caller that a load of fixed rows was completed.</summary>
    public async Task<bool> HasAccountAsync(Guid id, CancellationToken cancel)
    {
        await using var ask = source.CreateCommand("SELECT EXISTS (SELECT FROM accounts WHERE id = $1)");
        ask.Parameters.AddWithValue(id);
        return (bool)(await ask.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>
    /// Loads the schools, then the people, in the order given. Memory does not grow with their number. Known accounts (by id, else by
    /// external id) are updated where the row differs; memberships, grants and relations are added and never ended.
    /// </summary>
    /// <param name="progress">Told after each commit, on the loading thread.</param>
    /// <exception cref="PostgresException">A row breaks a rule of the database; its chunk and what follows are not loaded.</exception>
    public async Task<LoadReport> LoadAsync(IReadOnlyCollection<SchoolRow> schools, IAsyncEnumerable<AccountRow> accounts,
        IProgress<LoadReport>? progress, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await Staging.CreateAsync(connection, cancel);
        var report = new LoadReport { Schools = await MergeSchoolsAsync(connection, schools, cancel) };
        await foreach (var chunk in Chunk.ReadAsync(accounts, ChunkSize, cancel))
        {
            await Staging.FillAsync(connection, chunk, cancel);
            report = await MergeAsync(connection, report with { Repeated = report.Repeated + chunk.Repeated }, chunk.Rows.Count, cancel);
            progress?.Report(report);
        }
        return report;
    }

    private static async Task<LoadCounts> MergeSchoolsAsync(NpgsqlConnection connection, IReadOnlyCollection<SchoolRow> schools, CancellationToken cancel)
    {
        await Staging.FillSchoolsAsync(connection, schools, cancel);
        await using var merge = new NpgsqlCommand(Merge.Schools, connection);
        await using var touched = await merge.ExecuteReaderAsync(cancel);
        long created = 0, changed = 0;
        while (await touched.ReadAsync(cancel)) _ = touched.GetBoolean(0) ? created++ : changed++;
        return new(created, changed, schools.Count - created - changed);
    }

    /// <summary>
    /// Merges what is staged. A login that was free when it was chosen may be taken by the time it is written: the primary key of
    /// login_names says so, and the chunk is merged anew with what is taken by then.
    /// </summary>
    private async Task<LoadReport> MergeAsync(NpgsqlConnection connection, LoadReport before, int rows, CancellationToken cancel)
    {
        for (var left = Tries; ; left--)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            try
            {
                var after = await MergeOnceAsync(connection, before, rows, cancel);
                await transaction.CommitAsync(cancel);
                return after;
            }
            catch (PostgresException fault) when (left > 1 && IsLostRace(fault))
            {
                Log.Again(log, fault.SqlState);
            }
        }
    }

    private static bool IsLostRace(PostgresException fault) =>
        fault is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_login_names" }
            or { SqlState: PostgresErrorCodes.DeadlockDetected };

    private static async Task<LoadReport> MergeOnceAsync(NpgsqlConnection connection, LoadReport before, int rows, CancellationToken cancel)
    {
        long known = await RunAsync(Merge.Known), created = rows - known;
        for (var named = await RunAsync(Merge.Logins); named < created;) named += await RunAsync(Merge.OtherLogins);
        await RunAsync(Merge.NewAccounts);
        var changed = known == 0 ? 0 : await RunAsync(Merge.ChangedAccounts);
        var memberships = await RunAsync(Merge.Memberships);
        var grants = await RunAsync(Merge.Grants);
        var (found, related) = await RelateAsync(connection, cancel);
        var (allMemberships, allGrants, allChildren) = await StagedAsync(connection, cancel);
        return before with
        {
            Accounts = before.Accounts + new LoadCounts(created, changed, known - changed),
            Memberships = before.Memberships + new LoadCounts(memberships, 0, allMemberships - memberships),
            Grants = before.Grants + new LoadCounts(grants, 0, allGrants - grants),
            Relations = before.Relations + new LoadCounts(related, 0, found - related),
            ChildrenNotFound = before.ChildrenNotFound + allChildren - found,
        };

        async Task<long> RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            return await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private static async Task<(long Found, long Added)> RelateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var relate = new NpgsqlCommand(Merge.Relations, connection) { CommandTimeout = 0 };
        await using var counted = await relate.ExecuteReaderAsync(cancel);
        await counted.ReadAsync(cancel);
        return (counted.GetInt64(0), counted.GetInt64(1));
    }

    private static async Task<(long Memberships, long Grants, long Children)> StagedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var count = new NpgsqlCommand("""
            SELECT (SELECT count(*) FROM staged_memberships), (SELECT count(*) FROM staged_grants), (SELECT count(*) FROM staged_children)
            """, connection);
        await using var counted = await count.ExecuteReaderAsync(cancel);
        await counted.ReadAsync(cancel);
        return (counted.GetInt64(0), counted.GetInt64(1), counted.GetInt64(2));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "A login of the chunk was taken meanwhile ({SqlState}); the chunk is merged anew")]
        public static partial void Again(ILogger logger, string sqlState);
    }
}
