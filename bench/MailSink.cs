using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AdminConsole.Bench;

/// <summary>A mail server of this process that takes everything, keeps nothing, and notes when it had taken the mail for whom, and over how many connections.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;
    private int taken, open;

    public MailSink()
    {
        listener.Start(512);
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Moment of the first mail taken for an address, by <see cref="Stopwatch"/>.</summary>
    public ConcurrentDictionary<string, long> TakenAt { get; } = new(StringComparer.OrdinalIgnoreCase);
    public int Taken => taken;
    public int Conversations { get; private set; }
    public int MostOpen { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = TalkAsync(await listener.AcceptTcpClientAsync(closing.Token));
        }
        catch (Exception) when (closing.IsCancellationRequested)
        {
            listener.Dispose();
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        client.NoDelay = true;
        Conversations++;
        MostOpen = Math.Max(MostOpen, Interlocked.Increment(ref open));
        try
        {
            using (client) await ServeAsync(client.GetStream());
        }
        catch (Exception cut) when (cut is IOException or SocketException or OperationCanceledException)
        {
            client.Close();
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, false, 16 * 1024);
        var to = "";
        await SayAsync("220 sink");
        while (await reader.ReadLineAsync(closing.Token) is { } command)
        {
            switch (command.Length < 4 ? "" : command[..4].ToUpperInvariant())
            {
                case "EHLO": await SayAsync("250-sink\r\n250 8BITMIME"); break;
                case "RCPT":
                    to = command[(command.IndexOf('<', StringComparison.Ordinal) + 1)..command.IndexOf('>', StringComparison.Ordinal)];
                    await SayAsync("250 ok");
                    break;
                case "DATA":
                    await SayAsync("354 go");
                    await SkipAsync();
                    TakenAt.TryAdd(to, Stopwatch.GetTimestamp());
                    Interlocked.Increment(ref taken);
                    await SayAsync("250 taken");
                    break;
                case "QUIT": await SayAsync("221 bye"); return;
                default: await SayAsync("250 ok"); break;
            }
        }

        async Task SkipAsync()
        {
            string? line;
            do line = await reader.ReadLineAsync(closing.Token);
            while (line is not (null or "."));
        }

        ValueTask SayAsync(string reply) => stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), closing.Token);
    }
}
