using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AdminConsole.Domain;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Search;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// How many people a second can sign in by the real form, each with cookies of his own, and how the search answers while half as many
/// do. Searches come at an even pace whether the last was answered or not; the same without sign-ins is measured in the same run.
/// </summary>
internal sealed partial class SignIns(BenchData data)
{
    private const string Password = "Rentree-des-mesures-2026!";
    private const int SearchesASecond = 20;
    private const int People = 500;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private int next;

    public async Task RunAsync(int clients, TimeSpan time)
    {
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        Console.WriteLine("application, these clients and PostgreSQL share the cores; the search is called in this process, not in the application's; times in ms");
        var logins = await LoginsAsync(source);
        var actor = await Operators.SignedInAsync(source, null);
        var texts = (await SearchCases.ReadAsync(source, null))[^1].Texts;
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        var search = services.GetRequiredService<AccountSearch>();
        await using var app = await BuiltApp.InProductionAsync(data);

        Task SignInAsync(ConcurrentBag<double> taken) => SignInAsAsync(app.Client, logins[(Interlocked.Increment(ref next) & int.MaxValue) % logins.Length], taken);
        Task FindAsync(ConcurrentBag<double> taken) =>
            TimedAsync(() => search.FindAsync(actor, texts[(Interlocked.Increment(ref next) & int.MaxValue) % texts.Length], default), taken);

        await CrowdAsync(clients, WarmUp, SignInAsync);
        var rate = await MeasureAsync($"{clients} clients, sign-ins", CrowdAsync(clients, time, SignInAsync));
        await PaceAsync(SearchesASecond, WarmUp, FindAsync);
        await MeasureAsync("searches alone", PaceAsync(SearchesASecond, time, FindAsync));
        await Task.WhenAll(
            MeasureAsync("sign-ins at half that load", PaceAsync(rate / 2, time, SignInAsync)),
            MeasureAsync("searches beside them", PaceAsync(SearchesASecond, time, FindAsync)));
        Console.WriteLine($"load now {Machine.Load}");
    }

    /// <summary>Prints, and returns how many there were a second, the end of the last included.</summary>
    private static async Task<double> MeasureAsync(string name, Task<List<double>> work)
    {
        var since = Stopwatch.GetTimestamp();
        var taken = await work;
        var rate = taken.Count / Stopwatch.GetElapsedTime(since).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"{name,-32}{rate,7:0.0} a second   p50 {Percentile(taken, 50):0.00}  p95 {Percentile(taken, 95):0.00}  p99 {P99(taken)}  ({taken.Count} samples)"));
        return rate;
    }

    /// <summary>So many at a time, each beginning anew when done.</summary>
    private static async Task<List<double>> CrowdAsync(int clients, TimeSpan time, Func<ConcurrentBag<double>, Task> work)
    {
        var taken = new ConcurrentBag<double>();
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(since) < time) await work(taken);
        })));
        return [.. taken];
    }

    /// <summary>So many a second, whatever became of those before.</summary>
    private static async Task<List<double>> PaceAsync(double rate, TimeSpan time, Func<ConcurrentBag<double>, Task> work)
    {
        var taken = new ConcurrentBag<double>();
        List<Task> going = [];
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) is var passed && passed < time)
        {
            while (going.Count < passed.TotalSeconds * rate) going.Add(work(taken));
            await clock.WaitForNextTickAsync();
        }
        await Task.WhenAll(going);
        return [.. taken];
    }

    private static async Task TimedAsync(Func<Task> work, ConcurrentBag<double> taken)
    {
        var since = Stopwatch.GetTimestamp();
        await work();
        taken.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }

    /// <summary>Form and answer of one person in a new browser: the page, then its token, cookie, login and password.</summary>
    private static Task SignInAsAsync(HttpClient site, string login, ConcurrentBag<double> taken) => TimedAsync(async () =>
    {
        using var page = await site.GetAsync("/connexion");
        var hidden = HiddenInput().Matches(await page.Content.ReadAsStringAsync())
            .Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))).DistinctBy(field => field.Key);
        using var form = new HttpRequestMessage(HttpMethod.Post, "/connexion")
        {
            Content = new FormUrlEncodedContent([.. hidden, new("login", login), new("password", Password)]),
        };
        form.Headers.Add("Cookie", page.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]));
        using var answer = await site.SendAsync(form);
        if (answer.StatusCode is not HttpStatusCode.Found || !answer.Headers.GetValues("Set-Cookie").Any(line => line.StartsWith("__Host-AdminConsole=", StringComparison.Ordinal)))
            throw new InvalidOperationException($"{login} was not signed in: {answer.StatusCode}");
    }, taken);

    /// <summary>Pupils who get a password that is known here; the others keep theirs, which nobody knows.</summary>
    private static async Task<string[]> LoginsAsync(NpgsqlDataSource source)
    {
        await using var give = source.CreateCommand("""
            UPDATE accounts SET password_hash = $1 WHERE id IN (
                SELECT id FROM accounts WHERE profile = 1 AND password_hash IS NOT NULL AND federated_with IS NULL AND blocked_at IS NULL ORDER BY id LIMIT $2)
            RETURNING login
            """);
        give.Parameters.Add(new() { Value = new PasswordHash().Hash(Password) });
        give.Parameters.Add(new() { Value = People });
        await using var reader = await give.ExecuteReaderAsync();
        List<string> logins = [];
        while (await reader.ReadAsync()) logins.Add(reader.GetString(0));
        return [.. logins];
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenInput();
}
