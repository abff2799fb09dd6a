using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>First passwords on paper for a class.</summary>
public sealed class SlipBatchesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly SlipBatches slips = database.Get<SlipBatches>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private People People => database.People;

    [Fact]
    public async Task Each_pupil_without_a_contact_gets_one_that_opens_the_choice_of_a_password()
    {
        var (school, actor) = await SchoolAsync();
        var one = await People.AccountAsync("Martin", "Alice", [school], className: "6e B");
        await People.AccountAsync("Petit", "Ben", [school], a => a.Email = "ben@example.org", "6e B");
        await People.AccountAsync("Autre", "Classe", [school], className: "6e A");
        var refused = await People.AccountAsync("Durand", "Chloé", [school], a => (a.Mobile, a.MobileState) = ("+33639980001", ContactState.Refused), "6e B");
        List<(int, int)> told = [];

        var result = await slips.IssueAsync(actor, Order(school), Guid.NewGuid(), new Heard(told.Add), Cancel);

        Assert.Equal((SlipsOutcome.Printed, 0), (result.Outcome, result.Missing.Count));
        Assert.Equal([refused.Login, one.Login], result.Slips.Select(s => s.Login));
        Assert.Equal([(1, 2), (2, 2)], told);
        var slip = result.Slips[1];
        Assert.Equal((school.Name, "6e B", "Martin"), (slip.School, slip.ClassName, slip.FamilyName));
        await using var db = database.Open();
        var token = await db.ResetTokens.SingleAsync(t => t.AccountId == one.Id, Cancel);
        Assert.Equal((TokenOrigin.Slip, TokenCarrier.Paper, TimeSpan.FromDays(14)), (token.Origin, token.Carrier, token.ExpiresAt - token.IssuedAt));
        Assert.DoesNotContain(slip.Password, token.ProvisionalHash, StringComparison.Ordinal);
        var row = await db.AuditEntries.SingleAsync(e => e.AccountId == one.Id, Cancel);
        Assert.Equal((AuditAction.ProvisionalIssued, "Rentrée 6e B"), (row.Action, row.Reason));
        Assert.Equal("2", (await db.AuditEntries.SingleAsync(e => e.ActorId == actor.AccountId && e.Action == AuditAction.SlipsPrinted, Cancel)).Detail);

        var answer = await database.Get<AccountSignIn>().TryAsync(one.Login, slip.Password, null, null, false, Cancel);
        Assert.Equal((SignInOutcome.ChoosePassword, token.Id), (answer.Outcome, answer.TokenId));
    }

    [Fact]
    public async Task Whoever_must_not_get_one_is_named_with_the_reason()
    {
        var (school, actor) = await SchoolAsync();
        var blocked = await People.AccountAsync("Bloqué", "A", [school], a => a.BlockedAt = DateTimeOffset.UnixEpoch, "6e B");
        var elsewhere = await People.AccountAsync("Fédéré", "B", [school], a => a.FederatedWith = "EduConnect", "6e B");
        var agent = await People.AccountAsync("Agent", "C", [school], className: "6e B");
        await People.GrantAsync(agent.Id, Function.Support, school.Id);
        var leaving = await People.AccountAsync("Partant", "D", [school], a => a.DeletionDueAt = DateTimeOffset.MaxValue.AddYears(-1), "6e B");

        var result = await slips.IssueAsync(actor, Order(school), Guid.NewGuid(), null, Cancel);

        Assert.Empty(result.Slips);
        Assert.Equal([(agent.Id, ProvisionalOutcome.CheckNeeded), (blocked.Id, ProvisionalOutcome.Blocked), (elsewhere.Id, ProvisionalOutcome.Federated)],
            result.Missing.Select(m => (m.AccountId, m.Why)));
        await using var db = database.Open();
        Assert.Equal(0, await db.ResetTokens.CountAsync(t => t.AccountId == leaving.Id || t.AccountId == blocked.Id, Cancel));
    }

    [Fact]
    public async Task An_order_is_carried_out_once_and_by_whom_the_school_allows()
    {
        var (school, actor) = await SchoolAsync();
        await People.AccountAsync("Martin", "Alice", [school], className: "6e B");
        var key = Guid.NewGuid();
        Assert.Equal(SlipsOutcome.Printed, await OutcomeAsync(actor, school, key));
        Assert.Equal(SlipsOutcome.ShownBefore, await OutcomeAsync(actor, school, key));

        var support = await People.OperatorAsync(Function.Support, [school]);
        Assert.Equal(SlipsOutcome.FunctionTooLow, await OutcomeAsync(support, school));
        Assert.Empty(await slips.SchoolsAsync(support, Cancel));
        var (other, stranger) = await SchoolAsync();
        Assert.Equal(SlipsOutcome.NotFound, await OutcomeAsync(stranger, school));
        Assert.Equal(0, await slips.CountAsync(stranger, Order(school), Cancel));
        Assert.Equal([other.Id], (await slips.SchoolsAsync(stranger, Cancel)).Select(s => s.Id));
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET ended_at = now() WHERE id = '{actor.SessionId}'");
        Assert.Equal(SlipsOutcome.SignedOut, await OutcomeAsync(actor, school));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("two\nlines")]
    public async Task A_reason_is_needed(string? reason)
    {
        var (school, actor) = await SchoolAsync();
        await People.AccountAsync("Martin", "Alice", [school], className: "6e B");
        Assert.Equal(SlipsOutcome.ReasonRefused, (await slips.IssueAsync(actor, Order(school) with { Reason = reason }, Guid.NewGuid(), null, Cancel)).Outcome);
        Assert.Empty(await slips.LatestAsync(actor, Cancel));
    }

    [Fact]
    public async Task A_factor_that_was_proven_too_long_ago_is_asked_for_again()
    {
        var (school, actor) = await SchoolAsync();
        await People.AccountAsync("Martin", "Alice", [school], className: "6e B");
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proof = {(int)SessionProof.SecondFactor}, proven_at = now() - interval '16 minutes' WHERE id = '{actor.SessionId}'");
        Assert.Equal(SlipsOutcome.ProofTooOld, await OutcomeAsync(actor, school));
    }

    [Fact]
    public async Task What_was_printed_together_is_revoked_together_but_not_what_was_used()
    {
        var (school, actor) = await SchoolAsync();
        var used = await People.AccountAsync("Martin", "Alice", [school], className: "6e B");
        var left = await People.AccountAsync("Petit", "Ben", [school], className: "6e B");
        var key = Guid.NewGuid();
        await slips.IssueAsync(actor, Order(school), key, null, Cancel);
        await database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET ended_at = now(), ended_why = 1 WHERE account_id = '{used.Id}'");
        var line = Assert.Single(await slips.LatestAsync(actor, Cancel));
        Assert.Equal((2, 1), (line.Count, line.Living));

        var (_, stranger) = await SchoolAsync();
        Assert.Equal(SlipsOutcome.NotFound, await slips.RevokeAsync(stranger, key, Cancel));
        Assert.Equal(SlipsOutcome.Revoked, await slips.RevokeAsync(actor, key, Cancel));
        Assert.Equal(SlipsOutcome.NothingToRevoke, await slips.RevokeAsync(actor, key, Cancel));
        await using var db = database.Open();
        Assert.Equal([(used.Id, TokenEnd.Redeemed), (left.Id, TokenEnd.Revoked)],
            (await db.ResetTokens.Where(t => t.SlipBatchId == key).ToListAsync(Cancel)).Select(t => (t.AccountId, t.EndedWhy!.Value)).OrderBy(t => t.Item2));
        Assert.Equal([left.Id], await db.AuditEntries.Where(e => e.Action == AuditAction.ProvisionalRevoked && e.ActorId == actor.AccountId).Select(e => e.AccountId!.Value).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Whoever_stops_it_finds_in_the_batch_what_was_issued()
    {
        var (school, actor) = await SchoolAsync();
        for (var i = 0; i < 3; i++) await People.AccountAsync($"Martin {(char)('A' + i)}", "Alice", [school], className: "6e B");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slips.IssueAsync(actor, Order(school), Guid.NewGuid(), new Heard(_ => stop.Cancel()), stop.Token));
        Assert.Equal(1, Assert.Single(await slips.LatestAsync(actor, Cancel)).Living);
    }

    private static SlipOrder Order(School school) => new(school.Id, "6e B", Profile.Student, SlipsFor.WithoutContact, "Rentrée 6e B");

    private async Task<SlipsOutcome> OutcomeAsync(Actor actor, School school, Guid? key = null) =>
        (await slips.IssueAsync(actor, Order(school), key ?? Guid.NewGuid(), null, Cancel)).Outcome;

    private async Task<(School School, Actor Actor)> SchoolAsync()
    {
        var school = await People.SchoolAsync();
        return (school, await People.OperatorAsync(Function.LocalAdmin, [school]));
    }

    /// <summary>Tells at once and on the same thread, where Progress would not.</summary>
    private sealed class Heard(Action<(int, int)> told) : IProgress<(int Done, int Of)>
    {
        public void Report((int Done, int Of) value) => told(value);
    }
}
