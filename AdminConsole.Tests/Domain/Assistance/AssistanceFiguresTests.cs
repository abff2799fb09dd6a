using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Assistance;

/// <summary>The figures of the queue: those of the actor's schools, by school and by reason.</summary>
public sealed class AssistanceFiguresTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_count_what_was_received_and_waits_and_take_the_median_of_what_was_answered()
    {
        var (school, foreign) = (await database.People.SchoolAsync(), await database.People.SchoolAsync());
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var requests = new StoredRequests(database);
        await using var db = database.Open();
        var now = await db.NowAsync(Cancel);
        foreach (var hours in (int[])[1, 3, 20])
        {
            await requests.StoredAsync(school, r =>
                (r.ReceivedAt, r.AnsweredAt, r.State) = (now.AddDays(-3), now.AddDays(-3).AddHours(hours), AssistanceState.Answered));
        }
        await requests.StoredAsync(school, r => (r.ReceivedAt, r.Reason) = (now.AddDays(-60), AssistanceReason.Other));
        await requests.StoredAsync(foreign);

        var figures = await database.Get<AssistanceFigures>().ReadAsync(agent, Cancel);

        Assert.Equal(new FigureLine("", null, 3, 1, 3), figures.All);
        Assert.Equal(new FigureLine(school.Name, school.Town, 3, 1, 3), Assert.Single(figures.Schools));
        Assert.Equal([(AssistanceReason.LostPassword, 3, 0), (AssistanceReason.Other, 0, 1)], figures.Reasons.Select(r => (r.Reason, r.Line.Received, r.Line.Waiting)));
        Assert.Equal(new FigureLine("", null, 0, 0, null), (await database.Get<AssistanceFigures>().ReadAsync(default, Cancel)).All);
    }
}
