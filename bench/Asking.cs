using System.Diagnostics;
using System.Globalization;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// « Besoin d'aide ? » under load: how many requests a second are answered after their commit, against plain loads of the same page by the
/// same visitors in the same run; and what one waits at half of that. The worker and the mails that follow share the cores.
/// </summary>
internal sealed class Asking(BenchData data)
{
    private const int Visitors = 64;
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private int next;
    private int answered;

    public async Task RunAsync(TimeSpan time)
    {
        await using var source = NpgsqlDataSource.Create(data.Owner);
        await Machine.PrintAsync(source);
        Console.WriteLine("application, worker, mail server, these visitors and PostgreSQL share the cores; times in ms");
        await AskedPeople.ForgetAsync(source);
        var logins = (await AskedPeople.KnownAsync(source, 20_000)).SelectMany(person => new[] { person.Login, person.Login + ".inconnu" }).ToArray();
        await using var sink = new MailSink();
        await using var app = await BuiltApp.InProductionAsync(data, AskedPeople.Settings(sink));
        RawSite[] sites = [];
        await MeetAsync();

        async Task LookAsync(RawSite site) => Check(await site.GetAsync(AskedPeople.Network(Interlocked.Increment(ref next))), "200 ");
        async Task AskAsync(RawSite site)
        {
            var turn = Interlocked.Increment(ref next);
            Check(await site.PostAsync(AskedPeople.Network(turn), ("login", logins[turn % logins.Length])), "302 /aide?envoye=mot-de-passe");
            Interlocked.Increment(ref answered);
        }

        // New connections: the site closes those that nobody used while the last part settled.
        async Task MeetAsync()
        {
            foreach (var old in sites) old.Dispose();
            sites = await AskedPeople.SitesAsync(app, "/aide", "lost-password", Visitors);
        }

        await CrowdAsync(sites, WarmUp, LookAsync);
        await CrowdAsync(sites, WarmUp, AskAsync);
        double looked = 0, asked = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            await SettleAsync(source);
            await MeetAsync();
            var (look, ask) = (await CrowdAsync(sites, time, LookAsync), await CrowdAsync(sites, time, AskAsync));
            Console.WriteLine(FormattableString.Invariant($"round {round}: GET /aide {look:0} a second, POST /aide {ask:0} a second, {ask / look:0.00} ×  (load {Machine.Load})"));
            (looked, asked) = (looked + (look / Rounds), asked + (ask / Rounds));
        }
        Console.WriteLine(FormattableString.Invariant($"mean: GET {looked:0}, POST {asked:0} a second, {asked / looked:0.00} × (budget 0.3)"));
        await SettleAsync(source);
        await MeetAsync();
        var taken = await PaceAsync(sites, asked / 2, time, AskAsync);
        Console.WriteLine(FormattableString.Invariant($"at {asked / 2:0} a second: p50 {Percentile(taken, 50):0.0}  p95 {Percentile(taken, 95):0.0}  p99 {P99(taken)} (budget 100), from when each was due  ({taken.Count} samples, load {Machine.Load})"));
        await SettleAsync(source);
        await using var count = source.CreateCommand("SELECT count(*) FROM recovery_requests");
        Console.WriteLine($"answered {answered}, stored {await count.ExecuteScalarAsync()}, mails taken {sink.Taken}");
    }

    private static void Check(string answer, string expected)
    {
        if (!answer.StartsWith(expected[..3], StringComparison.Ordinal) || !answer.EndsWith(expected[4..], StringComparison.Ordinal)) throw new InvalidOperationException($"Answered {answer}, not {expected}.");
    }

    /// <summary>Waits until nothing is left of what was asked for, so that the next part measures itself.</summary>
    private static async Task SettleAsync(NpgsqlDataSource source)
    {
        var since = Stopwatch.GetTimestamp();
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        await using var count = source.CreateCommand("SELECT (SELECT count(*) FROM recovery_requests WHERE state = 1), (SELECT count(*) FROM outbox_messages WHERE state = 1)");
        (long Requests, long Messages)? first = null;
        while (await clock.WaitForNextTickAsync())
        {
            await using var row = await count.ExecuteReaderAsync();
            await row.ReadAsync();
            first ??= (row.GetInt64(0), row.GetInt64(1));
            if (row.GetInt64(0) + row.GetInt64(1) == 0) break;
        }
        if (first is { Requests: > 0 } left)
            Console.WriteLine(FormattableString.Invariant($"  {left.Requests} requests and {left.Messages} messages were left; all were handled and sent {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s later"));
    }

    /// <summary>So many visitors at a time, each beginning anew when answered; answers a second.</summary>
    private static async Task<double> CrowdAsync(RawSite[] sites, TimeSpan time, Func<RawSite, Task> work)
    {
        var (since, done) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(sites.Select(site => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(since) < time)
            {
                await work(site);
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>So many a second whatever became of those before: each from the moment it was due, so that waiting for a free line counts.</summary>
    private static async Task<List<double>> PaceAsync(RawSite[] sites, double rate, TimeSpan time, Func<RawSite, Task> work)
    {
        var (since, due) = (Stopwatch.GetTimestamp(), -1);
        var taken = new List<double>[sites.Length];
        await Task.WhenAll(sites.Select((site, line) => Task.Run(async () =>
        {
            taken[line] = [];
            using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            while (Interlocked.Increment(ref due) / rate is var at && at < time.TotalSeconds)
            {
                while (Stopwatch.GetElapsedTime(since).TotalSeconds < at) await clock.WaitForNextTickAsync();
                await work(site);
                taken[line].Add((Stopwatch.GetElapsedTime(since).TotalSeconds - at) * 1000);
            }
        })));
        return [.. taken.SelectMany(each => each)];
    }
}
