using AdminConsole.Domain.Model;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>
/// Proposes for deletion whoever the files no longer hold: as an operator does it one by one, restorable for 90 days, with sessions and links ended and a row in the journal, but a portion in
/// each commit.
/// </summary>
internal sealed class AbsenceRemoval(NpgsqlDataSource source)
{
    private const int Portion = 500;

    /// <summary>The buffers are those of a preview, which may get the same session after this: they cannot be changed once a temporary table was there.</summary>
    private const string Table = "SET temp_buffers = '64MB'; CREATE TEMP TABLE staged_absent (account_id uuid PRIMARY KEY) ON COMMIT DROP";

    private const string Stage = """
        INSERT INTO staged_absent SELECT b.account_id FROM import_absences b WHERE b.run_id = $1 AND NOT b.removed ORDER BY b.account_id LIMIT $2
        """;

    /// <summary>Who got a function, or was proposed already, since the preview is left alone.</summary>
    private const string Propose = """
        WITH held AS (
            SELECT a.id FROM accounts a JOIN staged_absent s ON s.account_id = a.id WHERE a.deletion_due_at IS NULL
                AND NOT EXISTS (SELECT FROM grants g WHERE g.account_id = a.id AND (g.ends_at IS NULL OR g.ends_at > now())) ORDER BY a.id FOR NO KEY UPDATE OF a),
        gone AS (UPDATE accounts a SET deletion_due_at = now() + interval '90 days' FROM held WHERE a.id = held.id RETURNING a.id),
        tokens AS (UPDATE reset_tokens t SET ended_at = now(), ended_why = $2 FROM gone WHERE t.account_id = gone.id AND t.ended_at IS NULL),
        ended AS (UPDATE sessions e SET ended_at = now(), ended_why = $3 FROM gone WHERE e.account_id = gone.id AND e.ended_at IS NULL),
        told AS (
            INSERT INTO audit_entries (at, actor_id, account_id, school_ids, action, outcome, detail)
            SELECT now(), $4, gone.id,
                ARRAY(SELECT DISTINCT m.school_id FROM memberships m WHERE m.account_id = gone.id AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today()) ORDER BY 1),
                'ImportRemoved', 1, $1::text FROM gone)
        UPDATE import_runs SET removed = removed + (SELECT count(*) FROM gone) WHERE id = $1
        """;

    public async Task RunAsync(ImportLease lease, CancellationToken cancel)
    {
        while (true)
        {
            await using var connection = await source.OpenConnectionAsync(cancel);
            await using var commit = await connection.BeginTransactionAsync(cancel);
            Guid? by;
            await using (var hold = ImportReading.Command(connection, "SELECT removes_absent, confirmed_by FROM import_runs WHERE id = $1 AND state = 4 AND leased_by = $2 FOR NO KEY UPDATE", lease.RunId, lease.Holder))
            await using (var row = await hold.ExecuteReaderAsync(cancel))
            {
                if (!await row.ReadAsync(cancel)) throw new LeaseLostException();
                if (!row.GetBoolean(0)) return;
                by = row.IsDBNull(1) ? null : row.GetGuid(1);
            }
            await ImportReading.RunAsync(ImportReading.Command(connection, Table), cancel);
            if (await ImportReading.RunAsync(ImportReading.Command(connection, Stage, lease.RunId, Portion), cancel) == 0) return;
            await ImportReading.RunAsync(ImportReading.Command(connection, Propose, lease.RunId, (short)TokenEnd.Blocked, (short)SessionEnd.Blocked, (object?)by ?? DBNull.Value), cancel);
            await ImportReading.RunAsync(ImportReading.Command(connection,
                "UPDATE import_absences b SET removed = true FROM staged_absent s WHERE b.run_id = $1 AND b.account_id = s.account_id", lease.RunId), cancel);
            await commit.CommitAsync(cancel);
        }
    }
}
