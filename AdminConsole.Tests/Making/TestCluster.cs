using System.Net;
using System.Net.Sockets;
using AdminConsole.Development;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace AdminConsole.Making;

/// <summary>One PostgreSQL for the whole run, in a folder that goes with it, with one migrated template to copy from. Started by the first test that asks.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private const string Template = "template_console";
    private static int clusters;
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly DirectoryInfo folder = new(Path.Combine(Path.GetTempPath(), $"adminconsole-tests-{Environment.ProcessId}-{Interlocked.Increment(ref clusters)}"));
    private readonly int port = FreePort();
    private PrivatePostgres? server;
    private int serial;

    /// <summary>For a test of its own that stops it: keeps data and port. The cluster of the whole run never stops.</summary>
    public bool MayRestart { get; init; }

    /// <summary>Stops the server as its administrator would, and starts it again once something was done meanwhile.</summary>
    public async Task RestartAsync(Func<Task> whileDown)
    {
        Assert.True(MayRestart);
        await server!.DisposeAsync();
        try
        {
            await whileDown();
        }
        finally
        {
            server = await RunAsync();
        }
    }

    /// <summary>A copy of the template; the connection strings of the application's role and of the owner's.</summary>
    public Task<(string Application, string Owner)> NewDatabaseAsync() => CreateAsync(Template);

    /// <summary>A database without any structure, as a new installation has it.</summary>
    public Task<(string Application, string Owner)> NewEmptyDatabaseAsync() => CreateAsync("template0");

    public async ValueTask DisposeAsync()
    {
        one.Dispose();
        if (server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await server.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    private async Task<(string Application, string Owner)> CreateAsync(string template)
    {
        await one.WaitAsync();
        try
        {
            server ??= await StartAsync();
            var name = $"test_{++serial}";
            await using var connection = new NpgsqlConnection(ConnectionString(server, "postgres", "postgres") + ";Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template} OWNER console_owner STRATEGY FILE_COPY", connection);
            await command.ExecuteNonQueryAsync();
            return (ConnectionString(server, "console_app", name) + ";Maximum Pool Size=40", ConnectionString(server, "console_owner", name) + ";Maximum Pool Size=40");
        }
        finally
        {
            one.Release();
        }
    }

    private string ConnectionString(PrivatePostgres on, string role, string database) => MayRestart
        ? new NpgsqlConnectionStringBuilder(on.ConnectionString(role, database)) { Port = port }.ConnectionString
        : on.ConnectionString(role, database);

    private async Task<PrivatePostgres> StartAsync()
    {
        var postgres = await RunAsync();
        await Schema.MigrateAsync(ConnectionString(postgres, "console_owner", Template) + ";Pooling=false", "console_app", CancellationToken.None);
        return postgres;
    }

    private Task<PrivatePostgres> RunAsync() => PrivatePostgres.StartAsync(new(Path.Combine(folder.FullName, "postgres"))
    {
        Database = Template,
        Durable = false,
        Temporary = !MayRestart,
        // The later of two ports counts.
        Settings = MayRestart ? ["max_connections=300", $"port={port}"] : ["max_connections=300"],
    });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
