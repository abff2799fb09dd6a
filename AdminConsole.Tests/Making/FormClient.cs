using System.Net;
using System.Text.RegularExpressions;

namespace AdminConsole.Making;

/// <summary>A client without script that follows nothing by itself: it keeps cookies, and sends forms with the fields that their page holds.</summary>
public sealed partial class FormClient(Uri site) : IDisposable
{
    private const int LargeForm = 500_000;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30) })
    {
        BaseAddress = site,
    };

    /// <summary>By name, as the site last set them.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>Sent with every request: a forged host, what a proxy would say.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>The Set-Cookie lines of the last answer.</summary>
    public IReadOnlyList<string> LastCookies { get; private set; } = [];

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new(HttpMethod.Get, path));

    /// <summary>As « Se connecter » does.</summary>
    public Task<HttpResponseMessage> SignInAsync(string login, string password, bool remember = false, string page = "/connexion") =>
        SubmitAsync(page, remember ? [("login", login), ("password", password), ("remember", "true")] : [("login", login), ("password", password)]);

    /// <summary>Opens a page and sends its first form with these values beside its hidden ones.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, params (string Name, string Value)[] values)
    {
        using var form = await GetAsync(page);
        return await SubmitToAsync(await form.Content.ReadAsStringAsync(), page, values);
    }

    /// <summary>Sends the first form of a page that is at hand to a path of its own.</summary>
    public Task<HttpResponseMessage> SubmitToAsync(string html, string path, params (string Name, string Value)[] values)
    {
        var hidden = HiddenInput().Matches(html).Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value))).DistinctBy(f => f.Item1);
        return PostAsync(path, [.. hidden, .. values]);
    }

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] values) =>
        SendAsync(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(values.Select(v => KeyValuePair.Create(v.Name, v.Value))) });

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (Cookies.Count > 0) request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        // What is refused for its size is refused before it is sent: else the refusal can be lost with the connection.
        request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > LargeForm;
        var answer = await client.SendAsync(request);
        LastCookies = answer.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
        foreach (var pair in LastCookies.Select(line => line.Split(';')[0].Split('=', 2)))
        {
            if (pair[1].Length == 0) Cookies.Remove(pair[0]);
            else Cookies[pair[0]] = pair[1];
        }
        return answer;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex HiddenInput();
}
