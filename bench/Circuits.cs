using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AdminConsole.Shell;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// What the application's process holds for each open page of the console that shows a fiche: its resident memory after a full collection,
/// with so many circuits more than before.
/// </summary>
internal sealed class Circuits(BenchData data)
{
    // As many as it takes until the code is compiled for good: what that takes is not an open page's.
    private const int WarmUp = 300;
    private const int AtOnce = 4;
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(10);

    public async Task RunAsync(int circuits)
    {
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        await Operators.SignedInAsync(source, 120);
        var accounts = await FicheBench.AccountsAsync(source, 120);
        await using var app = await BuiltApp.InDevelopmentAsync(data);
        var cookie = await SignInAsync(app.Client);
        var open = new List<CircuitClient>();
        using var done = new CancellationTokenSource();
        var alive = KeepAliveAsync(open, done.Token);
        await OpenAsync(WarmUp);
        var before = await ResidentAsync(app.ProcessId);
        await OpenAsync(circuits);
        var after = await ResidentAsync(app.ProcessId);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{WarmUp} circuits: {before / 1024} MB; {WarmUp + circuits}: {after / 1024} MB; {(double)(after - before) / circuits:0} kB for each fiche that is open (budget 300); load {Machine.Load}"));
        await done.CancelAsync();
        await alive;
        foreach (var circuit in open) await circuit.DisposeAsync();

        Task OpenAsync(int count) => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, _) =>
        {
            var circuit = await CircuitClient.OpenAsync(app.Client, cookie, Urls.Account(accounts[n % accounts.Count]), "courriel");
            lock (open) open.Add(circuit);
        });
    }

    private static async Task<string> SignInAsync(HttpClient site)
    {
        var (cookies, from) = (new Dictionary<string, string>(), AskedPeople.Network(1));
        var fields = await Assisting.HiddenAsync(site, cookies, from, Urls.SignIn);
        (fields["login"], fields["password"]) = (Operators.Login(120), Operators.Password);
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await Assisting.SendAsync(site, HttpMethod.Post, Urls.SignIn, Assisting.CookieOf(cookies), from, content);
        if (answer.StatusCode is not HttpStatusCode.Redirect) throw new InvalidOperationException($"The operator was not signed in: {answer.StatusCode}");
        Assisting.Keep(cookies, answer);
        return Assisting.CookieOf(cookies);
    }

    private static async Task KeepAliveAsync(List<CircuitClient> open, CancellationToken stop)
    {
        using var clock = new PeriodicTimer(Alive);
        try
        {
            while (await clock.WaitForNextTickAsync(stop))
            {
                CircuitClient[] now;
                lock (open) now = [.. open];
                foreach (var circuit in now) await circuit.PingAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    /// <returns>In kB, after a collection of all generations: twice, because what has a finalizer goes at the second.</returns>
    private static async Task<long> ResidentAsync(int process)
    {
        for (var i = 0; i < 2; i++) await CollectAsync(process);
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Has another .NET process collect: a session of events with the keyword GCHeapCollect begins with a full collection
    /// (github.com/dotnet/diagnostics/blob/main/documentation/design-docs/ipc-protocol.md). The session ends with the connection.
    /// </summary>
    private static async Task CollectAsync(int process)
    {
        const int megabytes = 16, netTrace = 1;
        const long collect = 0x800000, eventsOfCollections = 1;
        // A process that was killed leaves its own behind, and numbers come again.
        var path = Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").MaxBy(File.GetLastWriteTimeUtc)!;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        List<byte> payload = [.. Number(megabytes), .. Number(netTrace), 0, .. Number(1), .. Wide(collect | eventsOfCollections), .. Number(5), .. Text("Microsoft-Windows-DotNETRuntime"), .. Number(0)];
        const int header = 20;
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)(header + payload.Count));
        await socket.SendAsync((byte[])[.. "DOTNET_IPC_V1\0"u8, .. length, 2, 3, 0, 0, .. payload]);
        var buffer = new byte[64 * 1024];
        // The collection is over once its events come.
        var read = 0;
        while (read < 1024)
        {
            var part = await socket.ReceiveAsync(buffer);
            if (part == 0) throw new IOException("The process ended the session.");
            read += part;
        }

        static byte[] Number(int value) => BitConverter.GetBytes(value);
        static byte[] Wide(long value) => BitConverter.GetBytes(value);
        static byte[] Text(string text) => [.. Number(text.Length + 1), .. Encoding.Unicode.GetBytes(text + '\0')];
    }
}
