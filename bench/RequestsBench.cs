using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>The queue of requests beside 200,000 of them: its first page, its count on the home page, one request, and the accounts that it may be about.</summary>
internal sealed class RequestsBench(BenchData data)
{
    public async Task RunAsync(int requests)
    {
        await using var owner = NpgsqlDataSource.Create(data.Owner);
        await AssistanceData.FillAsync(owner, requests);
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var (list, reader, matching) = (services.GetRequiredService<AssistanceList>(), services.GetRequiredService<AssistanceReader>(), services.GetRequiredService<AssistanceMatching>());
        Console.WriteLine(FormattableString.Invariant($"{Samples} samples a cell, warm; in ms, p50 / p99; budget p99 50 for page and candidates"));
        Console.WriteLine($"{"",-14}{"first page",18}{"count",18}{"request",18}{"candidates",18}{"none found",12}");
        foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
        {
            var actor = await Operators.SignedInAsync(source, schools);
            List<double> page = [], count = [], one = [], candidates = [];
            var none = 0;
            var ids = await IdsAsync(source, schools);
            for (var i = -50; i < Samples; i++)
            {
                var id = ids[Math.Abs(i) % ids.Count];
                var start = Stopwatch.GetTimestamp();
                if ((await list.ReadAsync(actor, new(), null, default)).Rows is []) throw new InvalidOperationException("The queue is empty.");
                var listed = Stopwatch.GetTimestamp();
                await list.CountAsync(actor, default);
                var counted = Stopwatch.GetTimestamp();
                if (await reader.ReadAsync(actor, id, default) is null) throw new InvalidOperationException($"{id} is not in scope.");
                var read = Stopwatch.GetTimestamp();
                var found = await matching.FindAsync(actor, id, default);
                var matched = Stopwatch.GetTimestamp();
                if (i < 0) continue;
                if (found.Parents is [] && found.Children is []) none++;
                page.Add(Milliseconds(start, listed));
                count.Add(Milliseconds(listed, counted));
                one.Add(Milliseconds(counted, read));
                candidates.Add(Milliseconds(read, matched));
            }
            Console.WriteLine($"{name,-14}{Both(page),18}{Both(count),18}{Both(one),18}{Both(candidates),18}{none,12}");
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    private static async Task<List<Guid>> IdsAsync(NpgsqlDataSource source, int? schools)
    {
        await using var ask = source.CreateCommand("""
            SELECT r.id FROM assistance_requests r
            WHERE $1 = 0 OR r.school_id IN (SELECT id FROM schools ORDER BY uai LIMIT $1) ORDER BY md5(r.id::text) LIMIT 1000
            """);
        ask.Parameters.AddWithValue(schools ?? 0);
        await using var rows = await ask.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await rows.ReadAsync()) ids.Add(rows.GetGuid(0));
        return ids;
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static string Both(List<double> taken) => FormattableString.Invariant($"{Percentile(taken, 50):0.00} / {P99(taken)}");
}
