using System.Diagnostics;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>From the moment at which somebody asks until a mail server on this machine has taken the mail, at an even pace.</summary>
internal sealed class Asked(BenchData data)
{
    private const int WarmUp = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task RunAsync(int asksASecond, int asks)
    {
        await using var source = NpgsqlDataSource.Create(data.Owner);
        await Machine.PrintAsync(source);
        await AskedPeople.ForgetAsync(source);
        var people = await AskedPeople.KnownAsync(source, WarmUp + asks);
        await using var sink = new MailSink();
        await using var app = await BuiltApp.InProductionAsync(data, AskedPeople.Settings(sink));
        var sites = new Stack<RawSite>(await AskedPeople.SitesAsync(app, "/aide", "lost-password", 64));
        var (askedAt, answers) = (new long[people.Length], new List<Task<double>>());
        await AskAsync(0, WarmUp);
        await ArrivedAsync(WarmUp);
        var load = Machine.Load;
        answers.Clear();
        await AskAsync(WarmUp, people.Length);
        await ArrivedAsync(people.Length);

        var handed = people.Select((person, i) => sink.TakenAt.TryGetValue(person.Email, out var at) ? Stopwatch.GetElapsedTime(askedAt[i], at).TotalMilliseconds : double.PositiveInfinity)
            .Skip(WarmUp).ToList();
        var answered = (await Task.WhenAll(answers)).ToList();
        Console.WriteLine(FormattableString.Invariant($"{asksASecond} a second, {asks} asks, load {load}; in ms"));
        Console.WriteLine(FormattableString.Invariant($"asked → answered        p50 {Percentile(answered, 50):0.0}  p95 {Percentile(answered, 95):0.0}  p99 {P99(answered)}"));
        Console.WriteLine(FormattableString.Invariant($"asked → handed over     p50 {Percentile(handed, 50):0.0} (budget 300)  p95 {Percentile(handed, 95):0.0}  p99 {P99(handed)} (budget 1000)  max {handed.Max():0}; {handed.Count(double.IsInfinity)} never"));

        async Task AskAsync(int from, int to)
        {
            using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            var since = Stopwatch.GetTimestamp();
            for (var i = from; i < to; i++)
            {
                while (Stopwatch.GetElapsedTime(since).TotalSeconds < (i - from) / (double)asksASecond) await clock.WaitForNextTickAsync();
                answers.Add(AskOneAsync(i));
            }
            await Task.WhenAll(answers);
        }

        async Task<double> AskOneAsync(int i)
        {
            RawSite site;
            lock (sites) site = sites.Pop();
            askedAt[i] = Stopwatch.GetTimestamp();
            var answer = await site.PostAsync(AskedPeople.Network(i), ("login", people[i].Login));
            var took = Stopwatch.GetElapsedTime(askedAt[i]).TotalMilliseconds;
            lock (sites) sites.Push(site);
            return answer.StartsWith("302", StringComparison.Ordinal) ? took : throw new InvalidOperationException("Answered " + answer);
        }

        async Task ArrivedAsync(int count)
        {
            using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            var since = Stopwatch.GetTimestamp();
            while (sink.TakenAt.Count < count && Stopwatch.GetElapsedTime(since) < Patience) await clock.WaitForNextTickAsync();
        }
    }
}
