using AdminConsole.Domain.Model;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AdminConsole.Domain.Import;

/// <summary>
/// Loads schools and people in bulk: rows are copied into temporary tables and merged set by set. Nothing but this may choose ids,
/// logins and dates of creation. A chunk is two commits: its accounts, in the order of the source because logins are numbered in it;
/// then what hangs on them, while a second connection is busy with the accounts of the next chunk. A load that was cut short is
/// completed by running it again.
/// </summary>
public sealed partial class BulkLoader(NpgsqlDataSource source, ILogger<BulkLoader> log)
{
    /// <summary>Rows of one commit: enough that what a statement costs is spread thin, few enough that they stay in memory.</summary>
    internal int ChunkSize { get; init; } = 25_000;

    /// <summary>How often a commit is tried after it lost a login, or a lock, to somebody else.</summary>
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
    /// <param name="progress">Told when a chunk is committed, one call at a time.</param>
    /// <exception cref="PostgresException">A row breaks a rule of the database. What was committed before stays.</exception>
    public Task<LoadReport> LoadAsync(IReadOnlyCollection<SchoolRow> schools, IAsyncEnumerable<AccountRow> accounts, IProgress<LoadReport>? progress, CancellationToken cancel) =>
        LoadAsync(schools, accounts, hasPast: false, progress, cancel);

    /// <summary>
    /// The same, and gives known accounts what no file can carry, as the rows say: dates, source, password, sign-ins, blocks, where a contact came from, since when and until when somebody is in a
    /// school. For people who went through an import, so that they look as if that had been years ago.
    /// </summary>
    /// <param name="progress">Told when a chunk is committed, one call at a time.</param>
    public Task<LoadReport> CompleteAsync(IReadOnlyCollection<SchoolRow> schools, IAsyncEnumerable<AccountRow> accounts, IProgress<LoadReport>? progress, CancellationToken cancel) =>
        LoadAsync(schools, accounts, hasPast: true, progress, cancel);

    /// <summary>Has an import that was previewed, and is not applied yet, create its accounts under the ids of the rows; found by external id.</summary>
    public async Task GiveIdsAsync(Guid importId, IEnumerable<AccountRow> accounts, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var commit = await connection.BeginTransactionAsync(cancel);
        await PlannedIds.StageAsync(connection, accounts, cancel);
        await using var give = new NpgsqlCommand(PlannedIds.Give, connection) { CommandTimeout = 0 };
        give.Parameters.AddWithValue(importId);
        await give.ExecuteNonQueryAsync(cancel);
        await commit.CommitAsync(cancel);
    }

    private async Task<LoadReport> LoadAsync(
        IReadOnlyCollection<SchoolRow> schools, IAsyncEnumerable<AccountRow> accounts, bool hasPast, IProgress<LoadReport>? progress, CancellationToken cancel)
    {
        await using var one = await source.OpenConnectionAsync(cancel);
        await using var other = await source.OpenConnectionAsync(cancel);
        await Staging.CreateAsync(one, cancel);
        await Staging.CreateAsync(other, cancel);
        var tally = new Tally(await MergeSchoolsAsync(one, schools, cancel), progress);

        (NpgsqlConnection Connection, Task Work) next = (one, Task.CompletedTask), last = (other, Task.CompletedTask);
        var accountsBefore = Task.CompletedTask;
        try
        {
            await foreach (var chunk in Chunk.ReadAsync(accounts, ChunkSize, cancel))
            {
                await next.Work;
                var accountsDone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next.Work = MergeAsync(next.Connection, chunk, hasPast, accountsBefore, accountsDone, tally, cancel);
                accountsBefore = accountsDone.Task;
                (next, last) = (last, next);
            }
            await Task.WhenAll(next.Work, last.Work);
            return tally.Report;
        }
        finally
        {
            // Whatever ended the load, the connections are not given back before both are at rest.
            await Task.WhenAll(next.Work, last.Work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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

    private async Task MergeAsync(
        NpgsqlConnection connection, Chunk chunk, bool hasPast, Task accountsBefore, TaskCompletionSource accountsDone, Tally tally, CancellationToken cancel)
    {
        try
        {
            await Staging.FillAsync(connection, chunk, cancel);
            await accountsBefore;
            var accounts = await CommitAsync(connection, () => MergeAccountsAsync(connection, chunk.Rows.Count, hasPast, cancel), cancel);
            accountsDone.SetResult();
            var rest = await CommitAsync(connection, () => MergeRestAsync(connection, hasPast, cancel), cancel);
            tally.Add(rest with { Accounts = accounts, Repeated = chunk.Repeated });
        }
        finally
        {
            // After a fault the next chunk must not go on as if this one were there.
            accountsDone.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <summary>
    /// Merges what is staged and commits. A login that was free when it was chosen may be taken by the time it is written: the primary
    /// key of login_names says so, and the chunk is merged anew with what is taken by then.
    /// </summary>
    private async Task<T> CommitAsync<T>(NpgsqlConnection connection, Func<Task<T>> merge, CancellationToken cancel)
    {
        for (var left = Tries; ; left--)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            try
            {
                var merged = await merge();
                await transaction.CommitAsync(cancel);
                return merged;
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

    private static async Task<LoadCounts> MergeAccountsAsync(NpgsqlConnection connection, long rows, bool hasPast, CancellationToken cancel)
    {
        var known = await RunAsync(connection, Merge.Known, cancel);
        var created = rows - known;
        for (var named = await RunAsync(connection, LoginNumbers.First, cancel); named < created;) named += await RunAsync(connection, LoginNumbers.Others, cancel);
        await RunAsync(connection, Merge.NewAccounts, cancel);
        var changed = known == 0 ? 0 : await RunAsync(connection, Merge.ChangedAccounts, cancel);
        if (hasPast && known > 0) changed = await RunAsync(connection, Merge.Past, cancel);
        return new(created, changed, known - changed);
    }

    private static async Task<LoadReport> MergeRestAsync(NpgsqlConnection connection, bool hasPast, CancellationToken cancel)
    {
        if (hasPast) await RunAsync(connection, Merge.PastMemberships, cancel);
        var memberships = await RunAsync(connection, Merge.Memberships, cancel);
        var grants = await RunAsync(connection, Merge.Grants, cancel);
        await using var relate = new NpgsqlCommand(Merge.Relations, connection) { CommandTimeout = 0 };
        await using var counted = await relate.ExecuteReaderAsync(cancel);
        await counted.ReadAsync(cancel);
        long found = counted.GetInt64(0), related = counted.GetInt64(1);
        return new LoadReport
        {
            Memberships = new(memberships, 0, counted.GetInt64(2) - memberships),
            Grants = new(grants, 0, counted.GetInt64(3) - grants),
            Relations = new(related, 0, found - related),
            ChildrenNotFound = counted.GetInt64(4) - found,
        };
    }

    private static async Task<long> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancel);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "A login of the chunk was taken meanwhile ({SqlState}); the chunk is merged anew")]
        public static partial void Again(ILogger logger, string sqlState);
    }
}
