using AdminConsole.Domain.Bulk;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

/// <summary>One person goes for good: every table is asked, and the journal keeps the id.</summary>
public sealed class AccountErasureTests(TestDatabase database, TestCluster cluster) : IClassFixture<TestDatabase>
{
    private readonly AccountErasure erasure = database.Get<AccountErasure>();

    /// <summary>Ids that name no account and have no foreign key that would say so.</summary>
    private static readonly string[] NoAccounts =
    [
        "audit_entries.request_key", "audit_entries.school_ids", "journal_places.school_id", "search_people.scope", "search_people.schools", "search_words.scope",
        "activity_days.school_id", "activity_days.schools", "bulk_runs.leased_by", "bulk_runs.session_id", "bulk_runs.school_id",
        "import_runs.leased_by", "import_runs.school_id", "import_runs.school_ids", "import_columns.school_id", "import_absences.school_id",
        "import_lines.run_id", "import_lines.school_id", "import_lines.identity", "import_lines.name_key", "import_lines.person_key", "import_lines.row_key",
        "import_children.run_id", "import_children.identity", "import_children.name_key",
        // Emptied by value, with the lines themselves.
        "import_lines.candidates",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private People People => database.People;

    [Fact]
    public async Task Every_column_of_the_schema_that_can_name_an_account_is_decided_on()
    {
        var known = ErasureMap.Columns.Select(c => $"{c.Table}.{c.Column}").Concat(NoAccounts).ToHashSet();
        Assert.Empty((await IdsAsync()).Except(known));
        Assert.Empty(known.Except(await IdsAsync()).Except(NoAccounts));

        await database.ExecuteAsOwnerAsync("CREATE TABLE planted (helped_by uuid, friend uuid REFERENCES accounts (id), school uuid REFERENCES schools (id))");
        Assert.Equal(["planted.friend", "planted.helped_by"], (await IdsAsync()).Except(known).Order());
        await database.ExecuteAsOwnerAsync("DROP TABLE planted");
    }

    [Fact]
    public async Task Nothing_of_the_person_is_left_anywhere_but_the_id_in_the_journal()
    {
        var school = await People.SchoolAsync();
        var local = await People.OperatorAsync(Function.LocalAdmin, [school]);
        var gone = await People.AccountAsync("Zygomatique", "Éloïse", [school], a =>
            (a.Email, a.Mobile, a.Alias, a.ExternalId, a.BirthDate) = ("eloise.z@example.org", "+33612340077", "zygo", "e10e5e", new(1980, 2, 3)), "6e Z");
        var child = await People.AccountAsync("Petit", "Lou", [school]);
        var sibling = await People.AccountAsync("Petit", "Ida", [school], a => a.Email = "famille@example.org");
        var own = await People.SignedInAsync(gone.Id);
        await People.GrantAsync(gone.Id, Function.LocalAdmin, school.Id);
        await using (var db = database.Open())
        {
            db.Relations.Add(new() { ParentId = gone.Id, ChildId = child.Id });
            await db.SaveChangesAsync(Cancel);
        }
        Assert.Equal(ResetOutcome.Sent, (await database.Get<PasswordReset>().SendToParentAsync(local, child.Id, gone.Id, Channel.Mail, Guid.NewGuid(), Cancel)).Outcome);
        await database.Get<PasswordReset>().SendAsync(own, sibling.Id, new(Guid.NewGuid(), 1, Channel.Mail, "famille@example.org"), Cancel);
        await database.Get<SlipBatches>().IssueAsync(own, new(school.Id, null, Profile.Student, SlipsFor.Everybody, "Rentrée"), Guid.NewGuid(), null, Cancel);
        await database.Get<BulkRuns>().BeginAsync(local, BulkKind.Block, Guid.NewGuid(), [gone.Id, child.Id], null, null, Cancel);
        await database.Get<BulkRuns>().BeginAsync(own, BulkKind.Block, Guid.NewGuid(), [child.Id], null, null, Cancel);
        await database.ExecuteAsOwnerAsync($"""
            INSERT INTO sign_in_delays (login, network, failures, last_failed_at) VALUES ('{gone.Login}', '203.0.113.9', 5, now());
            INSERT INTO recovery_uses (subject) VALUES ('{gone.Id}');
            INSERT INTO recent_fiches (operator_id, account_id, opened_at) VALUES ('{local.AccountId}', '{gone.Id}', now());
            INSERT INTO fiche_viewers (id, account_id, operator_id, seen_at) VALUES (gen_random_uuid(), '{gone.Id}', '{local.AccountId}', now());
            UPDATE accounts SET blocked_at = now(), blocked_by = '{gone.Id}' WHERE id = '{sibling.Id}';
            """);
        var before = await TracesAsync(gone);
        Assert.Contains("outbox_messages", before);

        var looked = await erasure.EraseAsync("ZYGO", dryRun: true, Cancel);
        Assert.Equal((ErasureOutcome.Looked, gone.Id), (looked.Outcome, looked.AccountId!.Value));
        Assert.Equal(before, await TracesAsync(gone));
        var erased = await erasure.EraseAsync(gone.Id.ToString(), dryRun: false, Cancel);

        Assert.Equal((ErasureOutcome.Erased, true), (erased.Outcome, looked.Rows.SequenceEqual(erased.Rows)));
        Assert.Empty(await TracesAsync(gone));
        Assert.Equal(1, await database.CountAsync($"SELECT FROM audit_entries WHERE account_id = '{gone.Id}' AND action = 'AccountErased' AND school_ids = ARRAY['{school.Id}'::uuid]"));
        Assert.Equal(3, await database.CountAsync($"SELECT FROM accounts WHERE id IN ('{child.Id}', '{sibling.Id}', '{local.AccountId}')"));
        Assert.Equal(1, await database.CountAsync($"SELECT FROM outbox_messages WHERE account_id = '{sibling.Id}'"));
        Assert.Equal(ErasureOutcome.Unknown, (await erasure.EraseAsync("zygo", dryRun: false, Cancel)).Outcome);
    }

    [Fact]
    public async Task The_last_central_administrator_stays_until_there_is_another()
    {
        await using var alone = await TestDatabase.CreateAsync(cluster);
        var central = await alone.People.OperatorAsync(Function.CentralAdmin, []);
        await alone.People.GivePasswordAsync(central.AccountId, "x");
        var other = alone.Get<AccountErasure>();
        Assert.Equal(ErasureOutcome.LastCentralAdmin, (await other.EraseAsync(central.AccountId.ToString(), dryRun: false, Cancel)).Outcome);
        Assert.Equal(ErasureOutcome.LastCentralAdmin, (await other.EraseAsync(central.AccountId.ToString(), dryRun: true, Cancel)).Outcome);

        var second = await alone.People.OperatorAsync(Function.CentralAdmin, []);
        await alone.People.GivePasswordAsync(second.AccountId, "x");
        Assert.Equal(ErasureOutcome.Erased, (await other.EraseAsync(central.AccountId.ToString(), dryRun: false, Cancel)).Outcome);
    }

    [Fact]
    public async Task What_stood_in_a_file_goes_and_an_import_that_is_not_over_is_not_overtaken()
    {
        var school = await People.SchoolAsync();
        var gone = await People.AccountAsync("Martin", "Zoé", [school], a => a.ExternalId = "abc123");
        var run = Guid.NewGuid();
        await using (var db = database.Open())
        {
            db.ImportRuns.Add(new() { Id = run, State = ImportState.Ready });
            db.ImportLines.Add(new() { RunId = run, Ordinal = 1, File = 1, Number = 2, ExternalId = "abc123" });
            db.ImportLines.Add(new() { RunId = run, Ordinal = 2, File = 1, Number = 3, ExternalId = "zzz", Candidates = [gone.Id] });
            await db.SaveChangesAsync(Cancel);
        }
        Assert.Equal(ErasureOutcome.ImportUnderWay, (await erasure.EraseAsync(gone.Login, dryRun: false, Cancel)).Outcome);
        await database.ExecuteAsOwnerAsync($"UPDATE import_runs SET state = {(int)ImportState.Done} WHERE id = '{run}'");

        Assert.Equal(ErasureOutcome.Erased, (await erasure.EraseAsync(gone.Login, dryRun: false, Cancel)).Outcome);
        Assert.Equal(1, await database.CountAsync($"SELECT FROM import_lines WHERE run_id = '{run}' AND external_id = 'zzz' AND candidates = '{{}}'"));
        Assert.Equal(1, await database.CountAsync($"SELECT FROM import_lines WHERE run_id = '{run}'"));
    }

    /// <summary>Columns of ids that no foreign key leads elsewhere, by table and name; keys of a table's own rows are left out.</summary>
    private async Task<List<string>> IdsAsync()
    {
        await using var db = database.Open();
        return await db.Database.SqlQueryRaw<string>("""
            SELECT c.relname || '.' || a.attname AS "Value"
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype)
                AND (a.attname <> 'id' OR c.relname = 'accounts')
                AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum] AND f.confrelid <> 'accounts'::regclass)
            """).ToListAsync(Cancel);
    }

    /// <summary>Tables, without the journal, in which something of the person can be read.</summary>
    private async Task<List<string>> TracesAsync(Account person)
    {
        await using var db = database.Open();
        var tables = await db.Database.SqlQueryRaw<string>("SELECT tablename AS \"Value\" FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('audit_entries', 'journal_places') ORDER BY 1").ToListAsync(Cancel);
        List<string> found = [];
        foreach (var table in tables)
        {
            string[] words = [person.Id.ToString(), person.Login, person.Email!, person.Mobile!, person.Alias!, person.ExternalId!, "zygomatique"];
            if (await database.CountAsync($"SELECT FROM \"{table}\" t WHERE {string.Join(" OR ", words.Select(w => $"t::text ILIKE '%{w}%'"))}") > 0) found.Add(table);
        }
        return found;
    }
}
