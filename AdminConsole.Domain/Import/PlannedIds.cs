using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Import;

/// <summary>
/// Ids for the accounts that the preview of an import means to create. It has given them some already, in its lines and in those of their parents; nobody else knows these until it is applied, so
/// that they may still be other ones. An account that exists keeps its own.
/// </summary>
internal static class PlannedIds
{
    /// <summary>The buffers are those of <see cref="Staging"/>, which may get the same session after this: they cannot be changed once a temporary table was there.</summary>
    private const string Table = "SET temp_buffers = '64MB'; CREATE TEMP TABLE staged_ids (external_id text COLLATE \"C\" PRIMARY KEY, id uuid) ON COMMIT DROP";

    /// <summary>$1 the import.</summary>
    public const string Give = """
        WITH given AS MATERIALIZED (
            SELECT DISTINCT l.account_id AS planned, s.id FROM import_lines l JOIN staged_ids s USING (external_id)
            WHERE l.run_id = $1 AND NOT EXISTS (SELECT FROM accounts a WHERE a.id = l.account_id)),
        named AS (UPDATE import_children c SET child_id = g.id FROM given g WHERE c.run_id = $1 AND c.child_id = g.planned)
        UPDATE import_lines l SET account_id = g.id FROM given g WHERE l.run_id = $1 AND l.account_id = g.planned
        """;

    public static async Task StageAsync(NpgsqlConnection connection, IEnumerable<AccountRow> accounts, CancellationToken cancel)
    {
        await using (var create = new NpgsqlCommand(Table, connection)) await create.ExecuteNonQueryAsync(cancel);
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged_ids FROM STDIN (FORMAT binary)", cancel);
        foreach (var account in accounts)
        {
            if (account is not { ExternalId: { } external, Id: { } id }) continue;
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(external, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, cancel);
        }
        await copy.CompleteAsync(cancel);
    }
}
