using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Fiche;

public sealed class RecentFichesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly RecentFiches recents = database.Get<RecentFiches>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_eight_newest_first_each_once_and_each_operator_his_own()
    {
        var school = await database.People.SchoolAsync("Collège Rosa-Parks", "Meaux");
        var (agent, other) = (await database.People.OperatorAsync(Function.Support, [school]), await database.People.OperatorAsync(Function.Support, [school]));
        var pupils = new List<Account>();
        for (var i = 0; i <= RecentFiches.Shown; i++) pupils.Add(await database.People.AccountAsync("Petit", $"Lou{i}", [school], className: "6e B"));

        foreach (var pupil in pupils) Assert.True(await recents.OpenedAsync(agent, pupil.Id, Cancel));
        await recents.OpenedAsync(agent, pupils[3].Id, Cancel);

        var listed = await recents.ListAsync(agent, Cancel);
        Assert.Equal(["Lou3", "Lou8", "Lou7", "Lou6", "Lou5", "Lou4", "Lou2", "Lou1"], listed.Select(a => a.GivenName));
        Assert.Equal(new Place("Collège Rosa-Parks", "Meaux", "6e B"), listed[0].Place);
        Assert.Empty(await recents.ListAsync(other, Cancel));
        Assert.Equal(RecentFiches.Shown, await database.CountAsync($"SELECT 1 FROM recent_fiches WHERE operator_id = '{agent.AccountId}'"));
    }

    [Fact]
    public async Task What_left_the_scope_is_not_listed_and_what_is_outside_is_not_noted()
    {
        var (mine, lost) = (await database.People.SchoolAsync(), await database.People.SchoolAsync());
        var agent = await database.People.OperatorAsync(Function.Support, [mine, lost]);
        var (stays, leaves) = (await database.People.AccountAsync("Reste", "Ana", [mine]), await database.People.AccountAsync("Part", "Noé", [lost]));
        foreach (var pupil in (Account[])[stays, leaves]) await recents.OpenedAsync(agent, pupil.Id, Cancel);
        Assert.Equal(2, (await recents.ListAsync(agent, Cancel)).Count);

        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{agent.AccountId}' AND school_id = '{lost.Id}'");

        Assert.Equal("Reste", Assert.Single(await recents.ListAsync(agent, Cancel)).FamilyName);
        Assert.False(await recents.OpenedAsync(agent, leaves.Id, Cancel));
        Assert.Empty(await recents.ListAsync(agent with { SessionId = Guid.NewGuid() }, Cancel));
    }

    [Fact]
    public async Task An_account_that_is_removed_is_gone_from_the_list()
    {
        var agent = await database.People.OperatorAsync(Function.CentralAdmin, []);
        var pupil = await database.People.AccountAsync("Ôté", "Lou", [await database.People.SchoolAsync()]);
        await recents.OpenedAsync(agent, pupil.Id, Cancel);

        await database.ExecuteAsOwnerAsync($"DELETE FROM memberships WHERE account_id = '{pupil.Id}'; DELETE FROM login_names WHERE account_id = '{pupil.Id}'; DELETE FROM accounts WHERE id = '{pupil.Id}'");

        Assert.Empty(await recents.ListAsync(agent, Cancel));
    }
}
