using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Journal;

/// <summary>The journal as a file: whose rows, how many, and what the journal says of it.</summary>
public sealed class JournalExportTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly JournalExport export = database.Get<JournalExport>();
    private readonly Rows rows = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private People People => database.People;

    [Fact]
    public async Task It_holds_what_his_exporting_grants_cover_each_row_once_and_the_journal_knows_how_many()
    {
        var (here, there) = (await People.SchoolAsync(), await People.SchoolAsync());
        var local = await People.OperatorAsync(Function.LocalAdmin, [here, there]);
        await MayExportAsync(local, here);
        var pupil = await People.AccountAsync("Petit", "Lou", [here]);
        var hidden = await rows.WriteAsync((await People.AccountAsync("Grand", "Ida", [there])).Id);
        await database.ExecuteAsOwnerAsync($"""
            INSERT INTO audit_entries (account_id, school_ids, action, outcome) SELECT '{pupil.Id}', ARRAY['{here.Id}'::uuid], 'ResetSent', 1 FROM generate_series(1, 1003)
            """);

        var answer = await export.BeginAsync(local, new(Group: JournalGroup.Resets), Cancel);
        // What comes while it is read is not in it.
        await rows.WriteAsync(pupil.Id);
        var read = await answer.Rows.ToListAsync(Cancel);

        Assert.Equal((ExportOutcome.Begun, 1003, false), (answer.Outcome, answer.Count, answer.Limited));
        Assert.Equal(1003, read.DistinctBy(r => r.Id).Count());
        Assert.Equal(read.OrderByDescending(r => r.Id), read);
        Assert.All(read, row => Assert.Equal(pupil.Login, row.Account!.Login));
        Assert.DoesNotContain(read, row => row.Id == hidden);
        await using var db = database.Open();
        var told = await db.AuditEntries.SingleAsync(e => e.ActorId == local.AccountId && e.Action == AuditAction.JournalExported, Cancel);
        Assert.Equal((AuditOutcome.Done, "1003, Resets"), (told.Outcome, told.Detail));
        Assert.Equal(1, (await db.OperatorVolumes.SingleAsync(v => v.OperatorId == local.AccountId && v.Kind == VolumeKind.Exports, Cancel)).Count);
    }

    [Fact]
    public async Task Only_a_grant_of_a_local_administrator_that_says_so_exports_and_only_with_a_fresh_proof()
    {
        var school = await People.SchoolAsync();
        var (without, agent, old) = (await People.OperatorAsync(Function.LocalAdmin, [school]), await People.OperatorAsync(Function.Support, [school]), await People.OperatorAsync(Function.LocalAdmin, [school]));
        await MayExportAsync(agent, school);
        await MayExportAsync(old, school);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proof = 1, proven_at = now() - interval '16 minutes' WHERE id = '{old.SessionId}'");

        Assert.Equal(ExportOutcome.NotAllowed, (await export.BeginAsync(without, new(), Cancel)).Outcome);
        Assert.Equal(ExportOutcome.NotAllowed, (await export.BeginAsync(agent, new(), Cancel)).Outcome);
        Assert.Equal(ExportOutcome.NotAllowed, (await export.BeginAsync(default, new(), Cancel)).Outcome);
        Assert.Equal(ExportOutcome.ProofTooOld, (await export.BeginAsync(old, new(), Cancel)).Outcome);
        Assert.Equal(0, await database.CountAsync($"SELECT FROM audit_entries WHERE actor_id IN ('{without.AccountId}', '{agent.AccountId}', '{old.AccountId}')"));
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET withheld = 2, proven_at = now() WHERE id = '{old.SessionId}'");
        Assert.Equal(ExportOutcome.NotAllowed, (await export.BeginAsync(old, new(), Cancel)).Outcome);
    }

    [Fact]
    public async Task A_right_that_ends_meanwhile_ends_it_and_it_does_not_end_as_if_it_were_whole()
    {
        var school = await People.SchoolAsync();
        var local = await People.OperatorAsync(Function.LocalAdmin, [school]);
        await MayExportAsync(local, school);
        await rows.WriteAsync((await People.AccountAsync("Petit", "Lou", [school])).Id);
        var answer = await export.BeginAsync(local, new(), Cancel);

        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{local.AccountId}'");

        Assert.Equal(1, answer.Count);
        await Assert.ThrowsAsync<ExportEndedException>(async () => await answer.Rows.ToListAsync(Cancel));
    }

    [Fact]
    public async Task An_account_out_of_scope_exports_nothing_like_one_that_does_not_exist()
    {
        var school = await People.SchoolAsync();
        var local = await People.OperatorAsync(Function.LocalAdmin, [school]);
        await MayExportAsync(local, school);
        var foreign = await People.AccountAsync("Grand", "Ida", [await People.SchoolAsync()]);
        await rows.WriteAsync(foreign.Id);

        foreach (var filter in (JournalFilter[])[new(Account: foreign.Login), new(Account: "personne.inconnue"), new(SchoolId: foreign.Memberships[0].SchoolId)])
        {
            var answer = await export.BeginAsync(local, filter, Cancel);
            Assert.Equal((ExportOutcome.Begun, 0), (answer.Outcome, answer.Count));
            Assert.Empty(await answer.Rows.ToListAsync(Cancel));
        }
        Assert.Equal(0, await database.CountAsync($"SELECT FROM audit_entries WHERE action = 'JournalExported' AND account_id = '{foreign.Id}'"));
    }

    private Task MayExportAsync(Actor actor, School school) =>
        database.ExecuteAsOwnerAsync($"UPDATE grants SET may_export = true WHERE account_id = '{actor.AccountId}' AND school_id = '{school.Id}'");
}
