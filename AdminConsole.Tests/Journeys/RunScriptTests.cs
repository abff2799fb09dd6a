using System.Net;
using System.Net.Sockets;
using AdminConsole.Making;
using Npgsql;

namespace AdminConsole.Journeys;

/// <summary>The times to stop are promises: nothing else runs beside these tests.</summary>
[CollectionDefinition(nameof(RunScriptTests), DisableParallelization = true)]
public sealed class RunScriptCollection : ICollectionFixture<House>;

/// <summary>run.sh as people use it and as machines abuse it. The first start makes the data, the others find it.</summary>
[Collection(nameof(RunScriptTests))]
public sealed class RunScriptTests(House house, TestCluster cluster)
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_stops_everything_in_time(string signal, int code)
    {
        await using var running = await house.RunAsync(Cancel);
        using (var browser = new HttpClient())
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(running.Address, Cancel)).StatusCode);
        }

        var left = Left();
        running.Signal(signal);
        var end = await running.EndAsync(Cancel);

        Assert.Equal(code, end.Code);
        Assert.InRange(end.Took, TimeSpan.Zero, Promise);
        AssertNothing(left, running.Address);
    }

    [Fact]
    public async Task When_the_application_is_killed_its_database_stops_and_the_script_ends()
    {
        await using var running = await house.RunAsync(Cancel);
        var left = Left();
        running.Signal("KILL", house.Running.Application);
        var end = await running.EndAsync(Cancel);

        Assert.Equal(137, end.Code);
        Assert.InRange(end.Took, TimeSpan.Zero, Promise);
        AssertNothing(left, running.Address);
    }

    [Fact]
    public async Task A_run_whose_script_was_killed_is_stopped_by_the_next_one_and_its_data_are_kept()
    {
        var word = Guid.NewGuid().ToString("N");
        await using var first = await house.RunAsync(Cancel);
        await AskAsync($"create table kept_{word}()");
        var left = Left();
        first.Signal("KILL");
        await first.EndAsync(Cancel);

        await using var second = await house.RunAsync(Cancel);

        Assert.Contains("An earlier run was left behind", second.Output, StringComparison.Ordinal);
        AssertNothing(left, first.Address);
        await AskAsync($"drop table kept_{word}");
    }

    [Fact]
    public async Task A_second_run_beside_the_first_is_refused_and_harms_nothing()
    {
        await using var first = await house.RunAsync(Cancel);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => house.RunAsync(Cancel));
        Assert.Contains("running already", refused.Message, StringComparison.Ordinal);
        using var browser = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(first.Address, Cancel)).StatusCode);
    }

    [Fact]
    public async Task With_a_database_of_ones_own_no_private_one_starts()
    {
        var (application, owner) = await cluster.NewDatabaseAsync();
        await using var running = await house.RunAsync(
            Cancel, ("ConnectionStrings__AdminConsole", application), ("ConnectionStrings__AdminConsoleOwner", owner));
        Assert.False(File.Exists(Path.Combine(house.Data, "postmaster.pid")));
        Assert.DoesNotContain("Building", running.Output, StringComparison.Ordinal);
    }

    private (int Application, string Server) Left() => (house.Running.Application, ServerFile()[0]);

    private string[] ServerFile() => File.ReadAllLines(Path.Combine(house.Data, "postmaster.pid"));

    private static void AssertNothing((int Application, string Server) left, Uri address)
    {
        // A dead process that its parent has not asked about yet has no command line.
        foreach (var id in new[] { $"{left.Application}", left.Server })
        {
            var commandLine = $"/proc/{id}/cmdline";
            Assert.Equal("", File.Exists(commandLine) ? File.ReadAllText(commandLine) : "");
        }

        using var client = new TcpClient();
        Assert.Throws<SocketException>(() => client.Connect(address.Host, address.Port));
    }

    private async Task AskAsync(string sql)
    {
        var password = (await File.ReadAllTextAsync(Path.Combine(house.Data, "console.password"), Cancel)).Trim();
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={ServerFile()[3]};Database=admin_console;Username=console_owner;Password={password};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
