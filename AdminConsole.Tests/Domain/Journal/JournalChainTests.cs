using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Journal;

/// <summary>Sealing, checking and purging, each on a database of its own: the chain is one.</summary>
public sealed class JournalChainTests(TestCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sealed_is_whole_and_what_came_later_is_named()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var rows = new Rows(database);
        var last = await WriteAsync(rows, 5);

        Assert.Equal(5, await database.Get<JournalSealer>().SealAsync(Cancel));
        Assert.Equal(0, await database.Get<JournalSealer>().SealAsync(Cancel));
        await rows.WriteAsync();
        var verdict = await VerifyAsync(database);

        Assert.Equal((null, 5L, 1L), ((JournalFault?)verdict.Fault, verdict.Sealed, verdict.Unsealed));
        Assert.NotNull(verdict.UnsealedSince);
        Assert.Equal(1, await database.Get<JournalSealer>().SealAsync(Cancel));
        Assert.True((await database.Get<JournalVerification>().VerifyAsync(verdict.Head.ToUpperInvariant(), Cancel)).HoldsExpected);
        Assert.False((await database.Get<JournalVerification>().VerifyAsync(new string('0', 64), Cancel)).HoldsExpected);
        Assert.Equal(6, (await VerifyAsync(database)).Sealed);
        Assert.Equal(2, await database.CountAsync($"SELECT 1 FROM audit_seals WHERE last_entry_id >= {last}"));
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET detail = 'x' WHERE id = 3", JournalFault.RowAltered, 3)]
    [InlineData("UPDATE audit_entries SET reason = refusal, refusal = reason WHERE id = 4", JournalFault.RowAltered, 4)]
    [InlineData("UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE id = 5", JournalFault.RowAltered, 5)]
    [InlineData("DELETE FROM audit_entries WHERE id = 2", JournalFault.RowRemoved, 2)]
    [InlineData("DELETE FROM audit_entries WHERE id = 6", JournalFault.RowRemoved, 6)]
    [InlineData("UPDATE audit_entries SET id = 0 WHERE id = 6", JournalFault.RowRemoved, 6)]
    [InlineData("INSERT INTO audit_entries (id, school_ids, action, outcome) OVERRIDING SYSTEM VALUE VALUES (7, '{}', 'Blocked', 1)", JournalFault.RowInserted, 7)]
    [InlineData("UPDATE audit_seals SET digest = sha256('x') WHERE last_entry_id = 3", JournalFault.SealAltered, 1)]
    [InlineData("DELETE FROM audit_seals WHERE last_entry_id = 3", JournalFault.RowInserted, 1)]
    [InlineData("UPDATE audit_seals SET purged_at = now() WHERE last_entry_id = 3; DELETE FROM audit_entries WHERE id <= 3", JournalFault.AnchorUnproven, 3)]
    public async Task What_the_owner_alters_removes_or_inserts_is_found_and_named(string sql, JournalFault fault, long id)
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var rows = new Rows(database);
        await WriteAsync(rows, 3);
        await database.Get<JournalSealer>().SealAsync(Cancel);
        // An id that nobody has: a transaction that was rolled back.
        await WriteAsync(rows, 3);
        await database.ExecuteAsOwnerAsync("SELECT nextval('audit_entries_id_seq')");
        await WriteAsync(rows, 1);
        await database.Get<JournalSealer>().SealAsync(Cancel);
        Assert.Null((await VerifyAsync(database)).Fault);

        await database.ExecuteAsOwnerAsync(sql);

        var verdict = await VerifyAsync(database);
        Assert.Equal((fault, id), (verdict.Fault, verdict.EntryId));
    }

    [Fact]
    public async Task A_row_that_is_committed_late_is_not_passed_over_whenever_its_transaction_began()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var rows = new Rows(database);
        var sealer = database.Get<JournalSealer>();
        await using var earlier = database.Open();
        await using var first = await earlier.Database.BeginTransactionAsync(Cancel);
        // Has a transaction id before all others, and no row yet.
        await earlier.Database.ExecuteSqlAsync($"SELECT txid_current()", Cancel);
        await using var late = database.Open();
        await using var second = await late.Database.BeginTransactionAsync(Cancel);
        late.AuditEntries.Add(new() { Action = AuditAction.Blocked, Outcome = AuditOutcome.Done });
        await late.SaveChangesAsync(Cancel);
        earlier.AuditEntries.Add(new() { Action = AuditAction.Blocked, Outcome = AuditOutcome.Done });
        await earlier.SaveChangesAsync(Cancel);
        await first.CommitAsync(Cancel);
        await rows.WriteAsync();

        Assert.Equal(0, await sealer.SealAsync(Cancel));
        Assert.Equal(0, await sealer.SealAsync(Cancel));
        Assert.Equal(2, (await VerifyAsync(database)).Unsealed);
        await second.CommitAsync(Cancel);

        Assert.Equal(3, await sealer.SealAsync(Cancel));
        Assert.Equal((null, 3L, 0L), ((await VerifyAsync(database)).Fault, (await VerifyAsync(database)).Sealed, (await VerifyAsync(database)).Unsealed));
    }

    [Fact]
    public async Task Several_sealers_make_one_chain()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var other = database.BuildServices();
        var rows = new Rows(database);
        await database.ExecuteAsOwnerAsync("INSERT INTO audit_entries (school_ids, action, outcome) SELECT '{}', 'Blocked', 1 FROM generate_series(1, 2500)");

        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(database.Get<JournalSealer>().SealAsync(Cancel), other.GetRequiredService<JournalSealer>().SealAsync(Cancel), rows.WriteAsync());
        }
        await database.Get<JournalSealer>().SealAsync(Cancel);
        await database.Get<JournalSealer>().SealAsync(Cancel);

        var verdict = await VerifyAsync(database);
        Assert.Equal((null, 2_503L, 0L), (verdict.Fault, verdict.Sealed, verdict.Unsealed));
    }

    [Fact]
    public async Task Every_column_of_the_journal_is_in_the_chain()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var db = database.Open();

        var columns = await db.Database.SqlQuery<string>($"SELECT column_name AS \"Value\" FROM information_schema.columns WHERE table_name = 'audit_entries'").ToListAsync(Cancel);

        Assert.Equal(columns.Order(), JournalChain.Columns.Split(", ").Order());
    }

    [Fact]
    public async Task The_purge_removes_whole_old_batches_and_leaves_an_anchor_and_a_row()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var services = database.BuildServices(null, ("ConnectionStrings:AdminConsoleOwner", database.OwnerConnection), ("Journal:RetentionMonths", "3"));
        var (rows, purge, sealer) = (new Rows(database), services.GetRequiredService<JournalPurge>(), services.GetRequiredService<JournalSealer>());
        var pupil = await database.People.AccountAsync("Petit", "Lou", [await database.People.SchoolAsync()]);
        await rows.WriteAsync(pupil.Id, change: e => e.At = DateTimeOffset.UnixEpoch);
        await sealer.SealAsync(Cancel);
        // Old as well, but its batch is not.
        var stays = await rows.WriteAsync(pupil.Id, change: e => e.At = DateTimeOffset.UnixEpoch);
        await rows.WriteAsync(pupil.Id);
        await sealer.SealAsync(Cancel);

        Assert.Equal(new PurgeResult(1, 1, 0), await purge.PurgeAsync(Cancel));
        Assert.Equal(new PurgeResult(0, null, 0), await purge.PurgeAsync(Cancel));
        await sealer.SealAsync(Cancel);

        var verdict = await VerifyAsync(database);
        Assert.Equal((null, 3L, 0L), (verdict.Fault, verdict.Sealed, verdict.Unsealed));
        await using var db = database.Open();
        Assert.Equal(stays, await db.AuditEntries.MinAsync(e => e.Id, Cancel));
        Assert.Equal(2, await db.JournalPlaces.CountAsync(Cancel));
        Assert.Single(await db.AuditEntries.Where(e => e.Action == AuditAction.JournalPurged).ToListAsync(Cancel));
        await database.ExecuteAsOwnerAsync($"UPDATE audit_entries SET detail = 'x' WHERE id = {stays}");
        Assert.Equal(stays, (await VerifyAsync(database)).EntryId);
    }

    [Fact]
    public async Task The_applications_own_role_cannot_purge()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await new Rows(database).WriteAsync(change: e => e.At = DateTimeOffset.UnixEpoch);
        await database.Get<JournalSealer>().SealAsync(Cancel);

        Assert.Equal("42501", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.Get<JournalPurge>().PurgeAsync(Cancel))).SqlState);
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM audit_entries"));
    }

    private static async Task<long> WriteAsync(Rows rows, int count)
    {
        var last = 0L;
        for (var i = 0; i < count; i++) last = await rows.WriteAsync(change: e => (e.Refusal, e.Detail, e.Network) = ("Stale", "d…", System.Net.IPAddress.IPv6Loopback));
        return last;
    }

    private static Task<JournalVerdict> VerifyAsync(TestDatabase database) => database.Get<JournalVerification>().VerifyAsync(null, Cancel);
}
