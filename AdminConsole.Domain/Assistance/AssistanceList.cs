using System.Buffers.Text;
using System.Globalization;
using System.Text;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Assistance;

/// <summary>Which requests to list; every part that is null, false or empty lets all pass.</summary>
/// <param name="State">Null lists what is open: everything but what was closed.</param>
/// <param name="Text">Beginnings of words in the names of parent or child, in any order, or the request's number.</param>
/// <param name="Mine">Only those that the actor has.</param>
/// <param name="Central">Only those of the central queue.</param>
public sealed record QueueFilter(
    AssistanceState? State = null, Guid? SchoolId = null, AssistanceReason? Reason = null, bool Mine = false, bool Central = false, string? Text = null);

/// <summary>One request in the queue.</summary>
/// <param name="Holder">The colleague who has it, when he is in the actor's scope.</param>
/// <param name="IsHeld">Whether somebody has it.</param>
/// <param name="IsLate">It waits for longer than <see cref="AssistanceAge.Limit"/> working days.</param>
/// <param name="NewWord">The parent wrote after the last answer.</param>
/// <param name="Bounced">The last answer was refused by its server, or never left.</param>
public sealed record QueueRow(
    Guid Id, long Number, AssistanceState State, bool Central, AssistanceReason Reason, string FamilyName, string GivenName,
    string ChildFamilyName, string ChildGivenName, string? ChildClass, string School, DateTimeOffset ReceivedAt,
    bool IsHeld, bool Mine, string? Holder, bool IsLate, bool NewWord, bool Bounced);

/// <summary>One page of the queue.</summary>
/// <param name="Next">What to ask the next page with, fit for a URL; null when this is the last.</param>
public sealed record QueuePart(IReadOnlyList<QueueRow> Rows, string? Next);

/// <summary>How many requests wait for an answer, and how many of them for too long. Counted no further than <see cref="AssistanceList.MostCounted"/>.</summary>
public sealed record QueueCount(int Waiting, int Late);

/// <summary>The queue of the actor's schools, oldest first.</summary>
public sealed class AssistanceList(IDbContextFactory<AdminDb> databases)
{
    public const int PageSize = 50;
    public const int MostCounted = 1_000;

    // Each school and state is read by its own index, 51 rows of it at most: a plan for few schools and for a hundred alike.
    // Whoever covers all schools walks the index of what is open. Session and grants are read inside (rule 13 of recovery).
    private const string Places = """
        WITH scope AS MATERIALIZED (SELECT * FROM search_scope($1, $2)),
        places AS (
            SELECT p.school FROM scope CROSS JOIN LATERAL unnest(scope.schools) p(school) WHERE NOT scope.everywhere AND ($4 IS NULL OR p.school = $4)
            UNION ALL SELECT $4 FROM scope WHERE scope.everywhere AND $4 IS NOT NULL)
        """;

    private const string Wanted = """
        (r.received_at, r.id) > ($5, $6) AND ($7 IS NULL OR r.reason = $7) AND (NOT $8 OR r.claimed_by = $1) AND (NOT $9 OR r.central)
        AND ($10 IS NULL OR r.number = $10 OR ' ' || school_fold(concat_ws(' ', r.family_name, r.given_name, r.child_family_name, r.child_given_name)) LIKE ALL ($11))
        """;

    /// <summary>
    /// The page that follows <paramref name="after"/>, the first when it is null or none that this queue gave. A school out of scope lists
    /// nothing, like one that does not exist (rule 14 of recovery).
    /// </summary>
    public async Task<QueuePart> ReadAsync(Actor actor, QueueFilter filter, string? after, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        await using var command = Command((NpgsqlConnection)db.Database.GetDbConnection(), actor, filter, Place.Read(after));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<QueueRow>(PageSize);
        while (await reader.ReadAsync(cancel))
        {
            if (rows.Count == PageSize) return new(rows, new Place(rows[^1].ReceivedAt, rows[^1].Id).Write());
            rows.Add(Row(reader));
        }
        return new(rows, null);
    }

    /// <summary>What waits in the actor's schools: received or in hand, and not answered.</summary>
    public async Task<QueueCount> CountAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var limit = AssistanceAge.LimitAt(await db.NowAsync(cancel));
        return await db.Database.SqlQuery<QueueCount>($"""
            SELECT count(*)::int AS "Waiting", (count(*) FILTER (WHERE r.received_at < {limit}))::int AS "Late" FROM (
                SELECT r.received_at FROM search_scope({actor.AccountId}, {actor.SessionId}) scope CROSS JOIN LATERAL (
                    SELECT r.received_at FROM assistance_requests r
                    WHERE NOT scope.everywhere AND r.school_id = ANY (scope.schools) AND r.state IN (1, 2)
                    UNION ALL
                    SELECT r.received_at FROM assistance_requests r WHERE scope.everywhere AND r.state <> 4 AND r.state <> 3) r
                LIMIT {MostCounted}) r
            """).SingleAsync(cancel);
    }

    /// <summary>Schools to filter by: those of the actor's scope, by name.</summary>
    public async Task<IReadOnlyList<QueueSchool>> SchoolsAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Schools.Where(s => db.GrantsOf(actor).Any(g => g.SchoolId == null || g.SchoolId == s.Id))
            .OrderBy(s => s.Name).ThenBy(s => s.Town).Select(s => new QueueSchool(s.Id, s.Name, s.Town)).ToListAsync(cancel);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, Actor actor, QueueFilter filter, Place? after)
    {
        short[] states = filter.State is { } one ? [(short)one] : [(short)AssistanceState.Received, (short)AssistanceState.InHand, (short)AssistanceState.Answered];
        var words = Folding.Fold(filter.Text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long? number = words is [var only] && long.TryParse(only, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : null;
        var text = words is [] ? null : words.Select(word => $"% {word}%").ToArray();
        // Written out, so that the index of what is open answers it.
        var open = filter.State is AssistanceState.Closed ? "r.state = 4" : "r.state <> 4 AND r.state = ANY ($3)";
        var sql = $"""
            {Places}
            SELECT r.id, r.number, r.state, r.central, r.reason, r.family_name, r.given_name, r.child_family_name, r.child_given_name, r.child_class,
                s.name, r.received_at, r.claimed_by IS NOT NULL, coalesce(r.claimed_by = $1, false), holder.name,
                r.state IN (1, 2), said.word > coalesce(said.answer, '-infinity'), coalesce(mail.state IN (3, 4), false), now()
            FROM (
                SELECT r.id, r.received_at FROM places CROSS JOIN unnest($3) st(state) CROSS JOIN LATERAL (
                    SELECT r.id, r.received_at FROM assistance_requests r
                    WHERE r.school_id = places.school AND r.state = st.state AND {Wanted}
                    ORDER BY r.received_at, r.id LIMIT {PageSize + 1}) r
                UNION ALL
                SELECT r.id, r.received_at FROM scope CROSS JOIN LATERAL (
                    SELECT r.id, r.received_at FROM assistance_requests r
                    WHERE scope.everywhere AND $4 IS NULL AND {open} AND {Wanted}
                    ORDER BY r.received_at, r.id LIMIT {PageSize + 1}) r
                ORDER BY 2, 1 LIMIT {PageSize + 1}) found
            JOIN assistance_requests r ON r.id = found.id
            JOIN schools s ON s.id = r.school_id
            CROSS JOIN scope
            LEFT JOIN LATERAL (
                SELECT concat_ws(' ', a.given_name, a.family_name) AS name FROM accounts a
                WHERE a.id = r.claimed_by AND EXISTS (SELECT FROM memberships m WHERE m.account_id = a.id AND (scope.everywhere OR m.school_id = ANY (scope.schools))
                    AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today()))) holder ON true
            CROSS JOIN LATERAL (
                SELECT max(e.at) FILTER (WHERE e.kind = 1) AS word, max(e.at) FILTER (WHERE e.kind = 2) AS answer
                FROM assistance_entries e WHERE e.request_id = r.id AND e.kind IN (1, 2)) said
            LEFT JOIN LATERAL (
                SELECT m.state FROM assistance_entries e JOIN outbox_messages m ON m.id = e.message_id
                WHERE e.request_id = r.id AND e.kind = 2 ORDER BY e.at DESC LIMIT 1) mail ON true
            ORDER BY r.received_at, r.id
            """;
        return new(sql, connection)
        {
            Parameters =
            {
                new() { Value = actor.AccountId },
                new() { Value = actor.SessionId },
                new() { Value = states, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
                Nullable(filter.SchoolId, NpgsqlDbType.Uuid),
                new() { Value = after?.At ?? DateTimeOffset.UnixEpoch, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = after?.Id ?? Guid.Empty },
                Nullable((short?)filter.Reason, NpgsqlDbType.Smallint),
                new() { Value = filter.Mine },
                new() { Value = filter.Central },
                // A text without letter or digit is no text: it is a number that no request has.
                Nullable(text is null && !string.IsNullOrWhiteSpace(filter.Text) ? -1 : text is null ? null : number ?? -1, NpgsqlDbType.Bigint),
                Nullable(text, NpgsqlDbType.Array | NpgsqlDbType.Text),
            },
        };
    }

    private static QueueRow Row(NpgsqlDataReader reader)
    {
        var (state, received) = ((AssistanceState)reader.GetInt16(2), reader.GetFieldValue<DateTimeOffset>(11));
        return new(
            reader.GetGuid(0), reader.GetInt64(1), state, reader.GetBoolean(3), (AssistanceReason)reader.GetInt16(4), reader.GetString(5), reader.GetString(6),
            reader.GetString(7), reader.GetString(8), Text(reader, 9), reader.GetString(10), received,
            reader.GetBoolean(12), reader.GetBoolean(13), Text(reader, 14),
            reader.GetBoolean(15) && received < AssistanceAge.LimitAt(reader.GetFieldValue<DateTimeOffset>(18)),
            !reader.IsDBNull(16) && reader.GetBoolean(16), reader.GetBoolean(17));
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    /// <summary>Where a page ends: stays good when that request is gone, and tells nothing of anybody.</summary>
    private sealed record Place(DateTimeOffset At, Guid Id)
    {
        public string Write() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{At.UtcTicks}.{Id:N}"));

        public static Place? Read(string? written)
        {
            if (written is null or { Length: > 200 } || !Base64Url.IsValid(written)) return null;
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(written)).Split('.');
            return parts is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                && at <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParseExact(id, "N", out var guid) ? new(new(at, TimeSpan.Zero), guid) : null;
        }
    }
}

/// <summary>A school to filter by.</summary>
public sealed record QueueSchool(Guid Id, string Name, string Town);
