using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// The parents' assistance form at an even pace: from when each « Envoyer la demande » was due until it was answered, after its commit, with
/// the acknowledgement in the outbox. The steps before are gone through first and not measured.
/// </summary>
internal sealed partial class Assisting(BenchData data)
{
    private const int WarmUp = 200;
    private const int Lines = 32;

    private sealed record Ready(string Cookie, string Body, string From);

    public async Task RunAsync(int aSecond, int requests)
    {
        await using var source = NpgsqlDataSource.Create(data.Owner);
        await Machine.PrintAsync(source);
        await AskedPeople.ForgetAsync(source);
        await AssistanceData.FillAsync(source);
        await using var sink = new MailSink();
        await using var app = await BuiltApp.InProductionAsync(data, [.. AskedPeople.Settings(sink), ("Assistance__RequestsFromNetwork", "100000000"), ("Assistance__RequestsInAll", "100000000")]);
        await using var ask = source.CreateCommand("SELECT uai FROM schools ORDER BY uai LIMIT 500");
        List<string> schools = [];
        await using (var rows = await ask.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync()) schools.Add(rows.GetString(0));
        }
        var run = Guid.NewGuid().ToString("N")[..8];
        var ready = new Ready[WarmUp + requests];
        await Parallel.ForAsync(0, ready.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, _) => ready[n] = await FilledAsync(app.Client, schools[n % schools.Count], run, n));
        await PaceAsync(app.Client, ready[..WarmUp], aSecond);
        var load = Machine.Load;
        var taken = await PaceAsync(app.Client, ready[WarmUp..], aSecond);
        await using var count = source.CreateCommand("SELECT count(*) FROM assistance_requests");
        var stored = (long)(await count.ExecuteScalarAsync())!;
        Console.WriteLine(FormattableString.Invariant($"{aSecond} a second: p50 {Percentile(taken, 50):0.0}  p95 {Percentile(taken, 95):0.0}  p99 {P99(taken)} ms (budget 100)  ({taken.Count} samples, load {load}; {stored} requests stored)"));
    }

    /// <summary>A form on its last page, of a family that no other one is of.</summary>
    private static async Task<Ready> FilledAsync(HttpClient client, string uai, string run, int number)
    {
        var (cookies, from) = (new Dictionary<string, string>(), AskedPeople.Network(number));
        var step = $"/assistance/vous?college={uai}";
        await SubmitAsync(client, cookies, from, step, ("family", $"Parent{number}"), ("given", "Mesure"), ("email", $"{run}.{number}@example.org"));
        await SubmitAsync(client, cookies, from, "/assistance/enfant", ("family", $"Enfant{number}"), ("given", "Mesure"), ("class", "6e B"), ("reason", "LostPassword"), ("message", "Bonjour, plus rien ne marche."));
        var fields = await HiddenAsync(client, cookies, from, "/assistance/verification");
        return new(CookieOf(cookies), await new FormUrlEncodedContent(fields).ReadAsStringAsync(), from);
    }

    private static async Task SubmitAsync(HttpClient client, Dictionary<string, string> cookies, string from, string page, params (string Name, string Value)[] values)
    {
        var fields = await HiddenAsync(client, cookies, from, page);
        foreach (var (name, value) in values) fields[name] = value;
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await SendAsync(client, HttpMethod.Post, page, CookieOf(cookies), from, content);
        Keep(cookies, answer);
        if (answer.StatusCode is not HttpStatusCode.Redirect) throw new InvalidOperationException($"{page} answered {answer.StatusCode}.");
    }

    internal static async Task<Dictionary<string, string>> HiddenAsync(HttpClient client, Dictionary<string, string> cookies, string from, string page)
    {
        using var answer = await SendAsync(client, HttpMethod.Get, page, CookieOf(cookies), from, null);
        Keep(cookies, answer);
        var fields = new Dictionary<string, string>();
        foreach (Match hidden in Hidden().Matches(await answer.Content.ReadAsStringAsync())) fields.TryAdd(hidden.Groups[1].Value, WebUtility.HtmlDecode(hidden.Groups[2].Value));
        return fields;
    }

    private static async Task<List<double>> PaceAsync(HttpClient client, Ready[] ready, int aSecond)
    {
        var (since, due) = (Stopwatch.GetTimestamp(), -1);
        var taken = new double[ready.Length];
        await Task.WhenAll(Enumerable.Range(0, Lines).Select(_ => Task.Run(async () =>
        {
            using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            while (Interlocked.Increment(ref due) is var mine && mine < ready.Length)
            {
                var at = (double)mine / aSecond;
                while (Stopwatch.GetElapsedTime(since).TotalSeconds < at) await clock.WaitForNextTickAsync();
                using var content = new StringContent(ready[mine].Body, null, "application/x-www-form-urlencoded");
                using var answer = await SendAsync(client, HttpMethod.Post, "/assistance/verification", ready[mine].Cookie, ready[mine].From, content);
                taken[mine] = (Stopwatch.GetElapsedTime(since).TotalSeconds - at) * 1000;
                if (answer.Headers.Location?.ToString().Contains("/assistance/suivi/", StringComparison.Ordinal) is not true) throw new InvalidOperationException($"Answered {answer.StatusCode} {answer.Headers.Location}.");
            }
        })));
        return [.. taken];
    }

    internal static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string page, string cookie, string from, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, page) { Content = content };
        request.Headers.Add("X-Forwarded-For", from);
        if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
        return client.SendAsync(request);
    }

    internal static string CookieOf(Dictionary<string, string> cookies) => string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}"));

    internal static void Keep(Dictionary<string, string> cookies, HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Set-Cookie", out var lines)) return;
        foreach (var pair in lines.Select(line => line.Split(';')[0].Split('=', 2))) cookies[pair[0]] = pair[1];
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
