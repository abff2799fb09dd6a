using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>What stands before every action of the console, fresh from the database: the gate's question for one account, and the look at the session that each request makes.</summary>
internal sealed class Access(BenchData data)
{
    /// <summary>Of each line, before any is measured: as many as it takes until the runtime has compiled for good what they all share.</summary>
    private const int WarmUp = 1_500;

    private sealed record Line(string Name, Func<int, Task> Work)
    {
        public List<double> Taken { get; } = [];
    }

    public async Task RunAsync(int samples)
    {
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var lines = new List<Line>();
        foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
        {
            var actor = await Operators.SignedInAsync(source, schools);
            var accounts = await FicheBench.AccountsAsync(source, schools);
            lines.Add(new($"gate, {name}", i => AskAsync(services, actor, accounts[i % accounts.Count])));
            lines.Add(new($"session, {name}", _ => LookAsync(services, actor)));
        }
        // By turns: what the machine does meanwhile falls on all lines alike, and none is the first.
        for (var i = -WarmUp; i < samples; i++)
        {
            foreach (var line in lines)
            {
                var since = Stopwatch.GetTimestamp();
                await line.Work(i + WarmUp);
                if (i >= 0) line.Taken.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
        }
        Console.WriteLine($"{samples} of each, by turns; ms; budget: gate p99 2");
        foreach (var line in lines)
            Console.WriteLine(FormattableString.Invariant($"{line.Name,-24} p50 {Percentile(line.Taken, 50):0.00}  p95 {Percentile(line.Taken, 95):0.00}  p99 {P99(line.Taken)}"));
        Console.WriteLine($"load now {Machine.Load}");
    }

    private static async Task AskAsync(ServiceProvider services, Actor actor, Guid account)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<AdminDb>>().CreateDbContextAsync();
        if (await Gate.AskAsync(db, actor, account, Act.SendReset, default) is GateAnswer.SignedOut or GateAnswer.NotFound) throw new InvalidOperationException("Not in scope.");
    }

    private static async Task LookAsync(ServiceProvider services, Actor actor)
    {
        if (await services.GetRequiredService<Sessions>().LookAsync(actor.SessionId, actor.AccountId, default) is null) throw new InvalidOperationException("No session.");
    }
}
