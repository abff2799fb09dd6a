using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace AdminConsole.Making;

/// <summary>The program itself, as who installs it runs it: a process with its own environment, output and exit code.</summary>
public sealed partial class ConsoleProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConsoleProcess(Process process) => this.process = process;

    /// <summary>All that it said so far, on both streams.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    public static ConsoleProcess Start(string environment, IEnumerable<KeyValuePair<string, string>> settings, params string[] args) =>
        Start(environment, settings, isPiped: false, args);

    private static ConsoleProcess Start(string environment, IEnumerable<KeyValuePair<string, string>> settings, bool isPiped, string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "AdminConsole.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = isPiped,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var run = new ConsoleProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        run.process.OutputDataReceived += (_, line) => run.Read(line.Data);
        run.process.ErrorDataReceived += (_, line) => run.Read(line.Data);
        run.process.Exited += (_, _) => run.listening.TrySetException(new InvalidOperationException("It ended: " + run.Output));
        run.process.Start();
        run.process.BeginOutputReadLine();
        run.process.BeginErrorReadLine();
        return run;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string environment, IEnumerable<KeyValuePair<string, string>> settings, params string[] args)
    {
        await using var run = Start(environment, settings, args);
        await run.process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (run.process.ExitCode, run.Output);
    }

    /// <summary>The same with something on its standard input, as another program pipes it in.</summary>
    public static async Task<(int ExitCode, string Output)> PipeAsync(
        string environment, IEnumerable<KeyValuePair<string, string>> settings, ReadOnlyMemory<byte> input, params string[] args)
    {
        await using var run = Start(environment, settings, isPiped: true, args);
        await using (var pipe = run.process.StandardInput.BaseStream) await pipe.WriteAsync(input, TestContext.Current.CancellationToken);
        await run.process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (run.process.ExitCode, run.Output);
    }

    /// <summary>Its address, once it serves.</summary>
    public Task<Uri> ListeningAsync() => listening.Task.WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        process.Dispose();
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
