using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// The browser back from the identity provider, until it is answered with a session: protected state and the cookie that binds it, the provider's name, the code
/// redeemed, the token's signature, issuer, audience, times and nonce, then the account, the session and its journal row. By HTTP against the built application. The
/// provider takes no time, but one round trip to it on this machine is in the figure.
/// </summary>
internal sealed partial class Callback(BenchData data)
{
    private const int WarmUp = 300;
    private static readonly (string Name, int? Schools)[] Scopes = [("one school", 1), ("120 schools", 120), ("all schools", null)];

    public async Task RunAsync(int samples)
    {
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        await using var provider = await StubProvider.StartAsync();
        await using var app = await BuiltApp.InDevelopmentAsync(
            data, ("Authentication__OpenIdConnect__Authority", provider.Issuer), ("Authentication__OpenIdConnect__ClientId", StubProvider.ClientId));
        foreach (var (_, schools) in Scopes) await Operators.SignedInAsync(source, schools);
        var way = await WayAsync(app.Client);
        var taken = Scopes.Select(_ => new List<double>(samples)).ToArray();
        for (var i = -WarmUp; i < samples; i++)
        {
            for (var scope = 0; scope < Scopes.Length; scope++)
            {
                var took = await EnterAsync(app.Client, provider, way, Operators.Login(Scopes[scope].Schools));
                if (i >= 0) taken[scope].Add(took);
            }
        }
        Console.WriteLine($"{samples} of each, by turns; ms; budget: p99 20, token exchange excluded");
        for (var scope = 0; scope < Scopes.Length; scope++)
            Console.WriteLine(FormattableString.Invariant($"callback, {Scopes[scope].Name,-14} p50 {Percentile(taken[scope], 50):0.00}  p95 {Percentile(taken[scope], 95):0.00}  p99 {P99(taken[scope])}"));
        Console.WriteLine($"load now {Machine.Load}");
    }

    /// <summary>One person comes from the sign-in page to the provider and back; the milliseconds of the last step.</summary>
    private static async Task<double> EnterAsync(HttpClient site, StubProvider provider, (string Cookie, string Token) way, string login)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/connexion/fournisseur")
        {
            Content = new FormUrlEncodedContent([new("__RequestVerificationToken", way.Token)]), Headers = { { "Cookie", way.Cookie } },
        };
        using var onward = await site.SendAsync(asked);
        var address = WebUtility.HtmlDecode(Onward().Match(await onward.Content.ReadAsStringAsync()).Groups[1].Value);
        var (state, nonce) = (State().Match(address).Groups[1].Value, Nonce().Match(address).Groups[1].Value);
        var code = provider.CodeFor(login, Uri.UnescapeDataString(nonce));
        using var back = new HttpRequestMessage(HttpMethod.Get, $"/signin-oidc?code={code}&state={state}&iss={Uri.EscapeDataString(provider.Issuer)}");
        back.Headers.Add("Cookie", CookiesOf(onward));
        var since = Stopwatch.GetTimestamp();
        using var answer = await site.SendAsync(back);
        var took = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        if (answer.Headers.Location?.ToString() != "/console" || !CookiesOf(answer).Contains("AdminConsole=", StringComparison.Ordinal))
            throw new InvalidOperationException($"{login} did not come in: {answer.StatusCode}, {answer.Headers.Location}");
        return took;
    }

    /// <summary>What the form of the sign-in page is sent with.</summary>
    private static async Task<(string Cookie, string Token)> WayAsync(HttpClient site)
    {
        using var page = await site.GetAsync("/connexion");
        return (CookiesOf(page), Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value);
    }

    private static string CookiesOf(HttpResponseMessage answer) => string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
    private static partial Regex Token();

    [GeneratedRegex("class=\"button\" href=\"([^\"]*)\"")]
    private static partial Regex Onward();

    [GeneratedRegex("[?&]state=([^&]*)")]
    private static partial Regex State();

    [GeneratedRegex("[?&]nonce=([^&]*)")]
    private static partial Regex Nonce();
}
