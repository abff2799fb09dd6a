using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>Imports that are stopped, killed, or two at once; who may; and who is missing from a file.</summary>
public sealed class ImportRunTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private People People => database.People;

    private static string Two(string ids) => $"Id;Nom;Prénom;Date de naissance\n{ids}1;Un;Ana;01/01/2013\n{ids}2;Deux;Ana;01/01/2013\n";

    private static ImportFeedFile Feed(string text) => new("tous.csv", () => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task Killed_before_any_commit_another_process_goes_on_and_no_line_is_applied_twice()
    {
        var import = await (await Importing.AtAsync(database)).WithAsync((Profile.Student, Two("K")));
        await import.PreviewAsync();
        await import.ConfirmAsync();
        var (source, factory) = (database.Get<NpgsqlDataSource>(), database.Get<IDbContextFactory<AdminDb>>());
        foreach (var at in (int[])[1, 2])
        {
            var dead = Guid.NewGuid();
            Assert.Equal(import.Id, await ImportLease.TakeNextAsync(source, dead, Cancel));
            var killed = new ImportApplying(factory, source, database.Get<ImportPace>()) { PortionSize = 1, BeforeCommit = line => line == at ? throw new TimeoutException("killed") : Task.CompletedTask };
            await using (var lease = new ImportLease(source, import.Id, dead, TimeProvider.System)) await Assert.ThrowsAsync<TimeoutException>(() => killed.RunAsync(lease, Cancel));
            Assert.Null(await ImportLease.TakeNextAsync(source, Guid.NewGuid(), Cancel));
            Assert.Equal(at - 1, await database.CountAsync("SELECT 1 FROM accounts WHERE external_id LIKE 'K%'"));
            await database.ExecuteAsOwnerAsync($"UPDATE import_runs SET leased_until = now() - interval '1 second' WHERE id = '{import.Id}'");
        }
        await import.WorkAsync();
        var view = await import.ViewAsync();
        Assert.Equal((ImportState.Done, 2), (view.State, view.Counts.Created));
        Assert.Equal(2, await database.CountAsync("SELECT 1 FROM audit_entries WHERE action = 'ImportCreated' AND detail = '" + import.Id + "'"));
    }

    [Fact]
    public async Task Paused_it_stands_resumed_it_goes_on_cancelled_it_keeps_what_is_applied()
    {
        var import = await (await Importing.AtAsync(database)).WithAsync((Profile.Student, Two("S")));
        var desk = database.Get<ImportDesk>();
        await import.PreviewAsync();
        Assert.Equal(ImportOutcome.WrongState, await desk.PauseAsync(import.Actor, import.Id, Cancel));
        await import.ConfirmAsync();
        Assert.Equal(ImportOutcome.WrongState, await import.ConfirmAsync());
        Assert.Equal(ImportOutcome.Done, await desk.PauseAsync(import.Actor, import.Id, Cancel));
        Assert.False(await database.Get<ImportWorker>().WorkAsync(Cancel));
        Assert.Equal(ImportOutcome.Done, await desk.ResumeAsync(import.Actor, import.Id, Cancel));
        var source = database.Get<NpgsqlDataSource>();
        var me = Guid.NewGuid();
        await ImportLease.TakeNextAsync(source, me, Cancel);
        Task<ImportOutcome>? cancelling = null;
        var one = new ImportApplying(database.Get<IDbContextFactory<AdminDb>>(), source, database.Get<ImportPace>())
        {
            PortionSize = 1,
            BeforeCommit = line =>
            {
                // Waits for the portion in work, and is the next to have its say.
                cancelling ??= Task.Run(() => desk.CancelAsync(import.Actor, import.Id, Cancel), Cancel);
                return line == 1 ? Eventually.TrueAsync(IsWaitedForAsync, "the cancellation waits") : Task.CompletedTask;
            },
        };
        await using (var lease = new ImportLease(source, import.Id, me, TimeProvider.System)) await Assert.ThrowsAsync<LeaseLostException>(() => one.RunAsync(lease, Cancel));
        Assert.Equal(ImportOutcome.Done, await cancelling!);
        var view = await import.ViewAsync();
        Assert.Equal((ImportState.Cancelled, 1), (view.State, view.Counts.Created));
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM accounts WHERE external_id LIKE 'S%'"));
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM import_locks WHERE run_id = '{import.Id}'"));
    }

    // As the application itself: of another role's sessions only their number is told.
    private async Task<bool> IsWaitedForAsync()
    {
        await using var db = database.Open();
        return await db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").AnyAsync(Cancel);
    }

    [Fact]
    public async Task Two_imports_of_one_school_do_not_meet()
    {
        var school = await People.SchoolAsync();
        var first = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, Two("T")));
        var second = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, Two("T") + "\n"));
        await first.PreviewAsync();
        await database.Get<ImportDesk>().PreviewAsync(second.Actor, second.Id, Cancel);
        await second.WorkAsync();
        var view = await second.ViewAsync();
        Assert.Equal((ImportState.Failed, ImportFault.SchoolBusy, first.Id), (view.State, view.Fault, view.Busy));
        await first.ApplyAsync();
        Assert.Equal(2, (await second.PreviewAsync()).Unchanged);
    }

    [Fact]
    public async Task A_feed_that_was_killed_in_its_preview_gives_its_school_free_once_it_is_known_to_be_dead()
    {
        var school = await People.SchoolAsync();
        var feed = database.Get<ImportFeed>();
        var read = await feed.PreviewAsync(new([Feed("Type;Id;Nom;Prénom;Date de naissance\nÉlève;M1;Un;Ana;01/01/2013\nÉlève;M2;Deux;Ana;01/01/2013\n")], school.Uai, DryRun: false, new(false, false)), Cancel);
        Assert.Equal((ImportOutcome.Done, 2), (read.Outcome, read.Counts.ToCreate));
        var next = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, Two("M")));
        await database.Get<ImportDesk>().PreviewAsync(next.Actor, next.Id, Cancel);
        await next.WorkAsync();
        Assert.Equal((ImportState.Failed, ImportFault.SchoolBusy), ((await next.ViewAsync()).State, (await next.ViewAsync()).Fault));

        await database.ExecuteAsOwnerAsync($"UPDATE import_runs SET leased_until = now() - interval '1 second' WHERE id = '{read.Id}'");

        Assert.Equal(2, (await next.PreviewAsync()).ToCreate);
        Assert.Equal(1, await database.CountAsync($"SELECT 1 FROM import_runs WHERE id = '{read.Id}' AND state = {(int)ImportState.Cancelled} AND finished_at IS NOT NULL AND leased_by IS NULL"));
        Assert.Equal(ImportOutcome.WrongState, (await feed.ApplyAsync(read.Id, new(false, false), Cancel)).Outcome);
        Assert.Equal(2, (await next.ApplyAsync()).Created);
    }

    [Fact]
    public async Task A_right_that_is_withdrawn_stops_it_and_who_has_none_sees_nothing()
    {
        var school = await People.SchoolAsync();
        var import = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, Two("W")));
        await import.PreviewAsync();
        var desk = database.Get<ImportDesk>();
        var stranger = await People.OperatorAsync(Function.LocalAdmin, [await People.SchoolAsync()]);
        var agent = await People.OperatorAsync(Function.Support, [school]);
        Assert.Equal(ImportOutcome.NotFound, await desk.ConfirmAsync(stranger, import.Id, new(false, false), Cancel));
        Assert.Equal(ImportOutcome.FunctionTooLow, await desk.ConfirmAsync(agent, import.Id, new(false, false), Cancel));
        Assert.Equal(ImportOutcome.SignedOut, await desk.ConfirmAsync(default, import.Id, new(false, false), Cancel));
        Assert.Equal(ImportOutcome.NotFound, (await desk.StartAsync(stranger, new(school.Id), Guid.NewGuid(), Cancel)).Outcome);
        foreach (var other in (Actor[])[stranger, agent])
        {
            Assert.Null(await database.Get<ImportReader>().ReadAsync(other, import.Id, Cancel));
            Assert.DoesNotContain(await database.Get<ImportReader>().LatestAsync(other, Cancel), listed => listed.Id == import.Id);
            Assert.Empty((await database.Get<ImportLines>().PageAsync(other, import.Id, new(), null, Cancel)).Lines);
        }
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proof = {(int)SessionProof.SecondFactor}, proven_at = now() - interval '16 minutes' WHERE id = '{import.Actor.SessionId}'");
        Assert.Equal(ImportOutcome.ProofTooOld, await import.ConfirmAsync());
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proven_at = now() WHERE id = '{import.Actor.SessionId}'");
        Assert.Equal(ImportOutcome.Done, await import.ConfirmAsync());

        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{import.Actor.AccountId}'");
        await import.WorkAsync();
        Assert.Equal(1, await database.CountAsync($"SELECT 1 FROM import_runs WHERE id = '{import.Id}' AND state = {(int)ImportState.Paused} AND fault = {(int)ImportFault.RightLost}"));
        Assert.Equal(0, await database.CountAsync("SELECT 1 FROM accounts WHERE external_id LIKE 'W%'"));
    }

    [Fact]
    public async Task Who_is_missing_is_proposed_for_deletion_and_a_fifth_of_a_school_has_to_be_meant()
    {
        var school = await People.SchoolAsync();
        var gone = await People.AccountAsync("Parti", "Tom", [school], a => a.ExternalId = "A0");
        await People.SignedInAsync(gone.Id);
        await People.AccountAsync("Manuel", "Tom", [school], a => a.Source = AccountSource.Manual);
        await People.AccountAsync("Ailleurs", "Tom", [school, await People.SchoolAsync()]);
        await People.AccountAsync("Parent", "Tom", [school], a => a.Profile = Profile.Relative);
        await People.AccountAsync("Rejeté", "Tom", [school], a => a.ExternalId = "A3");
        var import = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, Two("A") + "A3;Rejeté;Tom;31/02/2013\n"));
        var counts = await import.PreviewAsync();

        Assert.Equal((1, 1), (counts.Absent, counts.Rejected));
        Assert.Equal(gone.Id, Assert.Single((await database.Get<ImportLines>().AbsentAsync(import.Actor, import.Id, null, Cancel)).Accounts).Id);
        var vanishing = Assert.Single((await import.ViewAsync()).Vanishing);
        Assert.Equal((school.Id, 1, 3), (vanishing.School.Id, vanishing.Absent, vanishing.Of));
        Assert.Equal(ImportOutcome.TooManyAbsent, await import.ConfirmAsync(removeAbsent: true));
        Assert.Equal(1, (await import.ApplyAsync(removeAbsent: true, manyAreMeant: true)).Removed);
        Assert.NotNull((await People.ReadAsync(gone.Id)).DeletionDueAt);
        await using var db = database.Open();
        Assert.Equal(AuditAction.ImportRemoved, (await db.AuditEntries.SingleAsync(e => e.AccountId == gone.Id, Cancel)).Action);
        Assert.False(await db.Sessions.AnyAsync(s => s.AccountId == gone.Id && s.EndedAt == null, Cancel));

        // Back in the file: restored, and the preview says so.
        await import.WithAsync((Profile.Student, "Id;Nom;Prénom;Date de naissance\nA0;Parti;Tom;01/01/2013\n"));
        await import.PreviewAsync();
        Assert.Contains((await import.LinesAsync())[0].Differences, d => d.Of is ImportDifferenceOf.Restored);
        await import.ApplyAsync();
        Assert.Null((await People.ReadAsync(gone.Id)).DeletionDueAt);
    }

    [Fact]
    public async Task Columns_that_were_mapped_by_hand_are_remembered_for_the_school()
    {
        var school = await People.SchoolAsync();
        const string text = "Truc;Machin;Né le;Nom\nUn;Ana;01/01/2013;x\n";
        var import = await (await Importing.AtAsync(database, school)).WithAsync((Profile.Student, text));
        var file = (await import.ViewAsync()).Files[0];
        Assert.Equal([ImportField.GivenName], file.Missing);
        Assert.Equal(ImportOutcome.ColumnsRefused, await database.Get<ImportDesk>().PreviewAsync(import.Actor, import.Id, Cancel));
        ImportColumnChoice choice = new(Profile.Student, file.Encoding, file.Delimiter, [ImportField.FamilyName, ImportField.GivenName, ImportField.BirthDate, ImportField.FamilyName]);
        Assert.Equal(ImportOutcome.Done, await database.Get<ImportFiles>().SetColumnsAsync(import.Actor, import.Id, file.Id, choice, Cancel));
        Assert.Equal([ImportField.FamilyName], (await import.ViewAsync()).Files[0].Twice);
        Assert.Equal(ImportOutcome.Done, await database.Get<ImportFiles>().SetColumnsAsync(import.Actor, import.Id, file.Id,
            choice with { Fields = [ImportField.FamilyName, ImportField.GivenName, ImportField.BirthDate, ImportField.Ignored] }, Cancel));
        Assert.Equal(1, (await import.PreviewAsync()).ToCreate);
        await database.Get<ImportDesk>().CancelAsync(import.Actor, import.Id, Cancel);

        await import.WithAsync((Profile.Student, text));
        Assert.Equal([ImportField.FamilyName, ImportField.GivenName, ImportField.BirthDate, ImportField.Ignored], (await import.ViewAsync()).Files[0].Columns.Select(c => c.Field));
    }

    [Fact]
    public async Task Files_and_lines_are_deleted_when_their_time_is_over_and_the_numbers_stay()
    {
        var import = await (await Importing.AtAsync(database)).WithAsync((Profile.Student, Two("D")));
        await import.PreviewAsync();
        await import.ApplyAsync();
        var forgotten = await (await Importing.AtAsync(database)).WithAsync((Profile.Student, Two("G")));
        await forgotten.PreviewAsync();
        var sweep = database.Get<ImportSweep>();
        await sweep.SweepAsync(Cancel);
        Assert.Single((await import.ViewAsync()).Files);
        await database.ExecuteAsOwnerAsync($"UPDATE import_runs SET started_at = now() - interval '31 days', finished_at = finished_at - interval '31 days' WHERE id IN ('{import.Id}', '{forgotten.Id}')");
        Assert.Equal(2, await sweep.SweepAsync(Cancel));
        foreach (var (one, state, created) in ((Importing, ImportState, int)[])[(import, ImportState.Done, 2), (forgotten, ImportState.Cancelled, 0)])
        {
            var view = await one.ViewAsync();
            Assert.Equal((state, created, 2), (view.State, view.Counts.Created, view.Counts.Lines));
            Assert.Empty(view.Files);
            foreach (var table in (string[])["import_lines", "import_children", "import_absences", "import_locks", "import_files"])
                Assert.Equal((table, 0), (table, await database.CountAsync($"SELECT 1 FROM {table} WHERE run_id = '{one.Id}'")));
        }
        Assert.Equal(0, await database.CountAsync("SELECT 1 FROM import_blocks b WHERE NOT EXISTS (SELECT FROM import_files f WHERE f.id = b.file_id)"));
    }

    [Fact]
    public async Task A_feed_without_an_operator_takes_files_of_several_schools()
    {
        var (one, other) = (await People.SchoolAsync(), await People.SchoolAsync());
        var text = $"RNE;Type;Id;Nom;Prénom;Naissance\n{one.Uai};Élève;F1;Un;Ana;01/01/2013\n{other.Uai};Enseignant;F2;Deux;Ana;\n{one.Uai};Enseignant;F2;Deux;Ana;\n";
        var order = new ImportFeedOrder([Feed(text)], null, DryRun: true, new(false, false));
        var feed = database.Get<ImportFeed>();
        var dry = await feed.RunAsync(order, Cancel);
        Assert.Equal((ImportOutcome.Done, 2, 1, 0), (dry.Outcome, dry.Counts.ToCreate, dry.Counts.ToChange, dry.Counts.Created));
        var result = await feed.RunAsync(order with { DryRun = false }, Cancel);
        Assert.Equal((ImportOutcome.Done, 2), (result.Outcome, result.Counts.Created));
        Assert.Equal(2, await database.CountAsync("SELECT 1 FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE a.external_id = 'F2'"));
        Assert.Equal(ImportOutcome.NothingToApply, (await feed.RunAsync(order with { DryRun = false }, Cancel)).Outcome);
        Assert.Equal(ImportOutcome.NotFound, (await feed.RunAsync(order with { Uai = "0000000Z" }, Cancel)).Outcome);
    }
}
