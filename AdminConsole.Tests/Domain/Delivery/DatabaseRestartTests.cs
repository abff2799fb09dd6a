using System.Diagnostics;
using AdminConsole.Development;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Npgsql;

namespace AdminConsole.Domain.Delivery;

/// <summary>A server of its own, because it is made to crash and recover under the load.</summary>
public sealed class DatabaseRestartTests
{
    [Fact]
    public async Task Nothing_is_lost_and_nothing_sent_twice_when_PostgreSQL_restarts_under_load()
    {
        var folder = Directory.CreateTempSubdirectory("adminconsole-restart-");
        await using var postgres = await PrivatePostgres.StartAsync(new(Path.Combine(folder.FullName, "postgres")) { Temporary = true }, TestContext.Current.CancellationToken);
        await Schema.MigrateAsync(postgres.Owner + ";Pooling=false", PrivatePostgres.ApplicationRole, TestContext.Current.CancellationToken);
        await using var database = TestDatabase.At(postgres.Application, postgres.Owner);
        await using var inbox = new Inbox();
        var desks = new List<ResetDesk>();
        for (var each = 0; each < 30; each++)
        {
            var address = $"p{each}@d{each % 7}.example";
            desks.Add(await ResetDesk.SetAsync(database, account => account.Email = address));
        }
        foreach (var desk in desks) Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync()).Outcome);

        // The first answers wait until the server has crashed, so that their marks meet a server that is not there.
        var crashed = new TaskCompletionSource();
        inbox.Script = async said =>
        {
            if (said == ".") await crashed.Task;
            return null;
        };
        await using var post = await Post.OpenAsync(database, inbox, Post.Quick with { Lease = TimeSpan.FromMinutes(1) });
        await Eventually.TrueAsync(() => inbox.Open > 0, "sendings under way");
        await CrashAsync(postgres);
        crashed.SetResult();
        // This test's own connections are dead as well.
        database.Get<NpgsqlDataSource>().Clear();

        await Eventually.TrueAsync(() => inbox.Mails.Select(mail => mail.To[0]).Distinct().Count() == desks.Count, "every mail");
        await Eventually.TrueAsync(async () => (await AllAsync(desks)).TrueForAll(message => message.State is MessageState.Accepted), "every mark");
        Assert.Equal(desks.Count, inbox.Mails.Count);
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>A killed backend makes the server end every connection and recover, as after any crash.</summary>
    private static async Task CrashAsync(PrivatePostgres postgres)
    {
        await using var connection = new NpgsqlConnection(postgres.Superuser + ";Pooling=false");
        await connection.OpenAsync();
        using var backend = Process.GetProcessById(connection.ProcessID);
        backend.Kill();
        await backend.WaitForExitAsync();
    }

    private static async Task<List<OutboxMessage>> AllAsync(List<ResetDesk> desks)
    {
        var all = new List<OutboxMessage>();
        foreach (var desk in desks) all.AddRange(await desk.MessagesAsync());
        return all;
    }
}
