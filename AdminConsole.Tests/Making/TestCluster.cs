using AdminConsole.Development;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace AdminConsole.Making;

/// <summary>One PostgreSQL for the whole run, in a folder that goes with it, with one migrated template to copy from. Started by the first test that asks.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly DirectoryInfo folder = new(Path.Combine(Path.GetTempPath(), $"adminconsole-tests-{Environment.ProcessId}"));
    private PrivatePostgres? server;
    private int serial;

    /// <summary>A copy of the template; the connection strings of the application's role and of the owner's.</summary>
    public Task<(string Application, string Owner)> NewDatabaseAsync() => CreateAsync("template_console");

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
            await using var connection = new NpgsqlConnection(server.Superuser + ";Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template} OWNER console_owner STRATEGY FILE_COPY", connection);
            await command.ExecuteNonQueryAsync();
            return (server.ConnectionString("console_app", name) + ";Maximum Pool Size=40", server.ConnectionString("console_owner", name) + ";Maximum Pool Size=40");
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<PrivatePostgres> StartAsync()
    {
        var postgres = await PrivatePostgres.StartAsync(new(Path.Combine(folder.FullName, "postgres"))
        {
            Database = "template_console",
            Durable = false,
            Temporary = true,
            Settings = ["max_connections=300"],
        });
        await Schema.MigrateAsync(postgres.Owner + ";Pooling=false", "console_app", CancellationToken.None);
        return postgres;
    }
}
