using System.Diagnostics;

namespace AdminConsole.Development;

/// <summary>What a program said and how it ended.</summary>
internal sealed record Command(bool Succeeded, string Output)
{
    /// <summary>Starts a program with piped input and output, away from the signals of the terminal.</summary>
    public static Process Start(IReadOnlyList<string> line)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // PGPORT, PGDATA and their like are meant for another server.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end; a program that does not exist has failed.</summary>
    public static async Task<Command> RunAsync(IReadOnlyList<string> line, string? input, CancellationToken cancel)
    {
        using var process = Start(["sh", "-c", "exec \"$@\" 2>&1", "sh", .. line]);
        if (input is not null)
        {
            await process.StandardInput.WriteLineAsync(input);
        }

        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return new(process.ExitCode == 0, output.Trim());
    }
}
