using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>The page of the journal beside a year of rows: its first page, and less often the one after it, for each filter that the page offers and for those that go together.</summary>
internal sealed class JournalBench(BenchData data)
{
    private const int WarmUp = 5;
    private const double Budget = 50;

    /// <summary>The page after the first is read so many times less.</summary>
    private const int NextEvery = 10;

    public async Task RunAsync(int rows, int samples)
    {
        await using var owner = NpgsqlDataSource.Create(data.Owner);
        await JournalRows.EnsureAsync(owner, rows);
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var reader = services.GetRequiredService<JournalReader>();
        Console.WriteLine(FormattableString.Invariant($"{samples} samples a line, warm, in ms; how many rows the first page has at most; next page: {samples / NextEvery} samples"));
        await Operators.SignedInAsync(source, null);
        await SeenAsync(owner, true);
        List<string> over = [];
        try
        {
            foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
            {
                var actor = await Operators.SignedInAsync(source, schools);
                Console.WriteLine();
                Console.WriteLine($"{name,-44}{"p50",8}{"p99",8}{"max",8}{"rows",6}{"next p50",10}");
                foreach (var (what, filter) in (await JournalCases.OfAsync(source, schools)).All())
                {
                    if (await MeasureAsync(reader, actor, what, filter, samples) > Budget) over.Add($"{what} ({name})");
                }
            }
        }
        finally
        {
            await SeenAsync(owner, false);
        }
        Console.WriteLine();
        Console.WriteLine(over is [] ? FormattableString.Invariant($"no first page is over {Budget} ms at p99") : FormattableString.Invariant($"over {Budget} ms at p99: {string.Join(", ", over)}"));
        Console.WriteLine($"load now {Machine.Load}");
    }

    /// <returns>The 99th percentile of the first page.</returns>
    private static async Task<double> MeasureAsync(JournalReader reader, Actor actor, string what, Func<int, JournalFilter> of, int samples)
    {
        List<double> page = [], next = [];
        var found = 0;
        for (var i = -WarmUp; i < samples; i++)
        {
            var filter = of(Math.Abs(i));
            var since = Stopwatch.GetTimestamp();
            var first = await reader.ReadAsync(actor, filter, before: null, default);
            var read = Stopwatch.GetTimestamp();
            found = Math.Max(found, first.Rows.Count);
            if (i < 0) continue;
            page.Add(Stopwatch.GetElapsedTime(since, read).TotalMilliseconds);
            if (i % NextEvery != 0 || first.Next is not { } before) continue;
            await reader.ReadAsync(actor, filter, before, default);
            next.Add(Stopwatch.GetElapsedTime(read).TotalMilliseconds);
        }
        var p99 = Percentile(page, 99);
        Console.WriteLine(FormattableString.Invariant($"{what,-44}{Percentile(page, 50),8:0.00}{P99(page),8}{page.Max(),8:0.00}{found,6}{(next is [] ? "-" : FormattableString.Invariant($"{Percentile(next, 50):0.00}")),10}{(p99 > Budget ? "  over" : "")}"));
        return p99;
    }

    /// <summary>Whether the busy operator works at a school that every scope covers: one who is out of scope is looked for in vain, and fast. Elsewhere it has none.</summary>
    private static async Task SeenAsync(NpgsqlDataSource owner, bool seen)
    {
        await using var place = owner.CreateCommand(seen
            ? "INSERT INTO memberships (id, account_id, school_id, starts_on) SELECT gen_random_uuid(), $1, id, today() FROM schools ORDER BY uai LIMIT 1"
            : "DELETE FROM memberships WHERE account_id = $1");
        place.Parameters.Add(new() { Value = Operators.Id(null) });
        await place.ExecuteNonQueryAsync();
    }
}
