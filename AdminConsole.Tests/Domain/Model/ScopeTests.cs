using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

public sealed class ScopeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scope_holds_the_schools_of_the_grants_and_no_other()
    {
        var people = database.People;
        var (mine, other) = (await people.SchoolAsync(), await people.SchoolAsync());
        var agent = await people.OperatorAsync(Function.Support, [mine]);
        var inside = await people.AccountAsync("Dedans", "Ana", [mine]);
        var outside = await people.AccountAsync("Dehors", "Zoé", [other]);

        await using var db = database.Open();
        var seen = await db.AccountsInScopeOf(agent).Select(a => a.Id).ToListAsync(Cancel);

        Assert.Contains(inside.Id, seen);
        Assert.DoesNotContain(outside.Id, seen);
    }

    [Fact]
    public async Task Nothing_is_in_scope_once_the_session_is_over()
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        await using var db = database.Open();
        Assert.True(await db.AccountsInScopeOf(agent).AnyAsync(Cancel));

        await db.Sessions.Where(s => s.Id == agent.SessionId).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, s => AdminDb.Now()), Cancel);

        Assert.False(await db.AccountsInScopeOf(agent).AnyAsync(Cancel));
    }

    [Theory]
    [InlineData(Function.Support, null, GateAnswer.Allowed)]
    [InlineData(Function.Support, Function.Support, GateAnswer.HigherRank)]
    [InlineData(Function.LocalAdmin, Function.Support, GateAnswer.Allowed)]
    [InlineData(Function.LocalAdmin, Function.CentralAdmin, GateAnswer.HigherRank)]
    [InlineData(Function.CentralAdmin, Function.CentralAdmin, GateAnswer.Allowed)]
    public async Task The_gate_lets_only_higher_ranks_act(Function actor, Function? target, GateAnswer expected)
    {
        var school = await database.People.SchoolAsync();
        var acting = await database.People.OperatorAsync(actor, [school]);
        var accountId = target is { } function
            ? (await database.People.OperatorAsync(function, [school])).AccountId
            : (await database.People.AccountAsync("Cible", "Lou", [school])).Id;

        await using var db = database.Open();

        Assert.Equal(expected, await Gate.AskAsync(db, acting, accountId, Act.ChangeContact, Cancel));
    }

    [Fact]
    public async Task The_gate_answers_alike_for_nobody_and_for_somebody_out_of_scope()
    {
        var (mine, other) = (await database.People.SchoolAsync(), await database.People.SchoolAsync());
        var agent = await database.People.OperatorAsync(Function.LocalAdmin, [mine]);
        var outside = await database.People.AccountAsync("Ailleurs", "Noé", [other]);
        await using var db = database.Open();

        Assert.Equal(GateAnswer.NotFound, await Gate.AskAsync(db, agent, outside.Id, Act.SendReset, Cancel));
        Assert.Equal(GateAnswer.NotFound, await Gate.AskAsync(db, agent, Guid.NewGuid(), Act.SendReset, Cancel));
        Assert.Equal(GateAnswer.OwnAccount, await Gate.AskAsync(db, agent, agent.AccountId, Act.SendReset, Cancel));
    }
}
