using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Assistance;

/// <summary>When a request has waited for too long.</summary>
public static class AssistanceAge
{
    /// <summary>In working days, Monday to Friday in Europe/Paris; public holidays count as any other day.</summary>
    public const int Limit = 2;

    /// <summary>What was received before this has waited for more than <see cref="Limit"/> working days.</summary>
    /// <param name="now">By the database's clock.</param>
    public static DateTimeOffset LimitAt(DateTimeOffset now)
    {
        var at = ParisDay.In(now).DateTime;
        // During a weekend nobody's clock moves: it stands at the night before.
        while (IsWeekend(at)) at = at.Date.AddTicks(-1);
        for (var days = 0; days < Limit;)
        {
            at = at.AddDays(-1);
            if (!IsWeekend(at)) days++;
        }
        return ParisDay.At(at);
    }

    private static bool IsWeekend(DateTime at) => at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
