using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>How requests of one kind fared.</summary>
/// <param name="Received">Received within the days that are looked at.</param>
/// <param name="Waiting">Not answered yet, whenever they were received.</param>
/// <param name="MedianHours">From receipt to the first answer or help, of those answered; null for none.</param>
public sealed record FigureLine(string Name, string? Detail, int Received, int Waiting, double? MedianHours);

/// <summary>What the queue of the actor's schools was like over the last days.</summary>
public sealed record QueueFigures(FigureLine All, IReadOnlyList<FigureLine> Schools, bool HasMoreSchools, IReadOnlyList<ReasonFigure> Reasons);

/// <summary>The figures of one reason.</summary>
public sealed record ReasonFigure(AssistanceReason Reason, FigureLine Line);

/// <summary>Waiting and time to answer, by school and by reason, for the actor's schools.</summary>
public sealed class AssistanceFigures(IDbContextFactory<AdminDb> databases)
{
    public const int Days = 30;

    /// <summary>Schools with the most requests; the rest is in the line of all.</summary>
    public const int MostSchools = 20;

    /// <summary>Read from the requests themselves, at the moment of asking; nothing for an actor who is no longer signed in.</summary>
    public async Task<QueueFigures> ReadAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var lines = await db.Database.SqlQuery<Line>($"""
            SELECT r.school_id AS "SchoolId", r.reason AS "Reason", max(s.name) AS "School", max(s.town) AS "Town",
                (count(*) FILTER (WHERE r.received_at > now() - make_interval(days => {Days})))::int AS "Received",
                (count(*) FILTER (WHERE r.state IN (1, 2)))::int AS "Waiting",
                percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.answered_at - r.received_at) / 3600.0)
                    FILTER (WHERE r.answered_at IS NOT NULL AND r.received_at > now() - make_interval(days => {Days})) AS "MedianHours"
            FROM search_scope({actor.AccountId}, {actor.SessionId}) scope
            JOIN assistance_requests r ON scope.everywhere OR r.school_id = ANY (scope.schools)
            JOIN schools s ON s.id = r.school_id
            WHERE r.received_at > now() - make_interval(days => {Days}) OR r.state IN (1, 2)
            GROUP BY GROUPING SETS ((r.school_id), (r.reason), ())
            """).ToListAsync(cancel);
        var all = lines.SingleOrDefault(l => l.SchoolId is null && l.Reason is null);
        var schools = lines.Where(l => l.SchoolId is not null).OrderByDescending(l => l.Received + l.Waiting).ThenBy(l => l.School).ToList();
        return new(
            Figure(all, ""),
            [.. schools.Take(MostSchools).Select(l => Figure(l, l.School!))],
            schools.Count > MostSchools,
            [.. lines.Where(l => l.Reason is not null).OrderBy(l => l.Reason).Select(l => new ReasonFigure((AssistanceReason)l.Reason!, Figure(l, "")))]);
    }

    private static FigureLine Figure(Line? line, string name) =>
        line is null ? new(name, null, 0, 0, null) : new(name, name is "" ? null : line.Town, line.Received, line.Waiting, line.MedianHours);

    private sealed record Line(Guid? SchoolId, short? Reason, string? School, string? Town, int Received, int Waiting, double? MedianHours);
}
