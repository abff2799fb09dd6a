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

    private static readonly string Bounds = $"""
        bounds AS MATERIALIZED (
            SELECT
                coalesce((SELECT id FROM audit_entries WHERE at < @from - {Slack} ORDER BY at DESC LIMIT 1), 0) AS low,
                least(@before, coalesce((SELECT id FROM audit_entries WHERE at >= @to + {Slack} ORDER BY at LIMIT 1), @before)) AS high)
        """;

    /// <summary>At most <paramref name="most"/> rows whose id is lower than <paramref name="before"/>. Every part of the filter is resolved.</summary>
    /// <param name="export">Only what a grant that may export covers.</param>
    /// <param name="columns">Of the row « e », from the first.</param>
    public static NpgsqlCommand Command(NpgsqlConnection connection, Actor actor, ResolvedFilter filter, long before, int most, bool export, string columns)
    {
        // Written out for each set of filters, so that each has a plan of its own.
        var wanted = new List<string>();
        if (filter.Operator is not null) wanted.Add("x.actor_id = @operator");
        if (filter.Outcome is { } outcome) wanted.Add($"x.outcome = {(short)outcome}");
        if (filter.From is not null) wanted.Add("x.at >= @from");
        if (filter.To is not null) wanted.Add("x.at < @to");
        // Few actions are read each by its own index, newest first; beside an operator or an account they are no more than a condition.
        var byAction = filter.Actions is not null && filter.Operator is null && filter.Account is null;
        if (byAction) wanted.Add("x.action = act.name");
        else if (filter.Actions is not null) wanted.Add("x.action = ANY (@actions)");
        var (rest, actions) = (string.Concat(wanted.Select(w => $" AND {w}")), byAction ? "CROSS JOIN unnest(@actions) act(name)" : "");
        var dated = filter.From is not null || filter.To is not null;
        var (low, high) = dated ? ("bounds.low", "bounds.high") : ("0", "@before");
        var bounded = dated ? "CROSS JOIN bounds" : "";
        var source = filter.Account is not null
            ? $"""
              SELECT x.id FROM scope {bounded} CROSS JOIN LATERAL (
                  SELECT x.id FROM audit_entries x WHERE x.account_id = @account AND x.id > {low} AND x.id < {high}{rest}
                      AND (scope.everywhere OR x.school_ids && scope.schools){(filter.SchoolId is null ? "" : " AND @school = ANY (x.school_ids)")}
                  ORDER BY x.id DESC LIMIT {most}) x
              """
            : $"""
              SELECT x.id FROM places {bounded} {actions} CROSS JOIN LATERAL (
                  SELECT x.entry_id AS id FROM journal_places x WHERE x.school_id = places.school AND x.entry_id > {low} AND x.entry_id < {high}{rest}
                  ORDER BY x.entry_id DESC LIMIT {most}) x
              """ + (filter.SchoolId is not null ? "" : $"""

              UNION ALL
              SELECT x.id FROM scope {bounded} {actions} CROSS JOIN LATERAL (
                  SELECT x.id FROM audit_entries x WHERE scope.everywhere AND x.id > {low} AND x.id < {high}{rest}
                  ORDER BY x.id DESC LIMIT {most}) x
              """);
        var places = filter.SchoolId is null
            ? "SELECT p.school FROM scope CROSS JOIN LATERAL unnest(scope.schools) p(school) WHERE NOT scope.everywhere"
            : "SELECT @school AS school FROM scope WHERE scope.everywhere OR @school = ANY (scope.schools)";
        var sql = $"""
            {Scope}
            places AS MATERIALIZED ({places}){(dated ? $", {Bounds}" : "")}
            SELECT {columns} FROM (SELECT DISTINCT id FROM ({source}) found ORDER BY id DESC LIMIT {most}) page
            JOIN audit_entries e ON e.id = page.id ORDER BY e.id DESC
            """;
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new("actor", actor.AccountId));
        command.Parameters.Add(new("session", actor.SessionId));
        command.Parameters.Add(new("export", export));
        command.Parameters.Add(new("before", before));
        if (filter.Operator is { } by) command.Parameters.Add(new("operator", by));
        if (filter.Account is { } account) command.Parameters.Add(new("account", account));
        if (filter.SchoolId is { } school) command.Parameters.Add(new("school", school));
        if (filter.Actions is { } names) command.Parameters.Add(new("actions", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = names });
        if (dated) command.Parameters.Add(new("from", NpgsqlDbType.TimestampTz) { Value = filter.From ?? DateTimeOffset.UnixEpoch });
        if (dated) command.Parameters.Add(new("to", NpgsqlDbType.TimestampTz) { Value = filter.To ?? new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        return command;
    }
}

/// <summary>A filter whose words were looked up.</summary>
internal sealed record ResolvedFilter(Guid? Operator, Guid? Account, Guid? SchoolId, string[]? Actions, AuditOutcome? Outcome, DateTimeOffset? From, DateTimeOffset? To);
