using System.Diagnostics;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// Whether the time of an answer tells if a login exists (rules 1 and 10 of recovery): pairs of one that does and one that does not, in an
/// order tossed for each pair, each login and each network used once. At « Besoin d'aide ? », and at sign-in with a wrong password.
/// </summary>
internal sealed class Neutrality(BenchData data)
{
    private const int WarmUp = 100;

    public async Task RunAsync(int pairs)
    {
        await using var source = NpgsqlDataSource.Create(data.Owner);
        await Machine.PrintAsync(source);
        await AskedPeople.ForgetAsync(source);
        var people = await AskedPeople.KnownAsync(source, pairs + WarmUp);
        await using var sink = new MailSink();
        await using var app = await BuiltApp.InProductionAsync(data, AskedPeople.Settings(sink));
        await CompareAsync("POST /aide", pairs, people, await RawSite.OnAsync(app, "/aide", "lost-password"), "302", login => [("login", login)]);
        await CompareAsync("POST /connexion", pairs, people, await RawSite.OnAsync(app, "/connexion", "sign-in"), "200", login => [("login", login), ("password", "Pas-le-bon-mot-2026")]);
    }

    private static async Task CompareAsync(
        string what, int pairs, (string Login, string Email)[] people, RawSite site, string expected, Func<string, (string, string)[]> form)
    {
        using var own = site;
        var (random, tosses, turn) = (new Random(SearchCases.Seed), 0, 0);
        List<double> known = [], unknown = [];
        for (var pair = -WarmUp; pair < pairs; pair++)
        {
            var login = people[pair + WarmUp].Login;
            // As long as the known one, and as much like a login.
            var nobody = new string([.. login.Reverse()]);
            var first = random.Next(2) == 0;
            tosses += first ? 1 : 0;
            var times = new double[2];
            foreach (var who in (int[])(first ? [0, 1] : [1, 0])) times[who] = await AskAsync(who == 0 ? login : nobody);
            if (pair < 0) continue;
            known.Add(times[0]);
            unknown.Add(times[1]);
        }
        var (u, z, p) = RankTest.Of(known, unknown);
        Console.WriteLine(FormattableString.Invariant($"{what}: {pairs} pairs, the known one first in {tosses} of {pairs + WarmUp}; load now {Machine.Load}"));
        Console.WriteLine(FormattableString.Invariant($"  known   p50 {Percentile(known, 50):0.000}  p95 {Percentile(known, 95):0.000} ms"));
        Console.WriteLine(FormattableString.Invariant($"  unknown p50 {Percentile(unknown, 50):0.000}  p95 {Percentile(unknown, 95):0.000} ms"));
        Console.WriteLine(FormattableString.Invariant($"  medians differ by {Percentile(known, 50) - Percentile(unknown, 50):0.000} ms (budget 1); Mann-Whitney U {u:0}, z {z:0.00}, p {p:0.000}: {(p < 0.01 ? "SEPARATED" : "not separated")}"));

        async Task<double> AskAsync(string login)
        {
            var since = Stopwatch.GetTimestamp();
            var answer = await site.PostAsync(AskedPeople.Network(++turn), form(login));
            var took = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            return answer.StartsWith(expected, StringComparison.Ordinal) ? took : throw new InvalidOperationException("Answered " + answer);
        }
    }
}
