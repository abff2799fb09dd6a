using System.Diagnostics;
using System.Net;
using AdminConsole.Domain;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// What stands before every action of the console, fresh from the database: the gate's question for one account, and the look at the session that each request makes. And
/// what the callback of the identity provider does once its token is good: from the claim to the session, journal included.
/// </summary>
internal sealed class Access(BenchData data)
{
    private const int WarmUp = 200;
    private static readonly IPAddress Network = IPAddress.Parse("203.0.113.9");

    public async Task RunAsync(int samples)
    {
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var factory = services.GetRequiredService<IDbContextFactory<AdminDb>>();
        var (sessions, provider) = (services.GetRequiredService<Sessions>(), services.GetRequiredService<ProviderSignIn>());
        Console.WriteLine($"{samples} of each; ms; budgets: gate p99 2, callback p99 20");
        foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
        {
            var actor = await Operators.SignedInAsync(source, schools);
            var accounts = await FicheBench.AccountsAsync(source, schools);
            await MeasureAsync($"gate, {name}", samples, async i =>
            {
                await using var db = await factory.CreateDbContextAsync();
                if (await Gate.AskAsync(db, actor, accounts[i % accounts.Count], Act.SendReset, default) is GateAnswer.SignedOut or GateAnswer.NotFound)
                    throw new InvalidOperationException("Not in scope.");
            });
            await MeasureAsync($"session, {name}", samples, async _ =>
            {
                if (await sessions.LookAsync(actor.SessionId, actor.AccountId, default) is null) throw new InvalidOperationException("No session.");
            });
            await MeasureAsync($"callback, {name}", Math.Min(samples, 2_000), async _ =>
            {
                if ((await provider.EnterAsync(Operators.Login(schools), "000000000000", Network, "bench", default)).Session is null)
                    throw new InvalidOperationException("Not signed in.");
            });
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    private static async Task MeasureAsync(string name, int samples, Func<int, Task> work)
    {
        var taken = new List<double>(samples);
        for (var i = -WarmUp; i < samples; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await work(i + WarmUp);
            if (i >= 0) taken.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
        Console.WriteLine(FormattableString.Invariant($"{name,-24} p50 {Percentile(taken, 50):0.00}  p95 {Percentile(taken, 95):0.00}  p99 {P99(taken)}"));
    }
}
