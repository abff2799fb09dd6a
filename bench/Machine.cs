using Npgsql;

namespace AdminConsole.Bench;

/// <summary>What a figure means nothing without: the machine, its load and the server's settings.</summary>
internal static class Machine
{
    public static string Load => File.ReadAllText("/proc/loadavg")[..14];

    public static async Task PrintAsync(NpgsqlDataSource source)
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown CPU";
        Console.WriteLine($"{cpu}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, load {Load}, queries by seed {SearchCases.Seed}");
        await using var ask = source.CreateCommand("""
            SELECT version() UNION ALL
            SELECT string_agg(name || '=' || current_setting(name), ', ' ORDER BY name) FROM pg_settings
            WHERE name IN ('fsync', 'synchronous_commit') OR (source NOT IN ('default', 'client', 'override') AND category NOT LIKE ALL (ARRAY['File%', 'Client%', '%Connection%', 'Reporting%', '%Locale%']))
            """);
        await using var lines = await ask.ExecuteReaderAsync();
        while (await lines.ReadAsync()) Console.WriteLine(lines.GetString(0));
    }
}
