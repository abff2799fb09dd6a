using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace AdminConsole.Making;

/// <summary>A clone that is built already: the scripts and the programs of this one in a folder of its own, with its own data.</summary>
public sealed class House : IDisposable
{
    private readonly string clone;
    private readonly string root = Path.Combine(Path.GetTempPath(), $"admin-console-house-{Guid.NewGuid():N}");

    public House()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        clone = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(clone, "AdminConsole.sln")))
        {
            clone = Path.GetDirectoryName(clone)!;
        }

        // The stamp comes last: nothing is newer, so run.sh sees no reason to build.
        Shell($"""
            mkdir -p '{root}/AdminConsole/bin/Release' '{root}/AdminConsole.Domain'
            cp -r run.sh build global.json .editorconfig AdminConsole.sln Directory.*.props '{root}'
            cp -r AdminConsole/appsettings*.json AdminConsole/wwwroot '{root}/AdminConsole'
            cp -r AdminConsole/bin/{configuration}/net10.0 '{root}/AdminConsole/bin/Release'
            if [ -d .tools ]; then cp -r .tools '{root}'; fi
            touch '{root}/AdminConsole/bin/Release/.built'
            """);
    }

    /// <summary>The data folder of its private PostgreSQL.</summary>
    public string Data => Path.Combine(root, ".data", "postgres");

    /// <summary>Ids of the script and of the application that it started, while they run.</summary>
    public (int Script, int Application) Running
    {
        get
        {
            var ids = File.ReadAllText(Path.Combine(root, ".data", "run")).Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray();
            return (ids[0], ids[1]);
        }
    }

    /// <summary>Runs run.sh and waits until it says that the console is ready.</summary>
    public async Task<RunningHouse> RunAsync(CancellationToken cancel, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(root, "run.sh")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Demo__Accounts"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var house = new RunningHouse(Process.Start(start)!);
        await house.ReadyAsync(cancel);
        return house;
    }

    public void Dispose() => Shell($"rm -rf '{root}'");

    private void Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-ec", script]) { WorkingDirectory = clone })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}

/// <summary>run.sh under way.</summary>
public sealed class RunningHouse : IAsyncDisposable
{
    private const string Announcement = "AdminConsole is ready: ";

    private readonly ConcurrentQueue<string> lines = [];
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process script;

    public RunningHouse(Process script)
    {
        this.script = script;
        script.EnableRaisingEvents = true;
        script.Exited += (_, _) => ended.TrySetResult();
        script.OutputDataReceived += (_, line) => Read(line.Data);
        script.ErrorDataReceived += (_, line) => Read(line.Data);
        script.BeginOutputReadLine();
        script.BeginErrorReadLine();
        _ = TellWhyAsync();
    }

    // Waits for the end of what it printed as well, which may come after its own.
    private async Task TellWhyAsync()
    {
        await script.WaitForExitAsync();
        ready.TrySetException(new InvalidOperationException($"run.sh ended: {Output}"));
    }

    public string Output => string.Join('\n', lines);

    public Uri Address => ready.Task.Result;

    public Task<Uri> ReadyAsync(CancellationToken cancel) => ready.Task.WaitAsync(TimeSpan.FromMinutes(2), cancel);

    /// <summary>Sends a signal to a process, the script itself by default.</summary>
    public void Signal(string signal, int? process = null)
    {
        using var kill = Process.Start("kill", [$"-{signal}", (process ?? script.Id).ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end; the exit code and the time it took from now.</summary>
    public async Task<(int Code, TimeSpan Took)> EndAsync(CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        // Not until the output ends: what the script leaves behind would hold it open.
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), cancel);
        return (script.ExitCode, watch.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        if (!script.HasExited)
        {
            Signal("TERM");
            await ended.Task;
        }

        script.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        if (line.StartsWith(Announcement, StringComparison.Ordinal))
        {
            ready.TrySetResult(new Uri(line[Announcement.Length..]));
        }
    }
}
