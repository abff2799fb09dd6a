using AdminConsole.Domain.Model;
using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Journal;

/// <summary>The one statement that finds rows of the journal, newest first, whoever reads and however they are filtered.</summary>
internal static class JournalQuery
{
    /// <summary>
    /// No transaction of this program lasts as long: a row's time is the start of its transaction, its id is given at its insertion, and
    /// so the ids of a day lie within this of the day's times.
    /// </summary>
    private const string Slack = "interval '10 minutes'";

    // Session and grants are read inside (rule 13 of recovery); the journal is for local administrators and above.
    private const string Scope = """
        WITH scope AS MATERIALIZED (
            SELECT coalesce(array_agg(DISTINCT g.school_id) FILTER (WHERE g.school_id IS NOT NULL), '{}') AS schools, coalesce(bool_or(g.school_id IS NULL), false) AS everywhere
            FROM grants g
            WHERE g.account_id = @actor AND g.function >= 2 AND (NOT @export OR g.may_export) AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now()) AND EXISTS (
                SELECT FROM sessions s JOIN accounts a ON a.id = s.account_id
                WHERE s.id = @session AND s.account_id = @actor AND s.ended_at IS NULL AND s.idle_until > now() AND s.expires_at > now() AND NOT s.remembered
                    AND s.withheld & CASE g.function WHEN 2 THEN 2 ELSE 4 END = 0
                    AND a.deletion_due_at IS NULL AND (a.blocked_at IS NULL OR a.blocked_until <= now()))),
        """;

    private static readonly string[] EveryAction = Enum.GetNames<AuditAction>();

    private static readonly string Bounds = $"""
        bounds AS MATERIALIZED (
            SELECT
                greatest(@after, (SELECT id FROM audit_entries WHERE at < @from - {Slack} ORDER BY at DESC LIMIT 1)) AS low,
                least(@before, (SELECT id FROM audit_entries WHERE at >= @to + {Slack} ORDER BY at LIMIT 1)) AS high)
        """;

    /// <summary>
    /// At most <paramref name="most"/> rows whose id is lower than <paramref name="before"/>. Every part of the filter is resolved. No page costs
    /// much more than its rows, however rare they are among those of a busy operator or of a common action.
    /// </summary>
    /// <param name="export">Only what a grant that may export covers.</param>
    /// <param name="columns">Of the row « e », from the first.</param>
    /// <param name="after">Nothing up to this id.</param>
    public static NpgsqlCommand Command(NpgsqlConnection connection, Actor actor, ResolvedFilter filter, long before, int most, bool export, string columns, long after = 0)
    {
        var dated = filter.From is not null || filter.To is not null;
        var found = filter.Account is not null ? OfAccount(filter, dated, most)
            : filter.SchoolId is not null ? OfPlaces(filter, dated, most)
            : $"{OfPlaces(filter, dated, most)}\nUNION ALL\n{OfAll(filter, dated, most)}";
        var places = filter.SchoolId is null
            ? "SELECT p.school FROM scope CROSS JOIN LATERAL unnest(scope.schools) p(school) WHERE NOT scope.everywhere"
            : "SELECT @school AS school FROM scope WHERE scope.everywhere OR @school = ANY (scope.schools)";
        var sql = $"""
            {Scope}
            places AS MATERIALIZED ({places}), {(dated ? Bounds : "bounds AS MATERIALIZED (SELECT @after AS low, @before AS high)")}
            SELECT {columns} FROM (SELECT DISTINCT id FROM ({found}) found ORDER BY id DESC LIMIT {most}) page
            JOIN audit_entries e ON e.id = page.id ORDER BY e.id DESC
            """;
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new("actor", actor.AccountId));
        command.Parameters.Add(new("session", actor.SessionId));
        command.Parameters.Add(new("export", export));
        command.Parameters.Add(new("before", before));
        command.Parameters.Add(new("after", after));
        if (filter.Operator is { } by) command.Parameters.Add(new("operator", by));
        if (filter.Account is { } account) command.Parameters.Add(new("account", account));
        if (filter.SchoolId is { } school) command.Parameters.Add(new("school", school));
        if (sql.Contains("@actions", StringComparison.Ordinal)) command.Parameters.Add(new("actions", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = filter.Actions ?? EveryAction });
        if (dated) command.Parameters.Add(new("from", NpgsqlDbType.TimestampTz) { Value = filter.From ?? DateTimeOffset.UnixEpoch });
        if (dated) command.Parameters.Add(new("to", NpgsqlDbType.TimestampTz) { Value = filter.To ?? new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        return command;
    }

    /// <summary>One account has few rows: what else is asked for is looked at in each of them.</summary>
    private static string OfAccount(ResolvedFilter filter, bool dated, int most) => $"""
        SELECT x.id FROM scope CROSS JOIN bounds CROSS JOIN LATERAL (
            SELECT x.id FROM audit_entries x WHERE x.account_id = @account AND x.id > bounds.low AND x.id < bounds.high{Rest(filter, dated)}{AnyAction(filter)}
                AND (scope.everywhere OR x.school_ids && scope.schools){(filter.SchoolId is null ? "" : " AND @school = ANY (x.school_ids)")}
            ORDER BY x.id DESC LIMIT {most}) x
        """;

    /// <summary>
    /// School by school. An operator, an action or what was refused is found by an index of its own, which holds whatever else is asked for: at the
    /// worst it is gone through without a look at the rows themselves.
    /// </summary>
    private static string OfPlaces(ResolvedFilter filter, bool dated, int most)
    {
        var byAction = filter is { Actions: not null, Operator: null, Outcome: not AuditOutcome.Refused };
        return $"""
            SELECT x.id FROM places CROSS JOIN bounds {(byAction ? "CROSS JOIN unnest(@actions) act(name)" : "")} CROSS JOIN LATERAL (
                SELECT x.entry_id AS id FROM journal_places x
                WHERE x.school_id = places.school AND x.entry_id > bounds.low AND x.entry_id < bounds.high{Rest(filter, dated)}{(byAction ? " AND x.action = act.name" : AnyAction(filter))}
                ORDER BY x.entry_id DESC LIMIT {most}) x
            """;
    }

    /// <summary>
    /// Everywhere. Every index ends with the id and begins with the columns that are asked for; those between that are not are gone through, value by
    /// value: there are few actions, and two outcomes.
    /// </summary>
    private static string OfAll(ResolvedFilter filter, bool dated, int most)
    {
        if (filter is { Operator: null, Actions: null, Outcome: null })
        {
            return $"""
                SELECT x.id FROM scope CROSS JOIN bounds CROSS JOIN LATERAL (
                    SELECT x.id FROM audit_entries x WHERE scope.everywhere AND x.id > bounds.low AND x.id < bounds.high{Rest(filter, dated)} ORDER BY x.id DESC LIMIT {most}) x
                """;
        }
        // The first column of the index is compared with an array of one and ordered by: so no other index has the order. By the id alone the planner would walk all rows between the
        // bounds, whose number it does not know.
        var (first, keys) = filter.Operator is null
            ? ("action", "x.action = ANY (ARRAY[act.name])")
            : ("actor_id", "x.actor_id = ANY (ARRAY[@operator]) AND x.action = act.name");
        return $"""
            SELECT x.id FROM scope CROSS JOIN bounds CROSS JOIN unnest(@actions) act(name)
                CROSS JOIN unnest(ARRAY[{(filter.Outcome is { } outcome ? $"{(short)outcome}" : "1, 2")}]::smallint[]) how(outcome) CROSS JOIN LATERAL (
                SELECT x.id FROM audit_entries x
                WHERE scope.everywhere AND {keys} AND x.outcome = how.outcome AND x.id > bounds.low AND x.id < bounds.high{Rest(filter with { Operator = null, Outcome = null }, dated)}
                ORDER BY x.{first} DESC, x.id DESC LIMIT {most}) x
            """;
    }

    // Written out for each set of filters, so that each has a plan of its own. The times are compared in a way that no index of times serves: the bounds of the id have done that, and a plan
    // that is kept for any times would gather all rows between them.
    private static string Rest(ResolvedFilter filter, bool dated) =>
        (filter.Operator is null ? "" : " AND x.actor_id = @operator")
        + (filter.Outcome is { } outcome ? $" AND x.outcome = {(short)outcome}" : "")
        + (dated ? " AND x.at - @from >= interval '0' AND x.at - @to < interval '0'" : "");

    private static string AnyAction(ResolvedFilter filter) => filter.Actions is null ? "" : " AND x.action = ANY (@actions)";
}

/// <summary>A filter whose words were looked up.</summary>
internal sealed record ResolvedFilter(Guid? Operator, Guid? Account, Guid? SchoolId, string[]? Actions, AuditOutcome? Outcome, DateTimeOffset? From, DateTimeOffset? To);
