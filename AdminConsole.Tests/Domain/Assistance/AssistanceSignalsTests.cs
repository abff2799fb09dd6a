using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Npgsql;

namespace AdminConsole.Domain.Assistance;

/// <summary>Which queues hear of a request.</summary>
public sealed class AssistanceSignalsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Marker = "00000000-0000-0000-0000-0000000000ff";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_form_is_told_after_its_commit_and_a_mail_to_the_queues_only_once_it_failed()
    {
        var (parents, school) = (new Parents(database), await database.People.SchoolAsync());
        var draft = Parents.Draft(school);
        await using var listener = new NpgsqlConnection(database.OwnerConnection);
        await listener.OpenAsync(Cancel);
        await using (var listen = new NpgsqlCommand("LISTEN assistance_changed; LISTEN outbox_waiting", listener)) await listen.ExecuteNonQueryAsync(Cancel);
        var told = new List<(string Channel, string Payload)>();
        listener.Notification += (_, said) => told.Add((said.Channel, said.Payload));

        await parents.SentAsync(draft);
        (string, string)[] due = [("assistance_changed", school.Id.ToString()), ("assistance_changed", ""), ("outbox_waiting", "")];
        while (due.Except(told).Any()) await listener.WaitAsync(Cancel);

        var request = Assert.Single(await parents.StoredAsync(draft)).Id;
        (string, string)[] ofPage = [("assistance_changed", request.ToString())];
        Assert.Equal(ofPage, await ToldByAsync($"UPDATE outbox_messages SET state = 2, content = NULL, finished_at = now() WHERE assistance_request_id = '{request}'"));
        Assert.Equal([.. ofPage, .. due[..2]], await ToldByAsync($"UPDATE outbox_messages SET state = 3, content = NULL, finished_at = now() WHERE assistance_request_id = '{request}'"));

        async Task<List<(string, string)>> ToldByAsync(string sql)
        {
            told.Clear();
            await database.ExecuteAsOwnerAsync($"{sql}; SELECT pg_notify('outbox_waiting', '{Marker}')");
            while (!told.Remove(("outbox_waiting", Marker))) await listener.WaitAsync(Cancel);
            return told;
        }
    }
}
