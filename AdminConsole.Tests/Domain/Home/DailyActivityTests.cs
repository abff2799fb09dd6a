using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Home;

public sealed class DailyActivityTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly DailyActivity activity = database.Get<DailyActivity>();
    private readonly ActivitySweep sweep = database.Get<ActivitySweep>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acts_count_once_a_day_in_each_scope_whether_the_day_is_over_or_not()
    {
        var people = database.People;
        var (here, there, other) = (await people.SchoolAsync(), await people.SchoolAsync(), await people.SchoolAsync());
        var (one, two, central) = (await people.OperatorAsync(Function.Support, [here]), await people.OperatorAsync(Function.Support, [here, there]), await people.OperatorAsync(Function.CentralAdmin, []));
        // A database just made has counted the days before it.
        await database.ExecuteAsOwnerAsync("DELETE FROM activity_counted");
        await WriteAsync("ResetSent", "now() - interval '3 days'", 1, here, there);
        await WriteAsync("ResetAsked", "now() - interval '3 days'", 1, there);
        await WriteAsync("ResetSent", "now() - interval '3 days'", 2, here);
        await WriteAsync("PasswordChosen", "now() - interval '3 days'", 1, other);
        await WriteAsync("SignedIn", "now() - interval '3 days'", 1, here);
        await WriteAsync("AssistanceAnswered", "now() - interval '40 days'", 1, here);
        await WriteAsync("AssistanceAnswered", "now()", 1, here, there);
        await WriteAsync("PasswordChosen", "now()", 1, here);
        await WriteAsync("PasswordChosen", "now()", 1, here);
        await database.ExecuteAsOwnerAsync("UPDATE audit_entries SET detail = 'Public, Mail, activation' WHERE id = (SELECT max(id) FROM audit_entries)");

        // Once the days that are over are counted, what is written into one of them afterwards changes nothing.
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal((1, 2, 1, 1), Sum(await activity.ReadAsync(one, Cancel)));
            Assert.Equal((2, 2, 1, 1), Sum(await activity.ReadAsync(two, Cancel)));
            Assert.Equal((2, 3, 1, 1), Sum(await activity.ReadAsync(central, Cancel)));
            Assert.Equal((0, 0, 0, 0), Sum(await activity.ReadAsync(new(one.AccountId, Guid.NewGuid()), Cancel)));
            Assert.InRange(await sweep.SweepAsync(Cancel), DailyActivity.Days - 2, DailyActivity.Days - 1);
            await WriteAsync("ResetSent", "now() - interval '3 days'", 1, here);
        }
        var days = await activity.ReadAsync(two, Cancel);
        Assert.Equal(DailyActivity.Days, days.Count);
        Assert.Equal((2, 0), (days[^4].ResetsSent, days[^1].ResetsSent));
        Assert.Equal((2, 1, 1), (days[^1].PasswordsChosen, days[^1].Activations, days[^1].RequestsAnswered));
    }

    private static (int, int, int, int) Sum(IReadOnlyList<ActivityDay> days) =>
        (days.Sum(d => d.ResetsSent), days.Sum(d => d.PasswordsChosen), days.Sum(d => d.Activations), days.Sum(d => d.RequestsAnswered));

    private Task WriteAsync(string action, string at, int outcome, params School[] schools) => database.ExecuteAsOwnerAsync($"""
        INSERT INTO audit_entries (at, school_ids, action, outcome) VALUES ({at}, ARRAY[{string.Join(',', schools.Select(s => $"'{s.Id}'::uuid"))}], '{action}', {outcome})
        """);
}
