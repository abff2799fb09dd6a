using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace AdminConsole.Development;

/// <summary>How a private PostgreSQL is to run.</summary>
/// <param name="DataFolder">Absolute path; made when it does not exist, reused when it does.</param>
public sealed record PrivatePostgresOptions(string DataFolder)
{
    /// <summary>Name of the database that console_owner owns.</summary>
    public string Database { get; init; } = "admin_console";

    /// <summary>Whether a commit survives a power cut; off for tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Whether the data folder goes away with the server.</summary>
    public bool Temporary { get; init; }

    /// <summary>Further settings, written as in postgresql.conf: <c>max_connections=300</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>A PostgreSQL that belongs to this process and ends with it, for development, tests and measurements.</summary>
/// <remarks>
/// It listens on 127.0.0.1 only and asks for a password that is kept in the data folder, because other people
/// may work on the same machine. Its guard, private-postgres-run.sh, stops it when this process ends in whatever way.
/// </remarks>
public sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>Role of <see cref="Application"/>.</summary>
    public const string ApplicationRole = "console_app";

    private const string LockSuffix = ".lock";

    private readonly Process guard;
    private readonly FileStream inUse;
    private readonly PrivatePostgresOptions options;
    private readonly string password;
    private readonly int port;

    private PrivatePostgres(Process guard, FileStream inUse, PrivatePostgresOptions options, string password, int port) =>
        (this.guard, this.inUse, this.options, this.password, this.port) = (guard, inUse, options, password, port);

    /// <summary>As it was given; what lies beside it is of the same clone.</summary>
    public string DataFolder => options.DataFolder;

    /// <summary>Connection string of the role that owns the schema.</summary>
    public string Owner => ConnectionString("console_owner", options.Database);

    /// <summary>Connection string of the application's role, which is granted what it needs by the migrations.</summary>
    public string Application => ConnectionString(ApplicationRole, options.Database);

    /// <summary>Connection string of the cluster's superuser, for tests that make and drop databases.</summary>
    public string Superuser => ConnectionString("postgres", "postgres");

    /// <summary>Starts the server and waits until it answers, after stopping one that an earlier run left behind.</summary>
    /// <exception cref="InvalidOperationException">No fitting PostgreSQL, data of another version, data in use, or a server that does not start; the message says what to do.</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OperatingSystem.IsWindows())
        {
            throw new InvalidOperationException("A private PostgreSQL needs Linux or macOS. Set ConnectionStrings:AdminConsole to one that runs already.");
        }

        var account = await ServerAccount.FindAsync(options.DataFolder, cancel);
        var data = await account.PrepareAsync(options.DataFolder, cancel);
        var inUse = Lock(data);
        try
        {
            var binaries = await PostgresBinaries.FindAsync(options.DataFolder, MajorVersionOf(data), cancel);
            var folder = await account.ReachAsync(binaries.Folder, cancel);
            if (MajorVersionOf(data) is null)
            {
                await CreateAsync(account, binaries with { Folder = folder }, data, options, cancel);
            }

            var password = (await File.ReadAllTextAsync(Path.Combine(data, "console.password"), cancel)).Trim();
            for (var tries = 1; ; tries++)
            {
                var port = FreePort();
                if (await RunAsync(account, folder, data, port, options, cancel) is { } guard)
                {
                    return new PrivatePostgres(guard, inUse, options, password, port);
                }

                // Another process may have taken the port between the question and the start.
                if (tries == 3)
                {
                    throw new InvalidOperationException($"PostgreSQL does not start: {await LogOfAsync(data, cancel)}");
                }
            }
        }
        catch
        {
            await inUse.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connection string of any role for any database of this server.</summary>
    public string ConnectionString(string role, string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Database={database};Username={role};Password={password}");

    /// <summary>Stops the server, at most 2 seconds later.</summary>
    public async ValueTask DisposeAsync()
    {
        guard.StandardInput.Close();
        await guard.WaitForExitAsync();
        guard.Dispose();
        await inUse.DisposeAsync();
        if (options.Temporary)
        {
            // The guard has emptied the folder; only we may change the one around it.
            File.Delete(inUse.Name);
            Directory.Delete(inUse.Name[..^LockSuffix.Length]);
            if (new DirectoryInfo(options.DataFolder).LinkTarget is not null)
            {
                File.Delete(options.DataFolder);
            }
        }
    }

    private static string? MajorVersionOf(string data)
    {
        var file = Path.Combine(data, "PG_VERSION");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private static FileStream Lock(string data)
    {
        try
        {
            return new FileStream(data + LockSuffix, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOperationException($"The data under {data} belong to another account. Start as that account, or remove them.", e);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"Another AdminConsole is running with the data under {data}. Stop it first.", e);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task CreateAsync(ServerAccount account, PostgresBinaries binaries, string data, PrivatePostgresOptions options, CancellationToken cancel)
    {
        // Made aside and moved when complete: an interrupted first start leaves nothing that looks like data.
        var making = data + ".making";
        if (Directory.Exists(making))
        {
            Directory.Delete(making, recursive: true);
        }

        await account.OwnAsync(making, cancel);
        string[] locale = binaries.MajorVersion >= 17 ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : ["--locale=C"];
        string[] sync = options.Durable ? [] : ["--no-sync"];
        var created = await Command.RunAsync(
            account.Shell(Script("create"), [binaries.Folder, making, options.Database, .. locale, .. sync]),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), cancel);
        if (!created.Succeeded)
        {
            throw new InvalidOperationException($"initdb failed under {making}: {created.Output}");
        }

        // The folder itself exists already, owned and empty; a rename may replace an empty folder.
        Directory.Delete(data);
        Directory.Move(making, data);
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task<Process?> RunAsync(ServerAccount account, string binaries, string data, int port, PrivatePostgresOptions options, CancellationToken cancel)
    {
        string[] safety = options.Durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        string[] settings =
        [
            "listen_addresses=127.0.0.1", $"port={port}", "unix_socket_directories=", "timezone=UTC", "log_timezone=UTC", .. safety, .. options.Settings,
        ];
        var guard = Command.Start(account.Shell(
            Script("run"),
            [binaries, data, options.Temporary ? "remove" : "keep", .. settings.SelectMany(setting => new[] { "-c", setting })]));
        try
        {
            if (await guard.StandardOutput.ReadLineAsync(cancel) == "ready")
            {
                return guard;
            }
        }
        catch
        {
            guard.StandardInput.Close();
            throw;
        }

        guard.Dispose();
        return null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> LogOfAsync(string data, CancellationToken cancel)
    {
        var log = Path.Combine(data, "server.log");
        return File.Exists(log) ? string.Join('\n', (await File.ReadAllLinesAsync(log, cancel)).TakeLast(10)) : $"no log under {data}";
    }

    private static string Script(string name)
    {
        using var stream = typeof(PrivatePostgres).Assembly.GetManifestResourceStream($"private-postgres-{name}.sh")!;
        return new StreamReader(stream).ReadToEnd();
    }
}
