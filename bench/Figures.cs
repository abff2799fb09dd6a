using System.Globalization;

namespace AdminConsole.Bench;

/// <summary>What is said of many times taken, in the unit that they are in.</summary>
internal static class Figures
{
    /// <summary>Fewer samples than this have no 99th percentile.</summary>
    public const int Samples = 1_000;

    public static string P99(List<double> taken) => taken.Count < Samples ? "-" : Percentile(taken, 99).ToString("0.00", CultureInfo.InvariantCulture);

    public static double Percentile(List<double> taken, int percent)
    {
        var sorted = taken.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
    }
}
