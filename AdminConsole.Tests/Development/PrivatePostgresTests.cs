using System.Diagnostics;
using System.Reflection;
using System.Runtime.Versioning;
using Npgsql;

namespace AdminConsole.Development;

[UnsupportedOSPlatform("windows")]
public sealed class PrivatePostgresTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"admin-console-{Guid.NewGuid():N}"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PrivatePostgresOptions Options => new(Path.Combine(folder.FullName, ".data", "postgres")) { Durable = false };

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Roles_have_no_power_beyond_their_database_and_the_owner_may_make_tables_and_extensions()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Options with { Settings = ["max_connections=37"] }, Cancel);

        Assert.Equal("console_owner|off|37", await AskAsync(postgres.Owner,
            "create extension pg_trgm; create table t(); select current_user || '|' || current_setting('is_superuser') || '|' || current_setting('max_connections')"));
        Assert.Equal("console_app|off", await AskAsync(postgres.Application, "select current_user || '|' || current_setting('is_superuser')"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => AskAsync(postgres.Application, "create table u()"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Only_this_machine_with_the_password_gets_in_and_the_server_is_not_root()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Options, Cancel);

        Assert.Equal("127.0.0.1|", await AskAsync(postgres.Superuser, "select current_setting('listen_addresses') || '|' || current_setting('unix_socket_directories')"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => AskAsync(postgres.Superuser + "wrong", "select ''"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        var status = await File.ReadAllLinesAsync($"/proc/{ServerId()}/status", Cancel);
        Assert.DoesNotContain(status, line => line.StartsWith("Uid:\t0\t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_start_keeps_the_data()
    {
        await using (var first = await PrivatePostgres.StartAsync(Options, Cancel))
        {
            await AskAsync(first.Owner, "create table kept as select 'still here' as word; select ''");
        }

        Assert.False(File.Exists(Path.Combine(Options.DataFolder, "postmaster.pid")));
        await using var second = await PrivatePostgres.StartAsync(Options, Cancel);
        Assert.Equal("still here", await AskAsync(second.Owner, "select word from kept"));
    }

    [Fact]
    public async Task A_server_that_lost_its_application_and_its_guard_is_replaced()
    {
        string left;
        await using (var first = await PrivatePostgres.StartAsync(Options, Cancel))
        {
            left = first.Superuser;
            // The worst end: guard killed, lock gone, server alive.
            await AskAsync(first.Owner, "create table kept as select 'still here' as word; select ''");
            GuardOf(first).Kill();
        }

        Assert.Equal("alive", await AskAsync(left, "select 'alive'"));
        await using var second = await PrivatePostgres.StartAsync(Options, Cancel);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(left, "select 'alive'"));
        Assert.Equal("still here", await AskAsync(second.Owner, "select word from kept"));
    }

    [Fact]
    public async Task Two_applications_do_not_share_the_data()
    {
        await using var first = await PrivatePostgres.StartAsync(Options, Cancel);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => PrivatePostgres.StartAsync(Options, Cancel));
        Assert.Contains("Another AdminConsole", refused.Message, StringComparison.Ordinal);
        Assert.Equal("alive", await AskAsync(first.Owner, "select 'alive'"));
    }

    [Fact]
    public async Task Stopping_with_work_under_way_takes_less_than_three_seconds_and_removes_what_is_temporary()
    {
        var postgres = await PrivatePostgres.StartAsync(Options with { Temporary = true }, Cancel);
        await using var busy = new NpgsqlConnection(postgres.Owner);
        await busy.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("select pg_sleep(60)", busy);
        var sleep = command.ExecuteNonQueryAsync(Cancel);

        var watch = Stopwatch.StartNew();
        await postgres.DisposeAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => sleep);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(Options.DataFolder)!));
    }

    [Fact]
    public async Task Data_of_another_version_are_left_alone()
    {
        Directory.CreateDirectory(Options.DataFolder);
        await File.WriteAllTextAsync(Path.Combine(Options.DataFolder, "PG_VERSION"), "9\n", Cancel);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => PrivatePostgres.StartAsync(Options, Cancel));
        Assert.Contains("written by PostgreSQL 9", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_first_start_is_begun_again()
    {
        Directory.CreateDirectory(Options.DataFolder + ".making");
        await File.WriteAllTextAsync(Path.Combine(Options.DataFolder + ".making", "half"), "", Cancel);
        await using var postgres = await PrivatePostgres.StartAsync(Options, Cancel);
        Assert.Equal("alive", await AskAsync(postgres.Application, "select 'alive'"));
    }

    [Fact]
    public async Task A_clone_that_only_its_user_may_enter_is_served_too()
    {
        File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using (var postgres = await PrivatePostgres.StartAsync(Options with { Temporary = true }, Cancel))
        {
            Assert.Equal("alive", await AskAsync(postgres.Application, "select 'alive'"));
            Assert.True(File.Exists(Path.Combine(Options.DataFolder, "postmaster.pid")));
        }

        Assert.False(Directory.Exists(Options.DataFolder));
    }

    private static async Task<string?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync(Cancel);
    }

    private static Process GuardOf(PrivatePostgres postgres) =>
        (Process)typeof(PrivatePostgres).GetField("guard", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(postgres)!;

    private string ServerId() => File.ReadLines(Path.Combine(Options.DataFolder, "postmaster.pid")).First();
}
