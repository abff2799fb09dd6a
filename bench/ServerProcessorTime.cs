using System.Globalization;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>What all processes of a server of this machine have computed so far: tells more than the clock when others use the machine too.</summary>
internal static class ServerProcessorTime
{
    private const int TicksASecond = 100;

    /// <returns>Seconds since the server started; 0 where there is no /proc.</returns>
    public static async Task<double> ReadAsync(NpgsqlDataSource source)
    {
        if (!Directory.Exists("/proc/self")) return 0;
        await using var ask = source.CreateCommand("SELECT pg_backend_pid()");
        var backend = (int)(await ask.ExecuteScalarAsync())!;
        var server = StatOf(backend.ToString(CultureInfo.InvariantCulture))![1];
        var ticks = Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0]))
            .Sum(name => StatOf(name!) is not { } stat ? 0
                : name == server ? Ticks(stat, 11) + Ticks(stat, 12) + Ticks(stat, 13) + Ticks(stat, 14) // its own, and of the processes that ended
                : stat[1] == server ? Ticks(stat, 11) + Ticks(stat, 12) : 0);
        return (double)ticks / TicksASecond;
    }

    /// <summary>The fields after the name of the process: state, parent, …; null when it has ended.</summary>
    private static string[]? StatOf(string process)
    {
        var file = $"/proc/{process}/stat";
        if (!File.Exists(file)) return null;
        try
        {
            var stat = File.ReadAllText(file);
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Ticks(string[] stat, int field) => long.Parse(stat[field], CultureInfo.InvariantCulture);
}
