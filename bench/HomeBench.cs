using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Home;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Domain.SignIn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>The home page in the domain, beside a year of journal rows and the queue: what it reads before it is drawn, then the refused addresses and the charts, which come after.</summary>
internal sealed class HomeBench(BenchData data)
{
    private const int WarmUp = 5;

    public async Task RunAsync(int rows, int samples)
    {
        await using var owner = NpgsqlDataSource.Create(data.Owner);
        await JournalRows.EnsureAsync(owner, rows);
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application), new("Recovery:SecondApproval", "FunctionHolders")]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var (rights, approval, queue) = (services.GetRequiredService<ConsoleRights>(), services.GetRequiredService<SecondApproval>(), services.GetRequiredService<AssistanceList>());
        var (recents, alarms, glass) = (services.GetRequiredService<RecentFiches>(), services.GetRequiredService<VolumeAlarms>(), services.GetRequiredService<BreakGlassUses>());
        var (accounts, activity) = (services.GetRequiredService<AccountList>(), services.GetRequiredService<DailyActivity>());
        Console.WriteLine(FormattableString.Invariant($"{samples} samples a cell, warm; in ms, p50 / p99; early charts: while yesterday is not counted yet, 1 in 10"));
        Console.WriteLine($"{"",-14}{"before drawn",18}{"refused",18}{"charts",18}{"early charts",18}");
        // A population that was made just now has days of which nothing was there when they were counted.
        await ExecuteAsync(owner, "DELETE FROM activity_days; DELETE FROM activity_counted");
        var sweeping = Stopwatch.GetTimestamp();
        var days = await services.GetRequiredService<ActivitySweep>().SweepAsync(default);
        Console.WriteLine(FormattableString.Invariant($"{days} days counted in the background in {Stopwatch.GetElapsedTime(sweeping).TotalMilliseconds:0} ms"));
        foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
        {
            var actor = await Operators.SignedInAsync(source, schools);
            List<double> drawn = [], refused = [], charts = [], early = [];
            for (var i = -WarmUp; i < samples; i++)
            {
                var since = Stopwatch.GetTimestamp();
                await glass.LatestAsync(actor, default);
                await approval.WaitingForAsync(actor, default);
                await queue.CountAsync(actor, default);
                if (await rights.HighestAsync(actor, default) is null) throw new InvalidOperationException("No function.");
                await alarms.OpenAsync(actor, default);
                await recents.ListAsync(actor, default);
                var read = Stopwatch.GetTimestamp();
                await accounts.CountAsync(actor, new(Email: EmailTrouble.Refused), default);
                var counted = Stopwatch.GetTimestamp();
                await activity.ReadAsync(actor, default);
                var charted = Stopwatch.GetTimestamp();
                if (i < 0) continue;
                drawn.Add(Stopwatch.GetElapsedTime(since, read).TotalMilliseconds);
                refused.Add(Stopwatch.GetElapsedTime(read, counted).TotalMilliseconds);
                charts.Add(Stopwatch.GetElapsedTime(counted, charted).TotalMilliseconds);
            }
            await ExecuteAsync(owner, "DELETE FROM activity_counted WHERE day = today() - 1");
            for (var i = -WarmUp; i < samples / 10; i++)
            {
                var since = Stopwatch.GetTimestamp();
                await activity.ReadAsync(actor, default);
                if (i >= 0) early.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
            await ExecuteAsync(owner, "INSERT INTO activity_counted (day) SELECT today() - 1");
            Console.WriteLine(FormattableString.Invariant($"{name,-14}{Both(drawn),18}{Both(refused),18}{Both(charts),18}{Both(early),18}"));
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource owner, string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string Both(List<double> taken) => FormattableString.Invariant($"{Percentile(taken, 50):0.00} / {P99(taken)}");
}
