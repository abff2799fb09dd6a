using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// The type-ahead, case by case (what FindAsync asks first; near spellings, asked after an empty answer, have a line of their own), in a scope of one school, of 120 and of all, beside the same SQL sent prepared by bare Npgsql in
/// the same turn. Both are called one after the other, so that a busy moment falls on both.
/// </summary>
internal sealed class SearchBench(BenchData data)
{
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    public async Task RunAsync()
    {
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var search = services.GetRequiredService<AccountSearch>();
        Console.WriteLine(FormattableString.Invariant($"{Samples} samples or more a line, one caller, warm; p99 only from 1,000 samples; times in ms"));
        foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
        {
            var actor = await Operators.SignedInAsync(source, schools);
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
}
