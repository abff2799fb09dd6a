namespace AdminConsole.Bench;

/// <summary>
/// Mann and Whitney's test: whether one of two samples tends to be greater than the other, whatever their shape. Normal approximation with
/// the correction for ties, two-sided; good for hundreds of samples and more.
/// </summary>
internal static class RankTest
{
    public static (double U, double Z, double P) Of(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var all = one.Select(value => (Value: value, First: true)).Concat(other.Select(value => (Value: value, First: false))).OrderBy(each => each.Value).ToArray();
        double rankSum = 0, ties = 0;
        for (var start = 0; start < all.Length;)
        {
            var end = start;
            while (end < all.Length && all[end].Value == all[start].Value) end++;
            var (count, rank) = (end - start, (start + 1 + end) / 2.0);
            ties += Math.Pow(count, 3) - count;
            for (; start < end; start++)
                if (all[start].First) rankSum += rank;
        }
        double n = one.Count, m = other.Count, total = n + m;
        var u = rankSum - (n * (n + 1) / 2);
        var spread = Math.Sqrt(n * m / 12 * (total + 1 - (ties / (total * (total - 1)))));
        var z = (u - (n * m / 2)) / spread;
        return (u, z, 2 * (1 - NormalBelow(Math.Abs(z))));
    }

    /// <summary>Abramowitz and Stegun 26.2.17, good to 7.5e-8.</summary>
    private static double NormalBelow(double z)
    {
        var t = 1 / (1 + (0.2316419 * z));
        var tail = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return 1 - (Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * tail);
    }
}
