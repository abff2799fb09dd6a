using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Approvals;

/// <summary>What one operator may not do alone to somebody who holds a function.</summary>
public sealed class SecondApprovalTests(ApprovingDatabase database) : IClassFixture<ApprovingDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_of_contact_waits_for_a_second_operator_and_is_then_one_send()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        Assert.Equal(ResetOutcome.ApprovalNeeded, (await desk.SendAsync()).Outcome);
        Assert.Equal(ResetOutcome.ApprovalNeeded, (await desk.SaveAsync()).Outcome);
        Assert.Equal(ApprovalDesk.Old, await desk.EmailAsync());

        var id = await desk.AskedAsync();
        Assert.Equal(ResetOutcome.ApprovalNeeded, (await desk.SendAsync()).Outcome);
        var waiting = Assert.Single(await desk.WaitingAsync());
        Assert.Equal((id, ApprovalDesk.Old, ApprovalDesk.New, "n'a plus son adresse", VerifiedHow.InPerson),
            (waiting.Id, waiting.OldContact, waiting.NewContact, waiting.Reason, waiting.VerifiedHow));
        Assert.Equal(1, await database.Get<SecondApproval>().WaitingForAsync(desk.Approver, Cancel));
        Assert.Equal(DecisionOutcome.Approved, await desk.ApproveAsync(id));

        Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync()).Outcome);
        Assert.Equal(ApprovalDesk.New, await desk.EmailAsync());
        Assert.Equal(ApprovalState.Used, (await desk.RequestAsync(id)).State);
        Assert.Empty(await desk.WaitingAsync());
        var done = (await desk.JournalAsync()).Where(e => e.Outcome is AuditOutcome.Done).ToList();
        Assert.Equal([AuditAction.ApprovalAsked, AuditAction.ApprovalGranted, AuditAction.ApprovalUsed, AuditAction.ContactChanged, AuditAction.ResetSent], done.Select(e => e.Action).OrderBy(a => $"{a}"));
        Assert.All(done.Where(e => e.Action is AuditAction.ApprovalAsked or AuditAction.ApprovalGranted or AuditAction.ApprovalUsed), e =>
            Assert.Equal(($"approbation {id}", "a•••@e•••.org → n•••@e•••.org"), (e.Reason, e.Detail)));
        Assert.Equal(desk.Approver.AccountId, done.Single(e => e.Action is AuditAction.ApprovalGranted).ActorId);
    }

    [Fact]
    public async Task Nobody_approves_for_himself_as_the_one_who_asks_or_as_the_one_it_is_about()
    {
        var desk = await ApprovalDesk.SetAsync(database, Function.CentralAdmin);
        var id = await desk.AskedAsync();
        var target = await database.People.SignedInAsync(desk.Target.Id);

        Assert.Equal(DecisionOutcome.OwnRequest, await desk.ApproveAsync(id, desk.Asker));
        Assert.Equal(DecisionOutcome.OwnAccount, await desk.ApproveAsync(id, target));

        Assert.Equal(ApprovalState.Waiting, (await desk.RequestAsync(id)).State);
        Assert.Empty(await desk.WaitingAsync(desk.Asker));
        Assert.Empty(await desk.WaitingAsync(target));
        Assert.Equal([(desk.Asker.AccountId, "OwnRequest"), (target.AccountId, "OwnAccount")],
            (await desk.JournalAsync()).Where(e => e is { Action: AuditAction.ApprovalGranted, Outcome: AuditOutcome.Refused }).Select(e => (e.ActorId!.Value, e.Refusal!)));
    }

    [Theory]
    [InlineData(Function.Support, Function.Support, DecisionOutcome.FunctionTooLow)]
    [InlineData(Function.LocalAdmin, Function.LocalAdmin, DecisionOutcome.HigherRank)]
    [InlineData(Function.CentralAdmin, Function.LocalAdmin, DecisionOutcome.HigherRank)]
    public async Task A_rank_that_is_not_above_approves_nothing_and_sees_nothing(Function target, Function approver, DecisionOutcome expected)
    {
        var desk = await ApprovalDesk.SetAsync(database, target);
        var id = await desk.AskedAsync();
        var other = await database.People.OperatorAsync(approver, [desk.School]);

        Assert.Empty(await desk.WaitingAsync(other));
        Assert.Equal(expected, await desk.ApproveAsync(id, other));
        Assert.Single(await desk.WaitingAsync());
    }

    [Fact]
    public async Task Out_of_scope_there_is_nothing_to_see_and_no_request()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var id = await desk.AskedAsync();
        var elsewhere = await database.People.OperatorAsync(Function.CentralAdmin, [await database.People.SchoolAsync()]);

        Assert.Empty(await desk.WaitingAsync(elsewhere));
        Assert.Equal(DecisionOutcome.NotFound, await desk.ApproveAsync(id, elsewhere));
        Assert.Equal(DecisionOutcome.Gone, await desk.ApproveAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task Two_decisions_and_two_uses_at_once_count_once()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var id = await desk.AskedAsync();
        var third = await database.People.OperatorAsync(Function.CentralAdmin, [desk.School]);

        var decided = await Task.WhenAll(desk.ApproveAsync(id), desk.RefuseAsync(id, "pas lui", third));
        Assert.Single(decided, DecisionOutcome.Gone);
        if (decided[1] is DecisionOutcome.Refused) await desk.ApprovedAsync();
        await Task.WhenAll(desk.SendAsync(), desk.SendAsync());

        // Whoever came second found the new address on record, and sent to it.
        Assert.Single(await desk.JournalAsync(), e => e is { Action: AuditAction.ApprovalUsed, Outcome: AuditOutcome.Done });
        Assert.Single(await desk.JournalAsync(), e => e is { Action: AuditAction.ContactChanged, Outcome: AuditOutcome.Done });
    }

    [Fact]
    public async Task A_day_to_decide_and_fifteen_minutes_to_use()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var id = await desk.AskedAsync();
        Assert.Equal(ApprovalRequest.WaitingLife, (await desk.RequestAsync(id)).ExpiresAt - (await desk.RequestAsync(id)).AskedAt);
        await ExpireAsync(id);
        Assert.Empty(await desk.WaitingAsync());
        Assert.Equal(DecisionOutcome.Gone, await desk.ApproveAsync(id));

        id = await desk.ApprovedAsync();
        var request = await desk.RequestAsync(id);
        Assert.Equal(TimeSpan.FromMinutes(15), request.ExpiresAt - request.DecidedAt);
        await ExpireAsync(id);
        Assert.Equal(ResetOutcome.ApprovalNeeded, (await desk.SendAsync()).Outcome);
        Assert.Equal(ApprovalDesk.Old, await desk.EmailAsync());
    }

    [Theory]
    [InlineData("UPDATE grants SET ends_at = now() WHERE account_id = '{0}'")]
    [InlineData("UPDATE accounts SET blocked_at = now() WHERE id = '{0}'")]
    [InlineData("UPDATE grants SET function = 1 WHERE account_id = '{0}'")]
    [InlineData("UPDATE grants SET function = 2 WHERE account_id = '{1}'")]
    public async Task What_the_approver_and_the_person_are_is_judged_again_at_use(string change)
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var central = await database.People.OperatorAsync(Function.CentralAdmin, [desk.School]);
        await desk.ApprovedAsync();
        await database.ExecuteAsOwnerAsync(string.Format(null, change, desk.Approver.AccountId, desk.Target.Id));
        // Whoever asked may still act on the person; it is the approval that is worth nothing any more.
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET function = 3 WHERE account_id = '{desk.Asker.AccountId}'");

        Assert.Equal(ResetOutcome.ApprovalNeeded, (await desk.SendAsync()).Outcome);
        Assert.Null(await desk.AskedNowAsync());
        Assert.Equal(ApprovalDesk.Old, await desk.EmailAsync());
        Assert.Equal(DecisionOutcome.Approved, await desk.ApproveAsync(await desk.AskedAsync(), central));
        Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync()).Outcome);
    }

    [Fact]
    public async Task It_is_for_this_contact_this_operator_and_what_was_on_record()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        await desk.ApprovedAsync();

        Assert.Equal(ResetOutcome.ApprovalNeeded, (await desk.SendAsync("autre@example.org")).Outcome);
        Assert.Equal(ResetOutcome.ApprovalNeeded, (await desk.SendAsync(by: desk.Approver)).Outcome);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = 'tiers@example.org' WHERE id = '{desk.Target.Id}'");
        Assert.Equal(ResetOutcome.ApprovalNeeded, (await desk.SendAsync()).Outcome);
    }

    [Fact]
    public async Task A_refusal_has_a_reason_which_the_one_who_asked_is_shown()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var id = await desk.AskedAsync();

        Assert.Equal(DecisionOutcome.ReasonRefused, await desk.RefuseAsync(id, "  "));
        Assert.Equal(DecisionOutcome.Refused, await desk.RefuseAsync(id, "Je viens de lui parler : ce n'est pas elle."));

        var asked = (await desk.AskedNowAsync())!;
        Assert.Equal((ApprovalState.Refused, "Je viens de lui parler : ce n'est pas elle.", new PersonRef("Opérateur", "LocalAdmin")), (asked.State, asked.Reason, asked.By));
        Assert.Null((await desk.RequestAsync(id)).NewContact);
        Assert.Equal(ResetOutcome.ApprovalNeeded, (await desk.SendAsync()).Outcome);
        Assert.DoesNotContain(await desk.JournalAsync(), e => $"{e.Reason}{e.Detail}".Contains("parler", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_central_administrator_needs_another_one_and_where_there_is_none_it_is_said()
    {
        var desk = await ApprovalDesk.SetAsync(database, Function.CentralAdmin);
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{desk.Approver.AccountId}'");

        Assert.Equal(ResetOutcome.NoApprover, (await desk.AskAsync()).Outcome);
        var need = (await database.Get<CallerChecks>().ForAsync(desk.Asker, desk.Target.Id, Cancel))!.Approval!;
        Assert.Equal((Function.CentralAdmin, true, 0), (need.Lowest, need.Another, need.Approvers));

        var another = await database.People.OperatorAsync(Function.CentralAdmin, [desk.School]);
        Assert.Equal(DecisionOutcome.Approved, await desk.ApproveAsync(await desk.AskedAsync(), another));
        Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync()).Outcome);
    }

    [Fact]
    public async Task Few_who_may_approve_are_told_by_mail_and_the_mail_holds_no_contact()
    {
        var desk = await ApprovalDesk.SetAsync(database);
        var others = new List<Guid>();
        for (var number = 0; number < SecondApproval.MostTold + 1; number++) others.Add((await database.People.OperatorAsync(Function.LocalAdmin, [desk.School])).AccountId);
        await database.ExecuteAsOwnerAsync(string.Join(';', others.Concat([desk.Approver.AccountId, desk.Asker.AccountId]).Select(id =>
            $"UPDATE accounts SET email = 'op-{id:N}@example.org', email_state = 1, email_source = 1 WHERE id = '{id}'")));
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email_state = 3 WHERE id = '{others[0]}'");

        await desk.AskedAsync();

        await using var db = database.Open();
        var mails = await db.OutboxMessages.Where(m => m.Kind == MessageKind.ApprovalAsked && m.AskedBy == desk.Asker.AccountId).ToListAsync(Cancel);
        Assert.Equal(SecondApproval.MostTold, mails.Count);
        Assert.DoesNotContain(mails, m => m.AccountId == desk.Asker.AccountId || m.AccountId == desk.Target.Id || m.AccountId == others[0]);
        var text = database.Get<MessageSealer>().Open(mails[0].Content!).Text;
        Assert.Contains("https://ent.example.org/console/approbations", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nouvelle", text, StringComparison.Ordinal);
    }

    private Task ExpireAsync(Guid id) => database.ExecuteAsOwnerAsync($"UPDATE approval_requests SET expires_at = now() - interval '1 second' WHERE id = '{id}'");
}
