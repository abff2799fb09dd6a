using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminConsole.Domain.Approvals;

/// <summary>What needs no second operator, and what asking for one takes.</summary>
public sealed class ApprovalLimitsTests(ApprovingDatabase database) : IClassFixture<ApprovingDatabase>
{
    private static readonly CallerCheck InPerson = new(VerifiedHow.InPerson);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_holds_no_function_and_what_is_on_record_need_nobody_else()
    {
        var pupil = await ApprovalDesk.SetAsync(database, rank: null);
        Assert.Equal(ResetOutcome.ApprovalNotNeeded, (await pupil.AskAsync()).Outcome);
        Assert.Equal(ResetOutcome.Sent, (await pupil.SendAsync()).Outcome);

        var holder = await ApprovalDesk.SetAsync(database);
        Assert.Equal(ResetOutcome.Sent, (await holder.SendAsync(ApprovalDesk.Old)).Outcome);
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{holder.Target.Id}'");
        Assert.Equal(ResetOutcome.Sent, (await holder.SendAsync()).Outcome);
    }

    [Fact]
    public async Task The_link_of_somebody_with_a_function_does_not_go_to_a_responsable_whose_contact_anybody_may_change()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var parent = await database.People.AccountAsync("Perrin", "Ana", [desk.School], a => (a.Profile, a.Email) = (Profile.Relative, "ana@example.org"));
        await using var db = database.Open();
        db.Relations.Add(new() { ParentId = parent.Id, ChildId = desk.Target.Id });
        await db.SaveChangesAsync(Cancel);

        var sent = await database.Get<PasswordReset>().SendToParentAsync(desk.Asker, desk.Target.Id, parent.Id, Channel.Mail, Guid.NewGuid(), Cancel);

        Assert.Equal(ResetOutcome.OwnContactOnly, sent.Outcome);
    }

    [Fact]
    public async Task Where_it_is_not_configured_one_operator_is_enough()
    {
        var plain = database.BuildServices();
        var desk = await ApprovalDesk.SetAsync(database);
        var result = await plain.GetRequiredService<PasswordReset>().SendAsync(desk.Asker, desk.Target.Id, new(Guid.NewGuid(), desk.Target.Version, Channel.Mail, ApprovalDesk.New, InPerson), Cancel);

        Assert.Equal(ResetOutcome.Sent, result.Outcome);
        Assert.Null(await plain.GetRequiredService<PendingApprovals>().ReadAsync(desk.Approver, Cancel));
        Assert.Null(await plain.GetRequiredService<SecondApproval>().WaitingForAsync(desk.Approver, Cancel));
        await plain.DisposeAsync();
    }

    [Fact]
    public async Task Asking_takes_a_verified_caller_and_a_reason_and_the_same_wish_asks_once()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var key = Guid.NewGuid();
        var unverified = await database.Get<PasswordReset>().AskApprovalAsync(
            desk.Asker, desk.Target.Id, new(key, desk.Target.Version, Channel.Mail, ApprovalDesk.New), "perdue", Cancel);

        Assert.Equal(ResetOutcome.CheckNeeded, unverified.Outcome);
        Assert.Equal(ResetOutcome.ReasonRefused, (await desk.AskAsync(reason: " ")).Outcome);
        Assert.Equal(ResetOutcome.ReasonRefused, (await desk.AskAsync(reason: "deux\nlignes")).Outcome);
        Assert.Equal(ResetOutcome.ContactRefused, (await desk.AskAsync("pas une adresse")).Outcome);
        Assert.Equal(ResetOutcome.ApprovalAsked, (await desk.AskAsync(key: key)).Outcome);
        Assert.Equal(ResetOutcome.ApprovalAsked, (await desk.AskAsync(key: key)).Outcome);
        Assert.Single(await desk.WaitingAsync());
    }

    [Fact]
    public async Task A_new_request_takes_the_place_of_the_one_before_and_five_an_hour_are_enough()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var first = await desk.AskedAsync();
        for (var more = 1; more < SecondApproval.AsksAnHour; more++) await desk.AskedAsync($"essai{more}@example.org");

        Assert.Equal(ResetOutcome.TooManyAsked, (await desk.AskAsync()).Outcome);
        Assert.Equal($"essai{SecondApproval.AsksAnHour - 1}@example.org", Assert.Single(await desk.WaitingAsync()).NewContact);
        Assert.Equal(DecisionOutcome.Gone, await desk.ApproveAsync(first));
        Assert.Null((await desk.RequestAsync(first)).NewContact);
    }

    [Fact]
    public async Task A_provisional_password_is_shown_once_it_is_approved_to_a_caller_who_is_verified_still()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var provisionals = database.Get<ProvisionalPasswords>();
        Assert.Equal(ProvisionalOutcome.ApprovalNeeded, (await IssueAsync(InPerson)).Outcome);
        Assert.Equal(ProvisionalOutcome.ApprovalAsked, (await provisionals.AskApprovalAsync(desk.Asker, desk.Target.Id, Guid.NewGuid(), InPerson, "a tout perdu", Cancel)).Outcome);
        var waiting = Assert.Single(await desk.WaitingAsync());
        Assert.Equal((ApprovalKind.ProvisionalPassword, (string?)null), (waiting.Kind, waiting.NewContact));
        Assert.Equal(DecisionOutcome.Approved, await desk.ApproveAsync(waiting.Id));

        await database.ExecuteAsOwnerAsync($"UPDATE verifications SET expires_at = now() - interval '1 minute' WHERE account_id = '{desk.Target.Id}'");
        Assert.Equal(ProvisionalOutcome.CheckNeeded, (await IssueAsync(null)).Outcome);
        var issued = await IssueAsync(InPerson);
        Assert.Equal(ProvisionalOutcome.Issued, issued.Outcome);
        Assert.Equal(ProvisionalOutcome.ApprovalNeeded, (await IssueAsync(null)).Outcome);
        Assert.DoesNotContain(await desk.JournalAsync(), e => $"{e.Reason}{e.Detail}".Contains(issued.Slip!.Password, StringComparison.Ordinal));

        Task<ProvisionalResult> IssueAsync(CallerCheck? check) => provisionals.IssueAsync(desk.Asker, desk.Target.Id, Guid.NewGuid(), check, Cancel);
    }

    [Fact]
    public async Task A_journal_that_takes_no_row_approves_nothing()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var id = await desk.AskedAsync();
        await database.ExecuteAsOwnerAsync($"""
            CREATE FUNCTION refuse_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
            CREATE TRIGGER refuse_row BEFORE INSERT ON audit_entries FOR EACH ROW WHEN (NEW.account_id = '{desk.Target.Id}') EXECUTE FUNCTION refuse_row();
            """);

        await Assert.ThrowsAnyAsync<Exception>(() => desk.ApproveAsync(id));
        await Assert.ThrowsAnyAsync<Exception>(() => desk.SendAsync());
        await database.ExecuteAsOwnerAsync("DROP FUNCTION refuse_row() CASCADE");

        Assert.Equal(ApprovalState.Waiting, (await desk.RequestAsync(id)).State);
        Assert.Equal(ApprovalDesk.Old, await desk.EmailAsync());
    }

    [Fact]
    public async Task What_was_asked_is_not_kept_longer_than_anybody_asks_for_it()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var (old, last) = (await desk.ApprovedAsync(), await desk.AskedAsync("autre@example.org"));
        await database.ExecuteAsOwnerAsync($"""
            UPDATE approval_requests SET expires_at = now() - interval '31 days' WHERE id = '{old}';
            UPDATE approval_requests SET expires_at = now() - interval '29 days' WHERE id = '{last}'
            """);
        using var sweep = new ApprovalSweep(database.Get<IDbContextFactory<AdminDb>>(), TimeProvider.System, NullLogger<ApprovalSweep>.Instance);

        Assert.Equal(1, await sweep.SweepAsync(Cancel));

        await using var db = database.Open();
        Assert.Equal([last], await db.ApprovalRequests.Where(r => r.AccountId == desk.Target.Id).Select(r => r.Id).ToListAsync(Cancel));
        Assert.Contains(await desk.JournalAsync(), row => row.Action is AuditAction.ApprovalGranted && row.Reason!.EndsWith($"{old}", StringComparison.Ordinal));
    }
}
