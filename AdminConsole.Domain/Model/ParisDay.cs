namespace AdminConsole.Domain.Model;

/// <summary>The school day: days and hours are those of France, whatever zone the server lives in.</summary>
internal static class ParisDay
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    public static DateTimeOffset In(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone);

    /// <summary>The moment at which the day is over, in UTC.</summary>
    public static DateTimeOffset EndOf(DateOnly day) =>
        new(TimeZoneInfo.ConvertTimeToUtc(day.AddDays(1).ToDateTime(TimeOnly.MinValue), Zone), TimeSpan.Zero);

    /// <summary>What the clock on the wall shows, in UTC; an hour that summer time skips is the one after it.</summary>
    public static DateTimeOffset At(DateTime wall) =>
        new(TimeZoneInfo.ConvertTimeToUtc(Zone.IsInvalidTime(wall) ? wall.AddHours(1) : wall, Zone), TimeSpan.Zero);
}
