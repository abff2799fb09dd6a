using System.Globalization;
using System.Text.RegularExpressions;

namespace AdminConsole.Development;

/// <summary>A PostgreSQL of this machine that is new enough.</summary>
internal sealed partial record PostgresBinaries(string Folder, int MajorVersion)
{
    private const int Oldest = 15;

    /// <summary>The first PostgreSQL that fits: pg_config's, the system's newest, the one on the path, the one that run.sh fetched.</summary>
    /// <param name="near">The .tools folder is looked for here, where the programs are, and above.</param>
    /// <param name="majorVersion">Version that wrote the existing data, which no other can read; null when there are none.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="InvalidOperationException">None fits; the message says what to install.</exception>
    public static async Task<PostgresBinaries> FindAsync(string near, string? majorVersion, CancellationToken cancel)
    {
        foreach (var folder in await PlacesAsync(near, cancel))
        {
            if (File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")) &&
                await VersionOfAsync(folder, cancel) is { } version && version >= Oldest &&
                (majorVersion ?? version.ToString(CultureInfo.InvariantCulture)) == version.ToString(CultureInfo.InvariantCulture))
            {
                return new(folder, version);
            }
        }

        throw new InvalidOperationException(majorVersion is null
            ? $"No PostgreSQL {Oldest} or later was found. Install one (Debian: apt-get install postgresql), or let run.sh fetch one, or set ConnectionStrings:AdminConsole."
            : $"The data near {near} were written by PostgreSQL {majorVersion}, which is no longer found. Install it again, or remove the folder to start with new data.");
    }

    private static async Task<IReadOnlyList<string>> PlacesAsync(string near, CancellationToken cancel)
    {
        var places = new List<string>();
        if (await Command.RunAsync(["pg_config", "--bindir"], null, cancel) is { Succeeded: true } config)
        {
            places.Add(config.Output);
        }

        const string system = "/usr/lib/postgresql";
        if (Directory.Exists(system))
        {
            places.AddRange(Directory.GetDirectories(system)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin")));
        }

        places.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        foreach (var start in new[] { near, AppContext.BaseDirectory })
        {
            for (var folder = Path.GetDirectoryName(start); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                places.Add(Path.Combine(folder, ".tools", "postgres", "bin"));
            }
        }

        return places;
    }

    private static async Task<int?> VersionOfAsync(string folder, CancellationToken cancel)
    {
        var answer = await Command.RunAsync([Path.Combine(folder, "postgres"), "--version"], null, cancel);
        var match = VersionNumber().Match(answer.Output);
        return answer.Succeeded && match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionNumber();
}
