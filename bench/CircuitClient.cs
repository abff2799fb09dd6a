using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AdminConsole.Bench;

/// <summary>
/// One open page of the console without a browser: loads it, opens its circuit as Blazor's script does, and answers what the server asks so that
/// it keeps the circuit as it would for somebody who looks at it. A thousand of them fit in one process.
/// </summary>
internal sealed partial class CircuitClient : IAsyncDisposable
{
    private static readonly byte[] Ping = [2, 0x91, 6];
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly CancellationTokenSource gone = new();
    private readonly TaskCompletionSource shown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] awaited;
    private Task reading = Task.CompletedTask;

    private CircuitClient(string awaited) => this.awaited = Encoding.UTF8.GetBytes(awaited);

    /// <summary>Returns once the circuit has drawn the page.</summary>
    /// <param name="awaited">A text of the page that the circuit draws, told apart from an empty page.</param>
    public static async Task<CircuitClient> OpenAsync(HttpClient site, string cookie, string path, string awaited)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, path);
        ask.Headers.Add("Cookie", cookie);
        using var page = await site.SendAsync(ask);
        var html = await page.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        var client = new CircuitClient(awaited);
        client.socket.Options.SetRequestHeader("Cookie", cookie);
        // As browsers offer it.
        client.socket.Options.DangerousDeflateOptions = new();
        client.socket.Options.SetRequestHeader("Origin", site.BaseAddress!.GetLeftPart(UriPartial.Authority));
        await client.socket.ConnectAsync(new UriBuilder(site.BaseAddress!) { Scheme = "ws", Path = "/_blazor" }.Uri, default);
        await client.socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, default);
        await client.ReceiveAsync();
        client.reading = client.ReadAsync();
        await client.InvokeAsync("StartCircuit", site.BaseAddress!.ToString(), new Uri(site.BaseAddress!, path).ToString(), "[]", "");
        await client.InvokeAsync("UpdateRootComponents", Operations(html), State().Match(html).Groups[1].Value);
        await client.shown.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return client;
    }

    /// <summary>Keeps the connection from being taken for dead.</summary>
    public Task PingAsync() => SendAsync(Ping);

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        await reading.ContinueWith(_ => { }, TaskScheduler.Default);
        socket.Dispose();
        sending.Dispose();
        gone.Dispose();
    }

    /// <summary>Every component that the page leaves to the circuit, added.</summary>
    private static string Operations(string html)
    {
        var markers = Marker().Matches(html).Select(match => match.Groups[1].Value).Where(json => json.Contains("\"descriptor\"", StringComparison.Ordinal));
        var operations = markers.Select((json, n) => FormattableString.Invariant($"{{\"type\":\"add\",\"ssrComponentId\":{n + 1},\"marker\":{json}}}"));
        return $"{{\"batchId\":1,\"operations\":[{string.Join(',', operations)}]}}";
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await ReceiveAsync() is { } bytes)
            {
                for (var rest = bytes.AsMemory(); rest.Length > 0;)
                {
                    var (length, prefix) = Length(rest.Span);
                    await TakeAsync(rest.Slice(prefix, length));
                    rest = rest[(prefix + length)..];
                }
            }
            shown.TrySetException(new IOException("The circuit was closed."));
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            shown.TrySetException(fault);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (MessagePack.Read(message.Span) is not object?[] { Length: > 4 } parts || parts[3] is not string target || parts[4] is not object?[] arguments) return;
        switch (target)
        {
            case "JS.RenderBatch":
                await InvokeAsync("OnRenderCompleted", (long)arguments[0]!, null);
                if (((byte[])arguments[1]!).AsSpan().IndexOf(awaited) >= 0) shown.TrySetResult();
                break;
            case "JS.BeginInvokeJS":
                var handle = (long)arguments[0]!;
                await InvokeAsync("EndInvokeJSFromDotNet", handle, true, string.Create(CultureInfo.InvariantCulture, $"[{handle},true,null]"));
                break;
            case "JS.Error":
                throw new InvalidOperationException($"The circuit failed: {arguments[0]}");
        }
    }

    private async Task InvokeAsync(string target, params object?[] arguments)
    {
        var body = new ArrayBufferWriter<byte>();
        MessagePack.Write(body, new object?[] { 1L, new Dictionary<string, object>(), null, target, arguments, Array.Empty<object?>() });
        var message = new List<byte>();
        for (var length = body.WrittenCount; ; length >>= 7)
        {
            message.Add((byte)(length > 127 ? length & 127 | 128 : length));
            if (length <= 127) break;
        }
        await SendAsync([.. message, .. body.WrittenSpan]);
    }

    private async Task SendAsync(byte[] message)
    {
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, default);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task<byte[]?> ReceiveAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            using var whole = new MemoryStream();
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), gone.Token);
                if (part.MessageType is WebSocketMessageType.Close) return null;
                whole.Write(buffer, 0, part.Count);
                if (part.EndOfMessage) return whole.ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (int Length, int Prefix) Length(ReadOnlySpan<byte> bytes)
    {
        var (length, prefix) = (0, 0);
        do length |= (bytes[prefix] & 127) << 7 * prefix;
        while ((bytes[prefix++] & 128) != 0);
        return (length, prefix);
    }

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();
}
