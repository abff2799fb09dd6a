using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AdminConsole.Bench;

/// <summary>The application as it was built in Release, in a process of its own on a free port, against the measured database.</summary>
internal sealed partial class BuiltApp : IAsyncDisposable
{
    public const string Host = "ent.example.org";

    /// <summary>The settings without which Production does not start, but for the database. Nothing listens where it would send mail.</summary>
    private static readonly Dictionary<string, string> Production = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Site__PublicUrl"] = $"https://{Host}/",
        ["Site__Hosts__0"] = Host,
        ["Site__Proxies__0"] = "127.0.0.1",
        ["Mail__Host"] = "127.0.0.1",
        ["Mail__Port"] = "9",
        ["Mail__From"] = $"ne-pas-repondre@{Host}",
    };

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BuiltApp(ProcessStartInfo start) => process = new Process { StartInfo = start, EnableRaisingEvents = true };

    public HttpClient Client { get; private set; } = null!;

    public int ProcessId => process.Id;

    /// <summary>From the start of the process until the sign-in page was read whole.</summary>
    public TimeSpan FirstPage { get; private set; }

    /// <summary>As it runs behind a proxy, which <see cref="Client"/> plays.</summary>
    public static Task<BuiltApp> InProductionAsync(BenchData data, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(Production);
        foreach (var (key, value) in settings) all[key] = value;
        return StartAsync(Command(data, all));
    }

    /// <summary>As ./run.sh starts it; a browser on this machine can sign in without TLS.</summary>
    public static Task<BuiltApp> InDevelopmentAsync(BenchData data, params (string Key, string Value)[] settings) => StartAsync(Command(data, new(
        settings.Select(s => KeyValuePair.Create(s.Key, s.Value)))
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ConnectionStrings__AdminConsoleOwner"] = data.Owner,
    }));

    /// <summary>All of ./run.sh, with its own private PostgreSQL.</summary>
    public static Task<BuiltApp> ByScriptAsync() => StartAsync(new(Path.Combine(BenchData.Root(), "run.sh")));

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!process.HasExited)
        {
            // The script has a server to stop; it is asked, not killed.
            using var ask = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }

    private static ProcessStartInfo Command(BenchData data, Dictionary<string, string> settings)
    {
        var folder = Path.Combine(BenchData.Root(), "AdminConsole");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "bin", "Release", "net10.0", "AdminConsole.dll")]) { WorkingDirectory = folder };
        foreach (var (key, value) in settings) start.Environment[key] = value;
        start.Environment["ConnectionStrings__AdminConsole"] = data.Application;
        return start;
    }

    private static async Task<BuiltApp> StartAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        var app = new BuiltApp(start);
        app.process.OutputDataReceived += (_, line) => app.Read(line.Data);
        app.process.ErrorDataReceived += (_, line) => app.Read(line.Data);
        app.process.Exited += (_, _) => app.listening.TrySetException(new InvalidOperationException("It ended: " + app.Output()));
        var since = Stopwatch.GetTimestamp();
        app.process.Start();
        app.process.BeginOutputReadLine();
        app.process.BeginErrorReadLine();
        app.Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = await app.listening.Task };
        if (start.Environment.TryGetValue("ASPNETCORE_ENVIRONMENT", out var environment) && environment is "Production")
        {
            app.Client.DefaultRequestHeaders.Host = Host;
            app.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            app.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        }
        using var page = await app.Client.GetAsync("/connexion");
        app.FirstPage = Stopwatch.GetElapsedTime(since);
        page.EnsureSuccessStatusCode();
        return app;
    }

    private string Output()
    {
        lock (output) return output.ToString();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
        if (Address().Match(line) is { Success: true } found) listening.TrySetResult(new(found.Groups[1].Value));
    }

    [GeneratedRegex("Now listening on: (http://[^ ]+)")]
    private static partial Regex Address();
}
