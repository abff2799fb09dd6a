using AdminConsole.Domain.Approvals;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>The only way on which another one takes a second factor away, and what asks the operator for his own (rule 19 of recovery).</summary>
public sealed class SecondFactorClearingTests(TestDatabase database, ApprovingDatabase approving) : IClassFixture<TestDatabase>, IClassFixture<ApprovingDatabase>
{
    private static readonly CallerCheck InPerson = new(VerifiedHow.InPerson);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clears_all_of_it_once_the_caller_is_verified()
    {
        var (admin, agent, application) = await MeetAsync(database);
        var clearing = database.Get<SecondFactorClearing>();
        Assert.Equal(ClearingOutcome.CheckNeeded, await clearing.ClearAsync(admin, agent.AccountId, Guid.NewGuid(), null, Cancel));
        var key = Guid.NewGuid();

        Assert.Equal(ClearingOutcome.Cleared, await clearing.ClearAsync(admin, agent.AccountId, key, InPerson, Cancel));

        Assert.Equal(ClearingOutcome.Cleared, await clearing.ClearAsync(admin, agent.AccountId, key, InPerson, Cancel));
        Assert.Equal(ClearingOutcome.NothingToClear, await clearing.ClearAsync(admin, agent.AccountId, Guid.NewGuid(), InPerson, Cancel));
        Assert.Equal(FactorOutcome.SignedOut, (await database.Get<FactorProofs>().ProveAsync(agent, await application.CodeAsync(1), Cancel)).Outcome);
        await using var db = database.Open();
        Assert.False(await db.Authenticators.AnyAsync(f => f.AccountId == agent.AccountId, Cancel) || await db.RecoveryCodes.AnyAsync(c => c.AccountId == agent.AccountId, Cancel));
        Assert.Equal(SessionEnd.FactorChanged, (await db.Sessions.SingleAsync(s => s.Id == agent.SessionId, Cancel)).EndedWhy);
        var rows = await db.AuditEntries.Where(e => e.Action == AuditAction.FactorCleared && e.AccountId == agent.AccountId).OrderBy(e => e.Id).ToListAsync(Cancel);
        Assert.Equal([(AuditOutcome.Refused, "CheckNeeded"), (AuditOutcome.Done, null)], rows.Select(r => (r.Outcome, r.Refusal)));
        Assert.Equal((VerifiedHow.InPerson, admin.AccountId), (rows[1].VerifiedHow, rows[1].ActorId));
        Assert.Equal(2, await db.OutboxMessages.CountAsync(m => m.AccountId == agent.AccountId && m.Kind == MessageKind.FactorChanged, Cancel));
    }

    [Fact]
    public async Task Needs_a_second_operator_where_such_acts_do()
    {
        var (admin, agent, _) = await MeetAsync(approving);
        var colleague = await approving.People.OperatorAsync(Function.CentralAdmin, []);
        var clearing = approving.Get<SecondFactorClearing>();
        Assert.Equal(ClearingOutcome.ApprovalNeeded, await clearing.ClearAsync(admin, agent.AccountId, Guid.NewGuid(), InPerson, Cancel));
        Assert.Equal(ClearingOutcome.ApprovalAsked, await clearing.AskApprovalAsync(admin, agent.AccountId, Guid.NewGuid(), InPerson, "téléphone perdu", Cancel));
        await using var db = approving.Open();
        var request = await db.ApprovalRequests.SingleAsync(r => r.AccountId == agent.AccountId, Cancel);
        Assert.Equal((ApprovalKind.SecondFactor, ApprovalState.Waiting), (request.Kind, request.State));

        Assert.Equal(DecisionOutcome.Approved, await approving.Get<ApprovalDecisions>().ApproveAsync(colleague, agent.AccountId, request.Id, Guid.NewGuid(), null, Cancel));

        Assert.Equal(ClearingOutcome.Cleared, await clearing.ClearAsync(admin, agent.AccountId, Guid.NewGuid(), null, Cancel));
    }

    [Fact]
    public async Task What_hands_over_an_operators_account_asks_for_a_proof_of_the_last_quarter_of_an_hour()
    {
        var (plain, agent, _) = await MeetAsync(database);
        var (application, _, admin) = await CodeApplication.SetUpAsync(database, plain);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [(await SchoolAsync(plain))!]);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proven_at = now() - interval '16 minutes' WHERE id = '{admin.SessionId}'");
        var (resets, provisionals, clearing) = (database.Get<PasswordReset>(), database.Get<ProvisionalPasswords>(), database.Get<SecondFactorClearing>());

        Assert.Equal(ResetOutcome.ProofTooOld, (await resets.SaveOnlyAsync(admin, agent.AccountId, Change(), Cancel)).Outcome);
        Assert.Equal(ProvisionalOutcome.ProofTooOld, (await provisionals.IssueAsync(admin, agent.AccountId, Guid.NewGuid(), InPerson, Cancel)).Outcome);
        Assert.Equal(ClearingOutcome.ProofTooOld, await clearing.ClearAsync(admin, agent.AccountId, Guid.NewGuid(), InPerson, Cancel));
        await using var db = database.Open();
        Assert.Equal(3, await db.AuditEntries.CountAsync(e => e.ActorId == admin.AccountId && e.Refusal == "ProofTooOld", Cancel));
        // Of a pupil it is not asked.
        Assert.Equal(ResetOutcome.Saved, (await resets.SaveOnlyAsync(admin, pupil.Id, Change(), Cancel)).Outcome);

        Assert.Equal(FactorOutcome.Proven, (await database.Get<FactorProofs>().ProveAsync(admin, await application.CodeAsync(), Cancel)).Outcome);
        Assert.Equal(ResetOutcome.Saved, (await resets.SaveOnlyAsync(admin, agent.AccountId, Change(), Cancel)).Outcome);

        static ResetRequest Change() => new(Guid.NewGuid(), 1, Channel.Mail, "nouvelle@example.org", InPerson);
    }

    private async Task<School?> SchoolAsync(Actor actor)
    {
        await using var db = database.Open();
        return await db.Schools.SingleAsync(s => db.Memberships.Any(m => m.AccountId == actor.AccountId && m.SchoolId == s.Id), Cancel);
    }

    /// <summary>An administrator of a school, and an agent of it who has a second factor.</summary>
    private static async Task<(Actor Admin, Actor Agent, CodeApplication Application)> MeetAsync(TestDatabase database)
    {
        var school = await database.People.SchoolAsync();
        var admin = await database.People.OperatorAsync(Function.LocalAdmin, [school]);
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = 'agent@example.org', email_state = 1, email_source = 1 WHERE id = '{agent.AccountId}'");
        var (application, _, enrolled) = await CodeApplication.SetUpAsync(database, agent);
        return (admin, enrolled, application);
    }
}
