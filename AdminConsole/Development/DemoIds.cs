namespace AdminConsole.Development;

/// <summary>Ids that are the same at every start, and grow in the order of loading as those of real imports do.</summary>
internal static class DemoIds
{
    private static readonly long Start = new DateTimeOffset(2026, 8, 24, 6, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static Guid School(int place) => Version7(place, 0x5c);

    public static Guid Account(int place) => Version7(100_000L + place, 0xac);

    private static Guid Version7(long place, ulong kind)
    {
        var time = Start + place;
        // Not random, only spread: what follows the time must differ and be the same tomorrow.
        var mix = ((ulong)place + (kind << 32)) * 0x9E3779B97F4A7C15;
        mix = (mix ^ (mix >> 31)) * 0xBF58476D1CE4E5B9;
        mix ^= mix >> 29;
        return new Guid((uint)(time >> 16), (ushort)time, (ushort)(0x7000 | (mix >> 52)),
            (byte)(0x80 | (mix & 0x3f)), (byte)(mix >> 8), (byte)(mix >> 16), (byte)(mix >> 24),
            (byte)(mix >> 32), (byte)(mix >> 40), (byte)(mix >> 6), (byte)(mix >> 14));
    }
}
