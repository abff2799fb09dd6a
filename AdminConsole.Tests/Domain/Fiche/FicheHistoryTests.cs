using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Fiche;

public sealed class FicheHistoryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly FicheHistory history = database.Get<FicheHistory>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Colleagues_in_scope_are_named_others_are_not_and_the_newest_comes_first()
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var colleague = await database.People.OperatorAsync(Function.LocalAdmin, [school]);
        var central = await database.People.OperatorAsync(Function.CentralAdmin, [], await database.People.SchoolAsync());
        var pupil = await database.People.AccountAsync("Petit", "Lou", [school]);
        var access = database.Get<AccountAccess>();
        await access.BlockAsync(colleague, pupil.Id, Guid.NewGuid(), "essai", null, Cancel);
        await access.UnblockAsync(central, pupil.Id, Guid.NewGuid(), Cancel);
        await access.BlockAsync(agent, pupil.Id, Guid.NewGuid(), "essai", null, Cancel);

        var entries = await history.LatestAsync(agent, pupil.Id, Cancel);

        Assert.Equal([AuditAction.Blocked, AuditAction.Unblocked, AuditAction.Blocked], entries.Select(e => e.Action));
        Assert.Equal("FunctionTooLow", entries[0].Refusal);
        Assert.Equal((null, HistoryAuthor.Operator), (entries[1].By, entries[1].Author));
        Assert.Equal("LocalAdmin", entries[2].By!.GivenName);
        Assert.Null(entries[2].Refusal);
    }

    /// <summary>docs/rights.md: what colleagues tried and were refused is for those who have the journal.</summary>
    [Theory]
    [InlineData(Function.Support, false)]
    [InlineData(Function.LocalAdmin, true)]
    [InlineData(Function.CentralAdmin, true)]
    public async Task What_others_were_refused_is_for_those_who_have_the_journal(Function function, bool told)
    {
        var school = await database.People.SchoolAsync();
        var (actor, colleague) = (await database.People.OperatorAsync(function, [school]), await database.People.OperatorAsync(Function.Support, [school]));
        var pupil = await database.People.AccountAsync("Petit", "Lou", [school]);
        await database.Get<AccountAccess>().BlockAsync(colleague, pupil.Id, Guid.NewGuid(), "essai", null, Cancel);

        Assert.Equal(told, (await history.LatestAsync(actor, pupil.Id, Cancel)).Any(e => e.Refusal == "FunctionTooLow"));
        // His own try is his to see.
        Assert.Single(await history.LatestAsync(colleague, pupil.Id, Cancel));
    }

    [Fact]
    public async Task Out_of_scope_there_is_none()
    {
        var pupil = await database.People.AccountAsync("Petit", "Lou", [await database.People.SchoolAsync()]);
        var central = await database.People.OperatorAsync(Function.CentralAdmin, []);
        await database.Get<AccountAccess>().BlockAsync(central, pupil.Id, Guid.NewGuid(), "essai", null, Cancel);
        var elsewhere = await database.People.OperatorAsync(Function.LocalAdmin, [await database.People.SchoolAsync()]);

        Assert.NotEmpty(await history.LatestAsync(central, pupil.Id, Cancel));
        Assert.Empty(await history.LatestAsync(elsewhere, pupil.Id, Cancel));
    }
}
