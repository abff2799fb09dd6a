using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Fiche;

/// <summary>Presence, between two processes: two sets of the domain's services on one database.</summary>
public sealed class FicheViewersTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly FicheViewers here = database.Get<FicheViewers>();
    private readonly ServiceProvider otherProcess = database.BuildServices();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FicheViewers There => otherProcess.GetRequiredService<FicheViewers>();

    public ValueTask DisposeAsync() => otherProcess.DisposeAsync();

    [Fact]
    public async Task The_other_is_named_until_he_leaves_and_nobody_is_told_of_himself()
    {
        var (_, agent, colleague, pupil) = await CastAsync();
        await here.ArriveAsync(agent, pupil.Id, Cancel);
        var viewing = await There.ArriveAsync(colleague, pupil.Id, Cancel);
        await There.ArriveAsync(colleague, pupil.Id, Cancel);

        Assert.Equal("LocalAdmin", Assert.Single(await here.OthersAsync(agent, pupil.Id, Cancel)).GivenName);
        Assert.Equal("Support", Assert.Single(await There.OthersAsync(colleague, pupil.Id, Cancel)).GivenName);

        await There.LeaveAsync(viewing!.Value);
        Assert.Single(await here.OthersAsync(agent, pupil.Id, Cancel));
        await database.ExecuteAsOwnerAsync($"DELETE FROM fiche_viewers WHERE operator_id = '{colleague.AccountId}'");
        Assert.Empty(await here.OthersAsync(agent, pupil.Id, Cancel));
    }

    [Fact]
    public async Task Whoever_is_out_of_scope_is_not_named_and_out_of_scope_nobody_is()
    {
        var (school, agent, _, pupil) = await CastAsync();
        var central = await database.People.OperatorAsync(Function.CentralAdmin, [], await database.People.SchoolAsync());
        await There.ArriveAsync(central, pupil.Id, Cancel);
        Assert.Empty(await here.OthersAsync(agent, pupil.Id, Cancel));

        var outside = await database.People.AccountAsync("Ailleurs", "Zoé", [await database.People.SchoolAsync()]);
        await There.ArriveAsync(await database.People.OperatorAsync(Function.CentralAdmin, [], school), outside.Id, Cancel);
        Assert.Empty(await here.OthersAsync(agent, outside.Id, Cancel));
        Assert.Null(await here.ArriveAsync(agent, outside.Id, Cancel));
    }

    [Fact]
    public async Task Who_sat_at_a_process_that_was_killed_is_forgotten_and_who_is_still_there_is_not()
    {
        var (_, agent, colleague, pupil) = await CastAsync();
        await here.ArriveAsync(agent, pupil.Id, Cancel);
        await There.ArriveAsync(colleague, pupil.Id, Cancel);
        await database.ExecuteAsOwnerAsync($"UPDATE fiche_viewers SET seen_at = now() - interval '46 seconds' WHERE account_id = '{pupil.Id}'");
        Assert.Empty(await here.OthersAsync(agent, pupil.Id, Cancel));

        await here.RenewAsync(Cancel);

        Assert.Empty(await here.OthersAsync(agent, pupil.Id, Cancel));
        Assert.Single(await There.OthersAsync(colleague, pupil.Id, Cancel));
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM fiche_viewers WHERE operator_id = '{colleague.AccountId}'"));
        // It was not killed after all, only held up.
        await There.RenewAsync(Cancel);
        Assert.Single(await here.OthersAsync(agent, pupil.Id, Cancel));
    }

    private async Task<(School School, Actor Agent, Actor Colleague, Account Pupil)> CastAsync()
    {
        var school = await database.People.SchoolAsync();
        return (school, await database.People.OperatorAsync(Function.Support, [school]), await database.People.OperatorAsync(Function.LocalAdmin, [school]),
            await database.People.AccountAsync("Petit", "Lou", [school]));
    }
}
