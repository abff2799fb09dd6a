using System.Diagnostics;
using System.Globalization;
using AdminConsole.Development;
using AdminConsole.Domain.Import;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// A PostgreSQL with the demo population in it, kept between runs in a folder named after its size and reused while the migrations are the
/// same. The people are those of one fixed day, so that two runs measure the same rows.
/// </summary>
internal sealed class BenchData : IAsyncDisposable
{
    /// <summary>What differs from PostgreSQL's own defaults; fsync and synchronous_commit stay on.</summary>
    public static readonly string[] Settings = ["shared_buffers=1GB", "max_wal_size=4GB", "maintenance_work_mem=256MB", "effective_cache_size=4GB", "random_page_cost=1.1", "jit=off"];

    private static readonly DateTimeOffset Day = new(2026, 11, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly PrivatePostgres postgres;

    private BenchData(PrivatePostgres postgres, int accounts) => (this.postgres, Accounts) = (postgres, accounts);

    public int Accounts { get; }
    public string Application => postgres.Application;
    public string Owner => postgres.Owner;

    /// <summary>The population without a database.</summary>
    public static DemoPopulation Population(int accounts) => DemoData.Populate(accounts, Day, new PasswordHash());

    /// <summary>Starts the kept server of this size; makes, migrates, loads and analyses it when there is none. Prints what is in it.</summary>
    public static async Task<BenchData> OpenAsync(int accounts, CancellationToken cancel = default)
    {
        var folder = Path.Combine(Root(), ".data", string.Create(CultureInfo.InvariantCulture, $"bench-{accounts}"));
        var data = new BenchData(await PrivatePostgres.StartAsync(new(folder) { Settings = Settings }, cancel), accounts);
        await Schema.MigrateAsync(data.Owner, PrivatePostgres.ApplicationRole, cancel);
        await using var source = NpgsqlDataSource.Create(data.Application);
        var loader = new BulkLoader(source, NullLogger<BulkLoader>.Instance);
        if (!await loader.HasAccountAsync(DemoCast.LastLoaded, cancel))
        {
            var since = Stopwatch.GetTimestamp();
            var people = Population(accounts);
            await DemoData.LoadAsync(loader, people, null, cancel);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loaded in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s"));
            await using var owner = NpgsqlDataSource.Create(data.Owner);
            await using var settle = owner.CreateCommand("VACUUM (ANALYZE)");
            settle.CommandTimeout = 0;
            await settle.ExecuteNonQueryAsync(cancel);
        }
        await PrintAsync(source, cancel);
        return data;
    }

    public ValueTask DisposeAsync() => postgres.DisposeAsync();

    /// <summary>Seed, size and how uneven the names are: what a figure about searching means nothing without.</summary>
    private static async Task PrintAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var ask = source.CreateCommand("""
            SELECT format('seed %s; %s accounts, %s schools, %s memberships, %s relations',
                $1, (SELECT count(*) FROM accounts), (SELECT count(*) FROM schools), (SELECT count(*) FROM memberships), (SELECT count(*) FROM relations))
            UNION ALL
            SELECT format('%s family names, the ten most frequent have %s %% (%s)', max(n), round(100.0 * sum(c) FILTER (WHERE place <= 10) / sum(c), 1),
                string_agg(k || ' ' || c, ', ' ORDER BY place) FILTER (WHERE place <= 5))
            FROM (SELECT family_key k, count(*) c, row_number() OVER (ORDER BY count(*) DESC) place, count(*) OVER () n FROM accounts GROUP BY 1) f
            UNION ALL
            SELECT format('%s given names, the ten most frequent have %s %% (%s)', max(n), round(100.0 * sum(c) FILTER (WHERE place <= 10) / sum(c), 1),
                string_agg(k || ' ' || c, ', ' ORDER BY place) FILTER (WHERE place <= 5))
            FROM (SELECT given_key k, count(*) c, row_number() OVER (ORDER BY count(*) DESC) place, count(*) OVER () n FROM accounts GROUP BY 1) g
            """);
        ask.Parameters.AddWithValue(DemoData.Seed);
        ask.CommandTimeout = 0;
        await using var lines = await ask.ExecuteReaderAsync(cancel);
        while (await lines.ReadAsync(cancel)) Console.WriteLine(lines.GetString(0));
    }

    public static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "AdminConsole.sln"))) return folder;
        }
        return Environment.CurrentDirectory;
    }
}
