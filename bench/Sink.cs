using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AdminConsole.Bench;

/// <summary>An SMTP server on this machine that takes every mail at once and keeps none.</summary>
internal sealed class Sink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;
    private int taken, open;

    public Sink()
    {
        listener.Start(512);
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public int Taken => taken;
    public int Conversations { get; private set; }
    public int MostOpen { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        listener.Dispose();
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
            listener.Stop();
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        client.NoDelay = true;
        Conversations++;
        MostOpen = Math.Max(MostOpen, Interlocked.Increment(ref open));
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            await SayAsync("220 sink ESMTP");
            while (await reader.ReadLineAsync(closing.Token) is { } command)
            {
                var verb = command.Split(' ', ':')[0].ToUpperInvariant();
                await SayAsync(verb switch { "EHLO" => "250-sink\r\n250 8BITMIME", "DATA" => "354 Go ahead", "QUIT" => "221 Bye", _ => "250 Ok" });
                if (verb == "QUIT") return;
                if (verb != "DATA") continue;
                while (await reader.ReadLineAsync(closing.Token) is not (null or "."))
                {
                }
                Interlocked.Increment(ref taken);
                await SayAsync("250 Taken");
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ObjectDisposedException)
        {
            client.Close();
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }

        Task SayAsync(string reply) => client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), closing.Token).AsTask();
    }
}
