using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>Opening a fiche in the domain: all that its page reads before it is drawn, and what is noted once somebody has it before him.</summary>
internal sealed class FicheBench(BenchData data)
{
    public async Task RunAsync(int rows)
    {
        await using var owner = NpgsqlDataSource.Create(data.Owner);
        await JournalRows.EnsureAsync(owner, rows);
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var (reader, history, statuses) = (services.GetRequiredService<FicheReader>(), services.GetRequiredService<FicheHistory>(), services.GetRequiredService<MessageStatuses>());
        var (recents, viewers) = (services.GetRequiredService<RecentFiches>(), services.GetRequiredService<FicheViewers>());
        Console.WriteLine(FormattableString.Invariant($"{Samples} accounts a line, each opened twice, the second time measured; in ms; « all » is the three together, as the page reads them: budget p50 5, p99 15"));
        Console.WriteLine($"{"",-16}{"fiche",16}{"history",16}{"messages",16}{"all",16}{"noted",16}");
        foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
        {
            var actor = await Operators.SignedInAsync(source, schools);
            var accounts = await AccountsAsync(source, schools);
            List<double> fiche = [], past = [], messages = [], all = [], noted = [];
            for (var round = 0; round < 2; round++)
            {
                foreach (var id in accounts)
                {
                    var since = Stopwatch.GetTimestamp();
                    if (await reader.ReadAsync(actor, id, default) is null) throw new InvalidOperationException($"{id} is not in scope.");
                    var read = Stopwatch.GetTimestamp();
                    await history.LatestAsync(actor, id, default);
                    var told = Stopwatch.GetTimestamp();
                    await statuses.LatestAsync(actor, id, default);
                    var alone = Stopwatch.GetTimestamp();
                    await Task.WhenAll(reader.ReadAsync(actor, id, default), history.LatestAsync(actor, id, default), statuses.LatestAsync(actor, id, default));
                    var done = Stopwatch.GetTimestamp();
                    var viewing = await viewers.ArriveAsync(actor, id, default);
                    await viewers.OthersAsync(actor, id, default);
                    await recents.OpenedAsync(actor, id, default);
                    var arrived = Stopwatch.GetTimestamp();
                    await viewers.LeaveAsync(viewing!.Value);
                    if (round == 0) continue;
                    fiche.Add(Milliseconds(since, read));
                    past.Add(Milliseconds(read, told));
                    messages.Add(Milliseconds(told, alone));
                    all.Add(Milliseconds(alone, done));
                    noted.Add(Milliseconds(done, arrived));
                }
            }
            Console.WriteLine($"{name,-16}{Both(fiche),16}{Both(past),16}{Both(messages),16}{Both(all),16}{Both(noted),16}");
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    /// <summary>People of the operator's schools, whom chance picks by the seed.</summary>
    internal static async Task<List<Guid>> AccountsAsync(NpgsqlDataSource source, int? schools)
    {
        await using var ask = source.CreateCommand(FormattableString.Invariant($"""
            SELECT account_id FROM (
                SELECT DISTINCT m.account_id FROM memberships m
                WHERE m.school_id IN (SELECT id FROM schools ORDER BY uai {(schools is { } some ? $"LIMIT {some}" : "")}) AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today())) p
            ORDER BY hashtextextended(account_id::text, {SearchCases.Seed}) LIMIT {Samples}
            """));
        ask.CommandTimeout = 0;
        var accounts = new List<Guid>();
        await using var rows = await ask.ExecuteReaderAsync();
        while (await rows.ReadAsync()) accounts.Add(rows.GetGuid(0));
        // A school has fewer people than samples are needed.
        for (var i = 0; accounts.Count < Samples; i++) accounts.Add(accounts[i]);
        return accounts;
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static string Both(List<double> taken) => FormattableString.Invariant($"{Percentile(taken, 50):0.00} / {P99(taken)}");
}
