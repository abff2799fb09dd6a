using System.Diagnostics;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// A year of a busy journal, made in the database: so many rows spread over all accounts by a hash, in the order of time, half of them
/// sign-ins, the rest asked, sent, chosen and done by operators; and a finished message for every fifth account. Kept with the population.
/// </summary>
internal static class JournalRows
{
    private const int Batch = 1_000_000;

    public static async Task EnsureAsync(NpgsqlDataSource owner, int rows)
    {
        await using var connection = await owner.OpenConnectionAsync();
        var there = await ScalarAsync(connection, "SELECT count(*) FROM audit_entries");
        if (there < rows)
        {
            var since = Stopwatch.GetTimestamp();
            await ExecuteAsync(connection, """
                CREATE TEMP TABLE numbered AS
                    SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, coalesce((SELECT array_agg(DISTINCT school_id) FROM memberships m WHERE m.account_id = a.id), '{}') AS schools FROM accounts a;
                CREATE UNIQUE INDEX ON numbered (n);
                ANALYZE numbered;
                """);
            // A year within one hour is no volume of anybody's.
            await ExecuteAsync(connection, "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_count");
            for (; there < rows; there += Batch)
            {
                await ExecuteAsync(connection, FormattableString.Invariant($"""
                INSERT INTO audit_entries (at, actor_id, account_id, school_ids, action, outcome, refusal, network, detail)
                SELECT now() - interval '365 days' * (1 - g::float8 / {rows}), CASE WHEN g % 2 = 0 THEN a.id WHEN g % 3 = 0 THEN '{Operators.Id(null)}'::uuid END, a.id, a.schools,
                    (ARRAY['SignedIn', 'ResetAsked', 'SignedIn', 'ResetSent', 'SignedIn', 'PasswordChosen', 'SignInRefused', 'ContactChanged'])[1 + g % 8],
                    CASE WHEN g % 8 = 6 THEN 2 ELSE 1 END, CASE WHEN g % 8 = 6 THEN 'Refused' END, '203.0.113.9', CASE WHEN g % 8 = 7 THEN 'p…@example.org → n…@example.org' END
                FROM generate_series({there + 1}::bigint, {Math.Min(there + Batch, rows)}) g
                JOIN numbered a ON a.n = abs(hashint8extended(g, 77)) % (SELECT count(*) FROM numbered)
                ORDER BY g
                """));
            }
            await ExecuteAsync(connection, "ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_count");
            await ExecuteAsync(connection, "VACUUM (ANALYZE) journal_places");
            if (await ScalarAsync(connection, "SELECT (count(*) > 100000)::int::bigint FROM outbox_messages") == 0)
            {
                await ExecuteAsync(connection, """
                    INSERT INTO outbox_messages (id, account_id, channel, kind, priority, recipient, state, queued_at, attempts, unanswered, next_try_at, expires_at, finished_at)
                    SELECT gen_random_uuid(), id, 1, 1, 1, 'p' || n || '@example.org', 2, at, 1, 0, at, at + interval '1 hour', at
                    FROM (SELECT n, id, now() - interval '1 day' - random() * interval '300 days' AS at FROM numbered WHERE n % 5 = 0) m
                    """);
            }
            await ExecuteAsync(connection, "VACUUM (ANALYZE) audit_entries");
            await ExecuteAsync(connection, "VACUUM (ANALYZE) outbox_messages");
            Console.WriteLine(FormattableString.Invariant($"journal rows made in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s"));
        }
        Console.WriteLine($"{await ScalarAsync(connection, "SELECT count(*) FROM audit_entries")} journal rows, {await ScalarAsync(connection, "SELECT count(*) FROM outbox_messages")} messages");
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
