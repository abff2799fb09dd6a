using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>Claim, release, takeover, notes, closing and rerouting: what each does, refuses and leaves in the journal.</summary>
public sealed class AssistanceDeskTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AssistanceDesk desk = database.Get<AssistanceDesk>();
    private readonly StoredRequests requests = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_who_claim_at_once_exactly_one_has_it()
    {
        var school = await database.People.SchoolAsync();
        var operators = new List<Actor>();
        for (var i = 0; i < 8; i++) operators.Add(await database.People.OperatorAsync(Function.Support, [school]));
        var request = await requests.StoredAsync(school);

        var outcomes = await Task.WhenAll(operators.Select(actor => Task.Run(() => desk.ClaimAsync(actor, request.Id, Guid.NewGuid(), Cancel))));

        var winner = Assert.Single(operators.Zip(outcomes), pair => pair.Second is DeskOutcome.Done).First;
        Assert.Equal(7, outcomes.Count(outcome => outcome is DeskOutcome.Held));
        var stored = await requests.ReadAsync(request.Id);
        Assert.Equal((winner.AccountId, AssistanceState.InHand), (stored.ClaimedBy, stored.State));
        await using var db = database.Open();
        Assert.Equal(1, await db.AssistanceEntries.CountAsync(e => e.RequestId == request.Id, Cancel));
        var rows = await db.AuditEntries.Where(e => e.Detail == $"demande {request.Id}").ToListAsync(Cancel);
        Assert.Equal((1, 7), (rows.Count(r => r.Outcome is AuditOutcome.Done), rows.Count(r => r.Refusal is "Held")));
        Assert.All(rows, row => Assert.Equal([school.Id], row.SchoolIds));
    }

    [Fact]
    public async Task The_same_wish_acts_once()
    {
        var (agent, request) = await SetAsync();
        var key = Guid.NewGuid();

        Assert.Equal(DeskOutcome.Done, await desk.NoteAsync(agent, request.Id, key, "Rappelée.", Cancel));
        Assert.Equal(DeskOutcome.NothingToDo, await desk.NoteAsync(agent, request.Id, key, "Rappelée.", Cancel));

        await using var db = database.Open();
        Assert.Equal("Rappelée.", (await db.AssistanceEntries.SingleAsync(e => e.RequestId == request.Id, Cancel)).Text);
    }

    [Fact]
    public async Task A_higher_function_takes_over_and_the_journal_says_so_and_release_gives_it_back()
    {
        var school = await database.People.SchoolAsync();
        var (agent, admin) = (await database.People.OperatorAsync(Function.Support, [school]), await database.People.OperatorAsync(Function.LocalAdmin, [school]));
        var request = await requests.StoredAsync(school);
        await desk.ClaimAsync(agent, request.Id, Guid.NewGuid(), Cancel);

        Assert.Equal(DeskOutcome.Held, await desk.ClaimAsync(admin, request.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(DeskOutcome.Done, await desk.TakeOverAsync(admin, request.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(DeskOutcome.Held, await desk.TakeOverAsync(agent, request.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(DeskOutcome.Held, await desk.ReleaseAsync(agent, request.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(DeskOutcome.Done, await desk.ReleaseAsync(admin, request.Id, Guid.NewGuid(), Cancel));

        var stored = await requests.ReadAsync(request.Id);
        Assert.Equal((null, AssistanceState.Received), (stored.ClaimedBy, stored.State));
        await using var db = database.Open();
        Assert.True(await db.AuditEntries.AnyAsync(e => e.ActorId == admin.AccountId && e.Action == AuditAction.AssistanceTakenOver && e.Outcome == AuditOutcome.Done, Cancel));
    }

    [Fact]
    public async Task What_a_colleague_has_who_may_no_longer_act_is_free()
    {
        var (agent, request) = await SetAsync();
        var school = (await requests.ReadAsync(request.Id)).SchoolId;
        await desk.ClaimAsync(agent, request.Id, Guid.NewGuid(), Cancel);
        await using var db = database.Open();
        await db.Grants.Where(g => g.AccountId == agent.AccountId).ExecuteUpdateAsync(set => set.SetProperty(g => g.EndsAt, _ => AdminDb.Now()), Cancel);
        var other = await database.People.OperatorAsync(Function.Support, [(await db.Schools.FindAsync([school], Cancel))!]);

        Assert.Equal(DeskOutcome.NotFound, await desk.ReleaseAsync(agent, request.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(DeskOutcome.Done, await desk.ClaimAsync(other, request.Id, Guid.NewGuid(), Cancel));
    }

    [Fact]
    public async Task A_request_that_changed_since_it_was_seen_is_not_closed()
    {
        var (agent, request) = await SetAsync();
        await desk.ClaimAsync(agent, request.Id, Guid.NewGuid(), Cancel);

        Assert.Equal(DeskOutcome.Stale, await desk.CloseAsync(agent, request.Id, Guid.NewGuid(), request.Version, AssistanceClosure.Solved, Cancel));
        Assert.Equal(DeskOutcome.Done, await desk.CloseAsync(agent, request.Id, Guid.NewGuid(), request.Version + 1, AssistanceClosure.Duplicate, Cancel));

        var stored = await requests.ReadAsync(request.Id);
        Assert.Equal((AssistanceState.Closed, AssistanceClosure.Duplicate, null), (stored.State, stored.ClosedWhy, stored.ClaimedBy));
        Assert.Equal(DeskOutcome.Closed, await desk.ClaimAsync(agent, request.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(DeskOutcome.Done, await desk.ReopenAsync(agent, request.Id, Guid.NewGuid(), Cancel));
        stored = await requests.ReadAsync(request.Id);
        Assert.Equal((AssistanceState.InHand, null, agent.AccountId), (stored.State, stored.ClosedWhy, stored.ClaimedBy));
    }

    [Fact]
    public async Task To_a_school_without_operators_it_goes_to_the_central_queue_and_out_of_sight()
    {
        var (agent, request) = await SetAsync();
        var (administered, alone) = (await database.People.SchoolAsync(), await database.People.SchoolAsync());
        await database.People.OperatorAsync(Function.Support, [administered]);
        var blocked = await database.People.OperatorAsync(Function.Support, [alone]);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET blocked_at = now() WHERE id = '{blocked.AccountId}'");

        Assert.Equal(DeskOutcome.SchoolRefused, await desk.RerouteAsync(agent, request.Id, Guid.NewGuid(), request.Version, "';--", Cancel));
        Assert.Equal(DeskOutcome.Done, await desk.RerouteAsync(agent, request.Id, Guid.NewGuid(), request.Version, administered.Uai.ToLowerInvariant(), Cancel));
        Assert.False((await requests.ReadAsync(request.Id)).Central);
        Assert.Null(await database.Get<AssistanceReader>().ReadAsync(agent, request.Id, Cancel));

        var central = await database.People.OperatorAsync(Function.CentralAdmin, []);
        Assert.Equal(DeskOutcome.Done, await desk.RerouteAsync(central, request.Id, Guid.NewGuid(), request.Version + 1, alone.Uai, Cancel));
        var stored = await requests.ReadAsync(request.Id);
        Assert.Equal((true, alone.Id, null), (stored.Central, stored.SchoolId, stored.ClaimedBy));
        Assert.NotNull(await database.Get<AssistanceReader>().ReadAsync(central, request.Id, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n ")]
    [InlineData("a\0b")]
    [InlineData("droite\u202Egauche")]
    public async Task A_note_is_a_text(string text)
    {
        var (agent, request) = await SetAsync();

        Assert.Equal(DeskOutcome.TextRefused, await desk.NoteAsync(agent, request.Id, Guid.NewGuid(), text, Cancel));
        Assert.Equal(DeskOutcome.TextRefused, await desk.NoteAsync(agent, request.Id, Guid.NewGuid(), new string('x', 2_001), Cancel));
    }

    private async Task<(Actor Agent, AssistanceRequest Request)> SetAsync()
    {
        var school = await database.People.SchoolAsync();
        return (await database.People.OperatorAsync(Function.Support, [school]), await requests.StoredAsync(school));
    }
}
