using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Bulk;

/// <summary>One thing done to many: looked through, confirmed, worked off, each account by the rules of its single act.</summary>
public sealed class BulkRunTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly BulkRuns runs = database.Get<BulkRuns>();
    private readonly BulkReader reader = database.Get<BulkReader>();
    private readonly BulkWorker worker = database.Get<BulkWorker>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private People People => database.People;

    [Fact]
    public async Task It_says_first_what_would_happen_to_each_and_then_does_no_more_than_that_with_a_row_each()
    {
        var (school, local) = await SetAsync();
        var reachable = await People.AccountAsync("Abel", "Lou", [school], a => a.Email = "lou@example.org");
        var mute = await People.AccountAsync("Bel", "Ida", [school]);
        var bounced = await People.AccountAsync("Cel", "Ute", [school], a => (a.Email, a.EmailState) = ("parti@example.org", ContactState.Refused));
        var blocked = await People.AccountAsync("Del", "Bob", [school], a => (a.Email, a.BlockedAt) = ("bob@example.org", DateTimeOffset.UnixEpoch));
        var elsewhere = await People.AccountAsync("Eel", "Zoé", [school], a => (a.Email, a.FederatedWith) = ("zoe@example.org", "ÉduConnect"));
        var colleague = await People.OperatorAsync(Function.LocalAdmin, [school]);
        var foreign = await People.AccountAsync("Gel", "Eve", [await People.SchoolAsync()], a => a.Email = "eve@example.org");
        var id = Guid.NewGuid();

        Assert.Equal(BulkAnswered.Done, await runs.BeginAsync(local, BulkKind.ResetByMail, id,
            [reachable.Id, mute.Id, bounced.Id, blocked.Id, elsewhere.Id, colleague.AccountId, foreign.Id, local.AccountId], school.Id, "?classe=6e", Cancel));
        Assert.Equal(BulkAnswered.OtherState, await runs.ConfirmAsync(local, id, "Rentrée", null, Cancel));
        await WorkAsync();

        var lines = await reader.LinesAsync(local, id, null, 0, Cancel);
        Assert.Equal([BulkOutcome.Done, BulkOutcome.NoContact, BulkOutcome.ContactRefused, BulkOutcome.Blocked, BulkOutcome.Federated, BulkOutcome.HigherRank, BulkOutcome.NotFound, BulkOutcome.OwnAccount],
            lines.Select(l => l.Plan!.Value));
        Assert.Equal((EmailAddress.Mask("lou@example.org"), "Abel", null), (lines[0].Where, lines[0].Person!.FamilyName, lines[6].Person));
        var ready = (await reader.ReadAsync(local, id, Cancel))!;
        Assert.Equal((BulkState.Ready, 8, 8, 1), (ready.State, ready.Accounts, ready.Looked, ready.ToDo));
        Assert.Equal(0, await database.CountAsync($"SELECT FROM audit_entries WHERE actor_id = '{local.AccountId}'"));
        Assert.Equal(0, await database.CountAsync($"SELECT FROM outbox_messages WHERE asked_by = '{local.AccountId}'"));

        Assert.Equal(BulkAnswered.ReasonRefused, await runs.ConfirmAsync(local, id, " ", null, Cancel));
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proof = 1, proven_at = now() - interval '16 minutes' WHERE id = '{local.SessionId}'");
        Assert.Equal(BulkAnswered.ProofTooOld, await runs.ConfirmAsync(local, id, "Rentrée", null, Cancel));
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proven_at = now() WHERE id = '{local.SessionId}'");
        Assert.Equal(BulkAnswered.Done, await runs.ConfirmAsync(local, id, "Rentrée", null, Cancel));
        await WorkAsync();

        var done = (await reader.ReadAsync(local, id, Cancel))!;
        Assert.Equal((BulkState.Finished, new BulkCount(BulkOutcome.Done, 1)), (done.State, Assert.Single(done.Results)));
        await using var db = database.Open();
        var message = await db.OutboxMessages.SingleAsync(m => m.AskedBy == local.AccountId, Cancel);
        Assert.Equal((reachable.Id, MessagePriority.Bulk, MessageKind.Reset), (message.AccountId!.Value, message.Priority, message.Kind));
        var rows = await db.AuditEntries.Where(e => e.ActorId == local.AccountId).OrderBy(e => e.Id).ToListAsync(Cancel);
        Assert.Equal([(AuditAction.BulkConfirmed, null, "Rentrée"), (AuditAction.ResetSent, (Guid?)reachable.Id, $"action {id}")], rows.Select(r => (r.Action, r.AccountId, r.Reason!)));
        Assert.Equal(school.Id, Assert.Single(rows[0].SchoolIds));
    }

    [Fact]
    public async Task A_process_that_is_killed_is_followed_by_another_and_nobody_gets_two()
    {
        var (school, local) = await SetAsync();
        var (first, second) = (await People.AccountAsync("Abel", "Lou", [school], a => a.Email = "lou@example.org"), await People.AccountAsync("Bel", "Ida", [school], a => a.Email = "ida@example.org"));
        var id = await ReadyAsync(local, BulkKind.ResetByMail, first, second);
        await runs.ConfirmAsync(local, id, "Rentrée", null, Cancel);
        // Killed after it was done and before it was written down, with the lease in its hand.
        await using (var db = database.Open())
        {
            var item = await db.BulkItems.SingleAsync(i => i.RunId == id && i.AccountId == first.Id, Cancel);
            await database.Get<PasswordReset>().SendInBulkAsync(local, first.Id, Channel.Mail, item.Id, new(id, "Rentrée", null), Cancel);
        }
        await database.ExecuteAsOwnerAsync($"UPDATE bulk_runs SET leased_by = gen_random_uuid(), leased_until = now() + interval '20 seconds' WHERE id = '{id}'");
        await using var services = database.BuildServices();
        var another = services.GetRequiredService<BulkWorker>();

        Assert.False(await another.WorkOnceAsync(Cancel));
        await database.ExecuteAsOwnerAsync($"UPDATE bulk_runs SET leased_until = now() - interval '1 second' WHERE id = '{id}'");
        Assert.True(await another.WorkOnceAsync(Cancel));

        Assert.Equal((BulkState.Finished, 2), ((await reader.ReadAsync(local, id, Cancel))!.State, (await reader.ReadAsync(local, id, Cancel))!.Tried));
        Assert.Equal(2, await database.CountAsync($"SELECT FROM outbox_messages WHERE asked_by = '{local.AccountId}'"));
        Assert.Equal(2, await database.CountAsync($"SELECT FROM audit_entries WHERE actor_id = '{local.AccountId}' AND action = 'ResetSent'"));
    }

    [Fact]
    public async Task It_pauses_with_the_session_goes_on_in_another_and_stops_for_good()
    {
        var (school, local) = await SetAsync();
        var (first, second) = (await People.AccountAsync("Abel", "Lou", [school]), await People.AccountAsync("Bel", "Ida", [school]));
        var id = await ReadyAsync(local, BulkKind.Block, first, second);
        Assert.Equal(BulkAnswered.EndRefused, await runs.ConfirmAsync(local, id, "Fraude", new(2020, 1, 1), Cancel));
        Assert.Equal(BulkAnswered.Done, await runs.ConfirmAsync(local, id, "Fraude", new(2099, 6, 30), Cancel));
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET ended_at = now() WHERE id = '{local.SessionId}'");
        await WorkAsync();
        var again = await People.SignedInAsync(local.AccountId);
        var paused = (await reader.ReadAsync(again, id, Cancel))!;
        Assert.Equal((BulkState.Paused, true, 0), (paused.State, paused.RightEnded, paused.Tried));

        Assert.Equal(BulkAnswered.Done, await runs.ResumeAsync(again, id, Cancel));
        Assert.Equal(BulkAnswered.Done, await runs.PauseAsync(again, id, Cancel));
        Assert.False(await worker.WorkOnceAsync(Cancel));
        Assert.Equal(BulkAnswered.Done, await runs.ResumeAsync(again, id, Cancel));
        await WorkAsync();

        var account = await People.ReadAsync(first.Id);
        Assert.Equal(("Fraude", ParisDay.EndOf(new(2099, 6, 30))), (account.BlockedReason, account.BlockedUntil));
        Assert.Equal(BulkAnswered.OtherState, await runs.CancelAsync(again, id, Cancel));
        var back = await ReadyAsync(again, BulkKind.Unblock, first, second);
        Assert.Equal(BulkAnswered.Done, await runs.CancelAsync(again, back, Cancel));
        Assert.NotNull((await People.ReadAsync(second.Id)).BlockedAt);
        Assert.Equal((0, 1), ((int)await database.CountAsync($"SELECT FROM audit_entries WHERE action = 'BulkCancelled' AND actor_id = '{local.AccountId}'"),
            (int)await database.CountAsync($"SELECT FROM audit_entries WHERE action = 'BulkConfirmed' AND actor_id = '{local.AccountId}'")));
    }

    [Fact]
    public async Task Who_is_blocked_keeps_reason_and_end_and_a_right_that_goes_meanwhile_goes_for_the_rest()
    {
        var (school, local) = await SetAsync();
        var blocked = await People.AccountAsync("Abel", "Lou", [school], a => (a.BlockedAt, a.BlockedReason) = (DateTimeOffset.UnixEpoch, "avant"));
        var free = await People.AccountAsync("Bel", "Ida", [school]);
        // Between the look and the act a colleague was quicker.
        var meanwhile = await People.AccountAsync("Cel", "Ute", [school]);
        var early = await ReadyAsync(local, BulkKind.Block, meanwhile);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET blocked_at = now(), blocked_reason = 'entre-temps' WHERE id = '{meanwhile.Id}'");
        await runs.ConfirmAsync(local, early, "Fraude", null, Cancel);
        await WorkAsync();
        Assert.Equal(("entre-temps", new BulkCount(BulkOutcome.NothingToDo, 1)), ((await People.ReadAsync(meanwhile.Id)).BlockedReason, Assert.Single((await reader.ReadAsync(local, early, Cancel))!.Results)));

        var id = await ReadyAsync(local, BulkKind.Block, blocked, free);
        Assert.Equal([BulkOutcome.NothingToDo, BulkOutcome.Done], (await reader.LinesAsync(local, id, null, 0, Cancel)).Select(l => l.Plan!.Value));
        await runs.ConfirmAsync(local, id, "Fraude", null, Cancel);
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET function = 1 WHERE account_id = '{local.AccountId}'");
        await WorkAsync();

        Assert.Equal(("avant", null), ((await People.ReadAsync(blocked.Id)).BlockedReason, (await People.ReadAsync(free.Id)).BlockedAt));
        Assert.Equal(1, await database.CountAsync($"SELECT FROM audit_entries WHERE account_id = '{free.Id}' AND outcome = 2 AND refusal = 'FunctionTooLow' AND reason = 'action {id}'"));
        Assert.Null(await reader.ReadAsync(local, id, Cancel));
        Assert.Equal(1, await database.CountAsync($"SELECT FROM bulk_items WHERE run_id = '{id}' AND result = {(int)BulkOutcome.FunctionTooLow}"));
    }

    [Fact]
    public async Task It_is_for_local_administrators_each_has_his_own_and_it_is_forgotten_after_a_month()
    {
        var (school, local) = await SetAsync();
        var pupil = await People.AccountAsync("Abel", "Lou", [school]);
        var (agent, other) = (await People.OperatorAsync(Function.Support, [school]), await People.OperatorAsync(Function.CentralAdmin, []));
        Assert.Equal(BulkAnswered.NotAllowed, await runs.BeginAsync(agent, BulkKind.ResetByMail, Guid.NewGuid(), [pupil.Id], null, null, Cancel));
        Assert.Equal(BulkAnswered.NotAllowed, await runs.BeginAsync(default, BulkKind.ResetByMail, Guid.NewGuid(), [pupil.Id], null, null, Cancel));
        Assert.Equal(BulkAnswered.NobodyFound, await runs.BeginAsync(local, BulkKind.ResetByMail, Guid.NewGuid(), [], null, null, Cancel));
        Assert.Equal(BulkAnswered.TooMany, await runs.BeginAsync(local, BulkKind.ResetByMail, Guid.NewGuid(), [.. Enumerable.Range(0, BulkRuns.MostAccounts + 1).Select(_ => pupil.Id)], null, null, Cancel));
        var id = await ReadyAsync(local, BulkKind.Block, pupil);

        Assert.Null(await reader.ReadAsync(other, id, Cancel));
        Assert.Empty(await reader.LinesAsync(other, id, null, 0, Cancel));
        Assert.Equal(BulkAnswered.NotFound, await runs.ConfirmAsync(other, id, "Fraude", null, Cancel));
        Assert.Equal(BulkAnswered.NotFound, await runs.CancelAsync(other, id, Cancel));
        Assert.Equal([id], (await reader.LatestAsync(local, Cancel)).Select(r => r.Id));
        await database.ExecuteAsOwnerAsync($"UPDATE bulk_runs SET created_at = now() - interval '31 days' WHERE id = '{id}'");
        var sweep = database.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<BulkSweep>().Single();
        Assert.Equal(1, await sweep.SweepAsync(Cancel));
        Assert.Empty(await reader.LatestAsync(local, Cancel));
    }

    private async Task<(School School, Actor Local)> SetAsync()
    {
        var school = await People.SchoolAsync();
        return (school, await People.OperatorAsync(Function.LocalAdmin, [school]));
    }

    /// <summary>Looked through, and waiting to be confirmed.</summary>
    private async Task<Guid> ReadyAsync(Actor actor, BulkKind kind, params Account[] accounts)
    {
        var id = Guid.NewGuid();
        Assert.Equal(BulkAnswered.Done, await runs.BeginAsync(actor, kind, id, [.. accounts.Select(a => a.Id)], null, null, Cancel));
        await WorkAsync();
        return id;
    }

    private async Task WorkAsync()
    {
        while (await worker.WorkOnceAsync(Cancel))
        {
            Cancel.ThrowIfCancellationRequested();
        }
    }
}
