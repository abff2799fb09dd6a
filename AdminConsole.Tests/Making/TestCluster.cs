using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace AdminConsole.Making;

/// <summary>One PostgreSQL for the whole run, in a folder that goes with it, with one migrated template to copy from.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"adminconsole-tests-{Environment.ProcessId}");
    private readonly int port = FreePort();
    private bool template;
    private int serial;

    /// <summary>A copy of the template; the connection strings of the application's role and of the owner's.</summary>
    public async Task<(string Application, string Owner)> NewDatabaseAsync()
    {
        await one.WaitAsync();
        try
        {
            if (!template) await MakeTemplateAsync();
            template = true;
            var name = $"test_{++serial}";
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template_console OWNER console_owner STRATEGY FILE_COPY");
            return (Connection("console_app", name), Connection("console_owner", name));
        }
        finally
        {
            one.Release();
        }
    }

    public async ValueTask InitializeAsync()
    {
        await ServerAsync("mkdir -p $FOLDER && chown $OWNER $FOLDER", asOwner: false);
        await ServerAsync("$BIN/initdb -D $FOLDER/data -U postgres -A trust -E UTF8 --locale=C -N >/dev/null");
        await ServerAsync($"$BIN/pg_ctl -D $FOLDER/data -w -l $FOLDER/log start -o \"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300\" >/dev/null");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await ServerAsync("$BIN/pg_ctl -D $FOLDER/data -m immediate -s stop");
        await ServerAsync("rm -rf $FOLDER", asOwner: false);
        one.Dispose();
    }

    private async Task MakeTemplateAsync()
    {
        await ExecuteAsync("CREATE ROLE console_owner LOGIN");
        await ExecuteAsync("CREATE ROLE console_app LOGIN");
        await ExecuteAsync("CREATE DATABASE template_console OWNER console_owner");
        await Schema.MigrateAsync(Connection("console_owner", "template_console") + ";Pooling=false", "console_app", CancellationToken.None);
    }

    private string Connection(string role, string database) =>
        $"Host=127.0.0.1;Port={port};Username={role};Database={database};Maximum Pool Size=40";

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres", "postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task ServerAsync(string command, bool asOwner = true)
    {
        var root = Environment.UserName == "root";
        var script = $"BIN=$(ls -d /usr/lib/postgresql/*/bin | tail -1); OWNER={(root ? "postgres" : Environment.UserName)}; FOLDER={folder}; cd /; export BIN OWNER FOLDER; "
            + (root && asOwner ? $"setpriv --reuid=postgres --regid=postgres --clear-groups sh -c '{command.Replace("'", "'\\''", StringComparison.Ordinal)}'" : command);
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", script])) ?? throw new InvalidOperationException("No shell.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"The test server could not be made: {command}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
