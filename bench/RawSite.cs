using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AdminConsole.Bench;

/// <summary>
/// One visitor on one connection that stays open, who sends bytes that were made before and looks at no more of the answer than its end: it
/// shares the cores with what is measured, so it must cost little. Plays the proxy, with an address of its own for each request.
/// </summary>
internal sealed partial class RawSite : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly string cookie;
    private readonly string fields;
    private readonly string path;
    private int read;

    private RawSite(string path, string cookie, string fields) => (this.path, this.cookie, this.fields) = (path, cookie, fields);

    /// <summary>Somebody who has the page open: with its cookie, and the hidden fields of one of its forms.</summary>
    public static async Task<RawSite> OnAsync(BuiltApp app, string path, string form)
    {
        using var page = await app.Client.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync();
        var token = Token().Match(html).Groups[1].Value;
        var cookies = string.Join("; ", page.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]));
        var site = new RawSite(path, cookies, $"_handler={form}&__RequestVerificationToken={Uri.EscapeDataString(token)}");
        await site.socket.ConnectAsync(IPAddress.Loopback, app.Client.BaseAddress!.Port);
        return site;
    }

    public Task<string> GetAsync(string from) => SendAsync(Head("GET", from) + "\r\n");

    /// <returns>Status and, of a redirect, where to.</returns>
    public Task<string> PostAsync(string from, params (string Name, string Value)[] values)
    {
        var body = fields + string.Concat(values.Select(v => $"&{v.Name}={Uri.EscapeDataString(v.Value)}"));
        return SendAsync(string.Create(CultureInfo.InvariantCulture, $"{Head("POST", from)}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }

    public void Dispose() => socket.Dispose();

    private string Head(string method, string from) =>
        $"{method} {path} HTTP/1.1\r\nHost: {BuiltApp.Host}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: {from}\r\nCookie: {cookie}\r\n";

    private async Task<string> SendAsync(string request)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        read = 0;
        var head = -1;
        while (head < 0)
        {
            await ReceiveAsync();
            head = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }
        var headers = Encoding.ASCII.GetString(buffer, 0, head + 2);
        await ReadBodyAsync(headers, head + 4);
        var location = headers.Split("\r\nLocation: ") is [_, var rest] ? rest.Split('\r')[0] : "";
        return headers[9..12] + " " + location;
    }

    private async Task ReadBodyAsync(string headers, int start)
    {
        var length = ContentLength().Match(headers);
        if (length.Success)
        {
            var end = start + int.Parse(length.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            while (read < end) await ReceiveAsync();
        }
        else if (headers.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            while (!buffer.AsSpan(0, read).EndsWith("0\r\n\r\n"u8)) await ReceiveAsync();
        }
    }

    private async Task ReceiveAsync()
    {
        var received = await socket.ReceiveAsync(buffer.AsMemory(read));
        if (received == 0) throw new IOException("The site closed the connection.");
        read += received;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
    private static partial Regex Token();

    [GeneratedRegex("\r\nContent-Length: (\\d+)\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();
}
