using System.Diagnostics;
using System.Globalization;
using AdminConsole.Development;
using AdminConsole.Domain.Import;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// The bulk loader against the least that PostgreSQL can do with the same rows: a raw COPY of each table into one without an index,
/// then the same indexes. Both in one run, on one server, a new one, each after a checkpoint.
/// </summary>
internal static class Loading
{
    public static async Task RunAsync(int accounts)
    {
        var folder = Path.Combine(BenchData.Root(), ".data");
        await using var postgres = await PrivatePostgres.StartAsync(new(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"bench-loading-{Environment.ProcessId}"))) { Temporary = true, Settings = BenchData.Settings });
        await Schema.MigrateAsync(postgres.Owner, PrivatePostgres.ApplicationRole, CancellationToken.None);
        await using var application = NpgsqlDataSource.Create(postgres.Application);
        await using var owner = NpgsqlDataSource.Create(postgres.Owner + ";Command Timeout=0");

        await CheckpointAsync(postgres);
        var loaded = await LoadAsync(application, owner, accounts);
        await PrintTablesAsync(owner);

        var yardstick = await YardstickAsync(postgres, owner, Path.Combine(folder, "bench-loading-rows"));
        Print($"ratio {loaded.Seconds / yardstick.Seconds:0.00} (budget 3.00), of the server's processor time {loaded.Server / yardstick.Server:0.00}; load average now {File.ReadAllText("/proc/loadavg").Trim()}");
    }

    private static async Task<(double Seconds, double Server)> LoadAsync(NpgsqlDataSource application, NpgsqlDataSource owner, int accounts)
    {
        var people = BenchData.Population(accounts);
        var memory = new Memory(accounts);
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        var serverBefore = await ServerProcessorTime.ReadAsync(owner);
        var since = Stopwatch.GetTimestamp();
        await DemoData.LoadAsync(new BulkLoader(application, NullLogger<BulkLoader>.Instance), people, memory, CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        Print($"bulk loader: {accounts:N0} accounts in {seconds:0.0} s, {accounts / seconds:N0} a second, the making of the people included");
        self.Refresh();
        var server = await ServerProcessorTime.ReadAsync(owner) - serverBefore;
        Print($"  processor time of this process {(self.TotalProcessorTime - before).TotalSeconds:0.0} s, of the server {server:0.0} s");
        memory.Print();
        return (seconds, server);
    }

    private static async Task<(double Seconds, double Server)> YardstickAsync(PrivatePostgres postgres, NpgsqlDataSource owner, string folder)
    {
        Directory.CreateDirectory(folder);
        double copied = 0, indexed = 0, server = 0;
        try
        {
            await ExecuteAsync(owner, "CREATE SCHEMA yardstick");
            var tables = await ListAsync(owner, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples <> 0 AND relname NOT LIKE '\\_\\_%' ORDER BY 1");
            foreach (var table in tables)
            {
                await ExecuteAsync(owner, $"CREATE TABLE yardstick.{table} (LIKE public.{table})");
                await CopyOutAsync(owner, table, Path.Combine(folder, table));
            }
            await CheckpointAsync(postgres);
            server = await ServerProcessorTime.ReadAsync(owner);
            foreach (var table in tables) copied += await TimedAsync(() => CopyInAsync(owner, table, Path.Combine(folder, table)));
            foreach (var table in tables)
            {
                var indexes = await ListAsync(owner, $"SELECT replace(pg_get_indexdef(indexrelid), ' ON public.', ' ON yardstick.') FROM pg_index WHERE indrelid = 'public.{table}'::regclass");
                foreach (var index in indexes) indexed += await TimedAsync(() => ExecuteAsync(owner, index));
            }
            server = await ServerProcessorTime.ReadAsync(owner) - server;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Print($"yardstick: raw COPY {copied:0.0} s, the same indexes {indexed:0.0} s, together {copied + indexed:0.0} s; processor time of the server {server:0.0} s");
        return (copied + indexed, server);
    }

    private static async Task CopyOutAsync(NpgsqlDataSource owner, string table, string file)
    {
        await using var connection = await owner.OpenConnectionAsync();
        await using var rows = await connection.BeginRawBinaryCopyAsync($"COPY public.{table} TO STDOUT (FORMAT binary)");
        await using var to = File.Create(file);
        await rows.CopyToAsync(to, 1 << 20);
    }

    private static async Task CopyInAsync(NpgsqlDataSource owner, string table, string file)
    {
        await using var connection = await owner.OpenConnectionAsync();
        await using var rows = await connection.BeginRawBinaryCopyAsync($"COPY yardstick.{table} FROM STDIN (FORMAT binary)");
        await using var from = File.OpenRead(file);
        await from.CopyToAsync(rows, 1 << 20);
    }

    private static async Task PrintTablesAsync(NpgsqlDataSource owner)
    {
        await ExecuteAsync(owner, "ANALYZE");
        var lines = await ListAsync(owner, """
            SELECT format('  %s: %s rows, %s, indexes %s', relname, reltuples::bigint, pg_size_pretty(pg_table_size(oid)), pg_size_pretty(pg_indexes_size(oid)))
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples > 0 ORDER BY relname
            """);
        foreach (var line in lines) Console.WriteLine(line);
    }

    private static async Task CheckpointAsync(PrivatePostgres postgres)
    {
        await using var superuser = NpgsqlDataSource.Create(postgres.Superuser + ";Command Timeout=0");
        await ExecuteAsync(superuser, "CHECKPOINT");
    }

    private static async Task<double> TimedAsync(Func<Task> work)
    {
        var since = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> ListAsync(NpgsqlDataSource source, string sql)
    {
        List<string> list = [];
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) list.Add(reader.GetString(0));
        return list;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Memory of this process after each commit, a line for each tenth of the way: a load that keeps its rows climbs.</summary>
    private sealed class Memory(int accounts) : IProgress<LoadReport>
    {
        private readonly List<string> lines = [];
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private long peak;
        private int tenths;

        public void Report(LoadReport value)
        {
            using var self = Process.GetCurrentProcess();
            peak = Math.Max(peak, self.WorkingSet64);
            if (value.Accounts.Total * 10 / accounts <= tenths) return;
            tenths = (int)(value.Accounts.Total * 10 / accounts);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {tenths * 10,3} %: {watch.Elapsed.TotalSeconds,5:0.0} s, process {self.WorkingSet64 >> 20} MB, of it managed {GC.GetTotalMemory(false) >> 20} MB"));
        }

        public void Print()
        {
            foreach (var line in lines) Console.WriteLine(line);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  peak of the process {peak >> 20} MB"));
        }
    }
}
