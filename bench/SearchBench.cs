using System.Diagnostics;
using System.Globalization;
using AdminConsole.Domain;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// The type-ahead, case by case (what FindAsync asks first; near spellings, asked after an empty answer, have a line of their own), in a scope of one school, of 120 and of all, beside the same SQL sent prepared by bare Npgsql in
/// the same turn. Both are called one after the other, so that a busy moment falls on both.
/// </summary>
internal sealed class SearchBench(BenchData data)
{
    private const int Samples = 1_000;
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    public async Task RunAsync()
    {
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await PrintMachineAsync(source);
        var search = services.GetRequiredService<AccountSearch>();
        Console.WriteLine(FormattableString.Invariant($"{Samples} samples or more a line, one caller, warm; p99 only from 1,000 samples; times in ms"));
        foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
        {
            var actor = await OperatorAsync(source, schools);
            var cases = await SearchCases.ReadAsync(source, schools);
            var misspelt = await SearchCases.MisspeltAsync(source, schools);
            Console.WriteLine();
            Console.WriteLine($"{name,-28}{"p50",8}{"p99",8}{"bare p50",10}{"ratio",7}{"found",7}");
            foreach (var one in cases) await MeasureAsync(one, search, source, actor);
            await NearAsync(misspelt, search, actor);
            await EightAsync(cases[^1].Texts, search, actor);
        }
    }

    private static async Task MeasureAsync(SearchCase one, AccountSearch search, NpgsqlDataSource source, Actor actor)
    {
        await using var connection = await source.OpenConnectionAsync();
        var bare = new List<NpgsqlCommand>();
        foreach (var text in one.Texts)
        {
            var command = AccountSearch.Command(connection, actor, SearchText.Read(text), near: false);
            await command.PrepareAsync();
            bare.Add(command);
        }
        var rounds = Math.Max(2, (int)Math.Ceiling((double)Samples / one.Texts.Length));
        var (ours, theirs, found) = (new List<double>(), new List<double>(), 0);
        for (var round = -2; round < rounds; round++)
        {
            for (var i = 0; i < one.Texts.Length; i++)
            {
                var since = Stopwatch.GetTimestamp();
                var result = await search.AskAsync(actor, SearchText.Read(one.Texts[i]), near: false, default);
                var taken = Stopwatch.GetElapsedTime(since);
                since = Stopwatch.GetTimestamp();
                await using (var reader = await bare[i].ExecuteReaderAsync())
                {
                    while (await reader.ReadAsync()) for (var column = 0; column < reader.FieldCount; column++) reader.GetValue(column);
                }
                var bareTaken = Stopwatch.GetElapsedTime(since);
                if (round < 0) continue;
                if (result.Hits.Count > 0) found++;
                ours.Add(taken.TotalMilliseconds);
                theirs.Add(bareTaken.TotalMilliseconds);
            }
        }
        foreach (var command in bare) await command.DisposeAsync();
        var (p50, bareP50) = (Percentile(ours, 50), Percentile(theirs, 50));
        Console.WriteLine(FormattableString.Invariant($"{one.Name,-28}{p50,8:0.00}{P99(ours),8}{bareP50,10:0.00}{p50 / bareP50,7:0.0}{100.0 * found / (rounds * one.Texts.Length),6:0}%"));
    }

    private static async Task NearAsync(string[] texts, AccountSearch search, Actor actor)
    {
        var (taken, near, nothing) = (new List<double>(), 0, 0);
        for (var round = -1; round < 10; round++)
        {
            foreach (var text in texts)
            {
                var since = Stopwatch.GetTimestamp();
                var result = await search.FindAsync(actor, text, default);
                if (round < 0 || (result.Hits.Count > 0 && !result.AreNearSpellings)) continue;
                taken.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                if (result.AreNearSpellings) near++;
                else nothing++;
            }
        }
        if (taken.Count == 0) return;
        Console.WriteLine(FormattableString.Invariant($"{"near spellings",-28}{Percentile(taken, 50),8:0.00}{P99(taken),8}   {taken.Count} samples, {100.0 * near / (near + nothing):0} % with an answer; both questions together"));
    }

    private static async Task EightAsync(string[] texts, AccountSearch search, Actor actor)
    {
        var taken = new List<double>[8];
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            taken[caller] = [];
            for (var i = caller * 25; Stopwatch.GetElapsedTime(since) < Busy; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await search.FindAsync(actor, texts[i % texts.Length], default);
                taken[caller].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        })));
        var all = taken.SelectMany(t => t).ToList();
        Console.WriteLine(FormattableString.Invariant($"{"8 callers, 200 random",-28}{Percentile(all, 50),8:0.00}{P99(all),8}   {all.Count / Stopwatch.GetElapsedTime(since).TotalSeconds:0} searches a second, client and server on this machine"));
    }

    /// <summary>An agent of the first so many schools, or of all, signed in; made again by each run.</summary>
    private static async Task<Actor> OperatorAsync(NpgsqlDataSource source, int? schools)
    {
        var id = Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"bebebebe-0000-4000-8000-{schools ?? 9999:D12}"));
        await using var make = source.CreateCommand("""
            WITH person AS (
                INSERT INTO accounts (id, login, source, profile, civility, family_name, given_name, family_key, given_key, name_words, language, version)
                VALUES ($1, 'mesure.' || $2, 3, 4, 0, 'Mesure', 'Agent', 'mesure', 'agent', '{agent,mesure}', 'fr', 1) ON CONFLICT DO NOTHING),
            gone AS (DELETE FROM grants WHERE account_id = $1)
            SELECT;
            """);
        make.Parameters.Add(Value(id));
        make.Parameters.Add(Value(schools?.ToString(CultureInfo.InvariantCulture) ?? "tous"));
        await make.ExecuteNonQueryAsync();
        await using var grant = source.CreateCommand("""
            INSERT INTO grants (id, account_id, function, school_id, starts_at, may_export)
            SELECT gen_random_uuid(), $1, 1, s.id, now() - interval '1 day', false
            FROM (SELECT id FROM (SELECT id FROM schools ORDER BY uai LIMIT $2) f UNION ALL SELECT NULL WHERE $2 = 0) s
            """);
        grant.Parameters.Add(Value(id));
        grant.Parameters.Add(Value(schools ?? 0));
        await grant.ExecuteNonQueryAsync();
        var session = Guid.NewGuid();
        await using var signIn = source.CreateCommand("""
            INSERT INTO sessions (id, account_id, idle_until, expires_at, remembered) VALUES ($1, $2, now() + interval '1 day', now() + interval '1 day', false)
            """);
        signIn.Parameters.Add(Value(session));
        signIn.Parameters.Add(Value(id));
        await signIn.ExecuteNonQueryAsync();
        return new Actor(id, session);
    }

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private static async Task PrintMachineAsync(NpgsqlDataSource source)
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown CPU";
        Console.WriteLine($"{cpu}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, load {File.ReadAllText("/proc/loadavg")[..14]}, queries by seed {SearchCases.Seed}");
        await using var ask = source.CreateCommand("""
            SELECT version() UNION ALL
            SELECT string_agg(name || '=' || current_setting(name), ', ' ORDER BY name) FROM pg_settings
            WHERE name IN ('fsync', 'synchronous_commit') OR (source NOT IN ('default', 'client', 'override') AND category NOT LIKE ALL (ARRAY['File%', 'Client%', '%Connection%', 'Reporting%', '%Locale%']))
            """);
        await using var lines = await ask.ExecuteReaderAsync();
        while (await lines.ReadAsync()) Console.WriteLine(lines.GetString(0));
    }

    private static string P99(List<double> taken) => taken.Count < Samples ? "-" : Percentile(taken, 99).ToString("0.00", CultureInfo.InvariantCulture);

    private static double Percentile(List<double> taken, int percent)
    {
        var sorted = taken.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
    }
}
