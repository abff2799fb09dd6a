using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>The queue: whose it is, in which order, by which filters and page by page.</summary>
public sealed class AssistanceListTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly AssistanceList list = database.Get<AssistanceList>();
    private readonly StoredRequests requests = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_holds_the_open_requests_of_his_schools_oldest_first()
    {
        var (mine, also, foreign) = (await database.People.SchoolAsync(), await database.People.SchoolAsync(), await database.People.SchoolAsync());
        var agent = await database.People.OperatorAsync(Function.Support, [mine, also]);
        var second = await requests.StoredAsync(mine, r => r.ReceivedAt = Morning.AddHours(2));
        var first = await requests.StoredAsync(also, r => (r.ReceivedAt, r.State) = (Morning, AssistanceState.Answered));
        await requests.StoredAsync(foreign);
        var closed = await requests.StoredAsync(mine, r => (r.ReceivedAt, r.State) = (Morning, AssistanceState.Closed));

        Assert.Equal([first.Id, second.Id], await IdsAsync(agent, new()));
        Assert.Equal([closed.Id], await IdsAsync(agent, new(State: AssistanceState.Closed)));
        Assert.Equal([second.Id], await IdsAsync(agent, new(SchoolId: mine.Id)));
        Assert.Empty(await IdsAsync(agent, new(SchoolId: foreign.Id)));
        Assert.Empty(await IdsAsync(default, new()));
        Assert.Equal(new QueueCount(1, 1), await list.CountAsync(agent, Cancel));
        var central = await database.People.OperatorAsync(Function.CentralAdmin, []);
        Assert.Equal([closed.Id], await IdsAsync(central, new(State: AssistanceState.Closed, SchoolId: mine.Id)));
        Assert.Equal([first.Id], await IdsAsync(central, new(Text: $"{(await requests.ReadAsync(first.Id)).Number}")));
    }

    [Fact]
    public async Task Filters_narrow_it_and_a_right_that_ended_empties_it()
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var held = await requests.StoredAsync(school, r => (r.ClaimedBy, r.State, r.FamilyName) = (agent.AccountId, AssistanceState.InHand, "N'Guyen"));
        var other = await requests.StoredAsync(school, r => (r.Reason, r.Central, r.GivenName) = (AssistanceReason.Other, true, "Éloïse"));

        Assert.Equal([held.Id], await IdsAsync(agent, new(Mine: true)));
        Assert.Equal([other.Id], await IdsAsync(agent, new(Central: true)));
        Assert.Equal([other.Id], await IdsAsync(agent, new(Reason: AssistanceReason.Other)));
        Assert.Equal([held.Id], await IdsAsync(agent, new(Text: "guy")));
        Assert.Equal([other.Id], await IdsAsync(agent, new(Text: "zoe ELOI")));
        Assert.Equal([other.Id], await IdsAsync(agent, new(Text: $"{(await requests.ReadAsync(other.Id)).Number}")));
        Assert.Empty(await IdsAsync(agent, new(Text: "%")));
        Assert.Empty(await IdsAsync(agent, new(Text: "zoe dupont")));
        await using var db = database.Open();
        await db.Grants.Where(g => g.AccountId == agent.AccountId).ExecuteUpdateAsync(set => set.SetProperty(g => g.EndsAt, _ => AdminDb.Now()), Cancel);
        Assert.Empty(await IdsAsync(agent, new()));
        Assert.Equal(new QueueCount(0, 0), await list.CountAsync(agent, Cancel));
    }

    [Fact]
    public async Task Page_by_page_each_comes_once_though_many_have_one_time()
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        for (var i = 0; i < AssistanceList.PageSize + 7; i++) await requests.StoredAsync(school, r => r.ReceivedAt = Morning);

        var first = await list.ReadAsync(agent, new(), null, Cancel);
        var second = await list.ReadAsync(agent, new(), first.Next, Cancel);

        Assert.Equal((AssistanceList.PageSize, 7), (first.Rows.Count, second.Rows.Count));
        Assert.Null(second.Next);
        Assert.Equal(AssistanceList.PageSize + 7, first.Rows.Concat(second.Rows).Select(r => r.Id).Distinct().Count());
        foreach (var nonsense in (string[])["", "x", "!!", "OTk5OTk5OTk5OTk5OTk5OTk5OTkuMA"])
            Assert.Equal(first.Rows[0].Id, (await list.ReadAsync(agent, new(), nonsense, Cancel)).Rows[0].Id);
    }

    [Fact]
    public async Task A_row_says_who_has_it_that_the_parent_wrote_again_and_that_the_answer_did_not_arrive()
    {
        var school = await database.People.SchoolAsync();
        var (agent, colleague) = (await database.People.OperatorAsync(Function.Support, [school]), await database.People.OperatorAsync(Function.LocalAdmin, [school]));
        var request = await requests.StoredAsync(school);
        await database.Get<AssistanceAnswers>().SendAsync(colleague, request.Id, Guid.NewGuid(), request.Version, "Bonjour.", Cancel);
        await using var db = database.Open();
        await db.OutboxMessages.Where(m => m.AssistanceRequestId == request.Id).ExecuteUpdateAsync(set => set
            .SetProperty(m => m.State, MessageState.Refused).SetProperty(m => m.Content, (byte[]?)null), Cancel);
        db.AssistanceEntries.Add(new() { Id = Guid.CreateVersion7(), RequestId = request.Id, Kind = AssistanceEntryKind.ParentWord, Text = "Rien reçu." });
        await db.SaveChangesAsync(Cancel);

        var row = Assert.Single((await list.ReadAsync(agent, new(), null, Cancel)).Rows);

        Assert.Equal((true, false, "LocalAdmin Opérateur", true, true), (row.IsHeld, row.Mine, row.Holder, row.NewWord, row.Bounced));
    }

    [Theory]
    // A Monday at nine in Paris: Thursday at nine is two working days before.
    [InlineData("2026-11-16T08:00:00Z", "2026-11-12T08:00:00Z")]
    [InlineData("2026-11-13T08:00:00Z", "2026-11-11T08:00:00Z")]
    // On Sunday it is as late as on Friday night.
    [InlineData("2026-11-15T12:00:00Z", "2026-11-11T22:59:59.9999999Z")]
    public void Only_working_days_count_for_its_age(string now, string limit) =>
        Assert.Equal(DateTimeOffset.Parse(limit, null), AssistanceAge.LimitAt(DateTimeOffset.Parse(now, null)));

    private async Task<IEnumerable<Guid>> IdsAsync(Actor actor, QueueFilter filter) => (await list.ReadAsync(actor, filter, null, Cancel)).Rows.Select(r => r.Id);
}
