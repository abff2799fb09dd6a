using System.Globalization;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Accounts;

/// <summary>What came of an erasure.</summary>
public enum ErasureOutcome
{
    /// <summary>The person is gone, but for the ids in the journal.</summary>
    Erased,

    /// <summary>What would go is listed, and still there.</summary>
    Looked,
    Unknown,

    /// <summary>Nobody else administers all schools and can sign in: a colleague is made first.</summary>
    LastCentralAdmin,

    /// <summary>An import that is not finished names the person, and would bring him back: it is cancelled or finished first.</summary>
    ImportUnderWay,
}

/// <summary>Rows of one table that go, or that name somebody no more.</summary>
public sealed record ErasedRows(string Table, int Rows);

/// <param name="Rows">Of <see cref="ErasureOutcome.Erased"/> and <see cref="ErasureOutcome.Looked"/>: tables with something to erase.</param>
public sealed record ErasureResult(ErasureOutcome Outcome, Guid? AccountId, IReadOnlyList<ErasedRows> Rows);

/// <summary>
/// Erases one person who asked for it, everywhere but in the journal, which holds only ids (rules 18 and 25 of recovery). By the command line alone: whoever can
/// run it holds the database already.
/// </summary>
public sealed class AccountErasure(IDbContextFactory<AdminDb> factory)
{
    /// <summary>
    /// Texts that name the person without his id, by what he is known by: addresses and numbers only where nobody else has them on record too, and requests for
    /// assistance that carry his contact and his or his child's name, or by which he was helped. Before the columns, since they read what those remove.
    /// </summary>
    private static readonly (string Table, string Sql)[] ByValue =
    [
        ("assistance_requests", """
            DELETE FROM assistance_requests r WHERE
                EXISTS (SELECT FROM assistance_entries e JOIN outbox_messages m ON m.id = e.message_id WHERE e.request_id = r.id AND m.account_id = @id)
                OR (lower(r.email) = lower(@email) OR r.mobile = @mobile)
                    AND (lower(r.family_name) = lower(@family) AND lower(r.given_name) = lower(@given) OR lower(r.child_family_name) = lower(@family) AND lower(r.child_given_name) = lower(@given))
            """),
        ("outbox_messages", """
            DELETE FROM outbox_messages m WHERE m.id IN (SELECT message_id FROM message_shares WHERE account_id = @id)
                OR (lower(m.recipient) = lower(@email) AND NOT EXISTS (SELECT FROM accounts a WHERE a.id <> @id AND lower(a.email) = lower(@email)))
                OR (m.recipient = @mobile AND NOT EXISTS (SELECT FROM accounts a WHERE a.id <> @id AND a.mobile = @mobile))
            """),
        ("reset_tokens", """
            DELETE FROM reset_tokens t WHERE
                (lower(t.contact) = lower(@email) AND NOT EXISTS (SELECT FROM accounts a WHERE a.id <> @id AND lower(a.email) = lower(@email)))
                OR (t.contact = @mobile AND NOT EXISTS (SELECT FROM accounts a WHERE a.id <> @id AND a.mobile = @mobile))
            """),
        ("recovery_requests", """
            DELETE FROM recovery_requests WHERE typed IN (SELECT name FROM login_names WHERE account_id = @id) OR lower(typed) = lower(@email)
            """),
        ("sign_in_delays", "DELETE FROM sign_in_delays WHERE login IN (SELECT name FROM login_names WHERE account_id = @id)"),
        // The files themselves hold the line: of an import that is over they are no longer needed.
        ("import_blocks", $"DELETE FROM import_blocks b USING import_files f WHERE f.id = b.file_id AND f.run_id IN ({OwnLines})"),
        ("import_children", $"DELETE FROM import_children c USING import_lines l WHERE l.run_id = c.run_id AND l.ordinal = c.ordinal AND {IsOwnLine}"),
        ("import_lines", $"DELETE FROM import_lines l WHERE {IsOwnLine}"),
        ("import_lines", "UPDATE import_lines SET candidates = array_remove(candidates, @id) WHERE @id = ANY (candidates)"),
    ];

    private const string IsOwnLine = "(l.account_id = @id OR l.external_id = @external OR l.national_id = @national OR l.family_key = @family_key AND l.given_key = @given_key AND l.birth_date = @born)";

    private const string OwnLines = $"SELECT l.run_id FROM import_lines l WHERE {IsOwnLine}";

    /// <summary>Words of names that nobody has any more: what a search offers as near spellings.</summary>
    private const string Words = """
        DELETE FROM search_lexicon x WHERE x.word IN (SELECT "left"(w, 100) FROM unnest(@words) w) AND NOT EXISTS (SELECT FROM search_people p WHERE p.words LIKE '% ' || x.word || '%')
        """;

    /// <summary>All of it in one commit with its row in the journal; sessions and open pages end with it. The login is free from then on.</summary>
    /// <param name="idOrLogin">Id, login or alias.</param>
    /// <param name="dryRun">Counts what would go, and leaves it.</param>
    public async Task<ErasureResult> EraseAsync(string idOrLogin, bool dryRun, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        db.Database.SetCommandTimeout(0);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var name = Folding.Login(idOrLogin);
        Guid? found = Guid.TryParse(idOrLogin, out var given) ? given : await db.LoginNames.Where(n => n.Name == name).Select(n => (Guid?)n.AccountId).SingleOrDefaultAsync(cancel);
        await CentralAdmins.HoldAsync(db, cancel);
        if (found is not { } id || await db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {found} FOR UPDATE").AsNoTracking().SingleOrDefaultAsync(cancel) is not { } account)
            return new(ErasureOutcome.Unknown, null, []);
        if (await CentralAdmins.IsTheLastAsync(db, id, null, cancel)) return new(ErasureOutcome.LastCentralAdmin, id, []);
        if (await CountAsync($"SELECT count(*) FROM import_runs r WHERE r.state NOT IN ({(int)ImportState.Done}, {(int)ImportState.Cancelled}, {(int)ImportState.Failed}) AND r.id IN ({OwnLines})") > 0)
            return new(ErasureOutcome.ImportUnderWay, id, []);

        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        // Told to open circuits by their end, before their rows go.
        await db.EndSessionsAsync(id, SessionEnd.RightsChanged, keep: null, cancel);
        await db.TellAccountChangedAsync(id, cancel);
        var journal = new AuditEntry { AccountId = id, Action = AuditAction.AccountErased, Outcome = AuditOutcome.Done, Reason = "erase-account" };
        await db.AuditAsync(journal, cancel);
        foreach (var (table, sql) in ByValue) await AddAsync(table, sql);
        foreach (var column in ErasureMap.Columns)
        {
            var (table, of) = (column.Table, column.Column);
            var sql = column.How switch
            {
                Erasing.Row => $"DELETE FROM {table} WHERE {of} = @id",
                Erasing.Name => $"UPDATE {table} SET {of} = NULL WHERE {of} = @id",
                Erasing.NameByZero => $"UPDATE {table} SET {of} = '{Guid.Empty}' WHERE {of} = @id",
                Erasing.Derived or Erasing.Kept => null,
            };
            if (sql is not null) await AddAsync(table, sql);
        }
        await AddAsync("search_lexicon", Words);
        var result = rows.Where(r => r.Value > 0).Select(r => new ErasedRows(r.Key, r.Value)).ToList();
        if (dryRun)
        {
            await commit.RollbackAsync(cancel);
            return new(ErasureOutcome.Looked, id, result);
        }
        journal.Detail = string.Create(CultureInfo.InvariantCulture, $"{result.Sum(r => r.Rows)}");
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return new(ErasureOutcome.Erased, id, result);

        async Task AddAsync(string table, string sql)
        {
            await using var command = Command(sql);
            rows[table] = rows.GetValueOrDefault(table) + await command.ExecuteNonQueryAsync(cancel);
        }

        async Task<long> CountAsync(string sql)
        {
            await using var command = Command(sql);
            return (long)(await command.ExecuteScalarAsync(cancel))!;
        }

        NpgsqlCommand Command(string sql) => new(sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)commit.GetDbTransaction())
        {
            CommandTimeout = 0,
            Parameters =
            {
                new("id", id), Text("email", account.Email), Text("mobile", account.Mobile), Text("family", account.FamilyName), Text("given", account.GivenName),
                Text("external", account.ExternalId), Text("national", account.NationalId), Text("family_key", account.FamilyKey), Text("given_key", account.GivenKey),
                new("born", NpgsqlDbType.Date) { Value = (object?)account.BirthDate ?? DBNull.Value },
                new("words", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = account.NameWords },
            },
        };

        static NpgsqlParameter Text(string name, string? value) => new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };
    }
}
