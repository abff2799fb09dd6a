namespace AdminConsole.Domain.Imports;

/// <summary>What can be said of lines only when all of them were read. In this order; $1 is the import.</summary>
internal static class FinishSql
{
    /// <summary>Every statement is about all lines of the import, of which the planner knows nothing yet: row by row would take days.</summary>
    public const string Settings = "SET LOCAL enable_nestloop = off";

    /// <summary>
    /// Lines about one person. The same again is one too many; the same person with another school or child is added to the first; anything else under one id is believed of
    /// neither.
    /// </summary>
    public const string Twice = """
        WITH told AS MATERIALIZED (
            SELECT l.ordinal, l.verdict, CASE WHEN l.verdict IN (1, 5) THEN l.identity ELSE l.account_id END AS who, l.person_key, l.row_key, l.account_id
            FROM import_lines l WHERE l.run_id = $1 AND l.verdict IN (1, 2, 3, 5)),
        twice AS MATERIALIZED (SELECT who, min(ordinal) AS lead FROM told GROUP BY who HAVING count(*) > 1),
        judged AS (
            SELECT t.ordinal, w.lead, lead.account_id, CASE WHEN t.row_key = lead.row_key THEN 22 WHEN t.person_key = lead.person_key AND t.verdict <> 5 THEN 0 ELSE 21 END AS reason
            FROM twice w JOIN told t ON t.who = w.who AND t.ordinal <> w.lead JOIN told lead ON lead.ordinal = w.lead),
        verdicts AS (
            SELECT ordinal, lead AS other, account_id, reason FROM judged
            UNION ALL SELECT lead, min(ordinal), NULL, 21 FROM judged WHERE reason = 21 GROUP BY lead)
        UPDATE import_lines l SET
            verdict = CASE WHEN v.reason > 0 THEN 4 WHEN l.verdict = 1 THEN 2 ELSE l.verdict END,
            reasons = CASE WHEN v.reason > 0 THEN l.reasons || v.reason::smallint ELSE l.reasons END,
            other = v.other, account_id = coalesce(v.account_id, l.account_id)
        FROM verdicts v WHERE l.run_id = $1 AND l.ordinal = v.ordinal
        """;

    /// <summary>Two new people of one name, birth date and school under different ids: the first is taken.</summary>
    public const string PersonTwice = """
        WITH twice AS (
            SELECT l.person_key, l.school_id, min(l.ordinal) AS lead FROM import_lines l
            WHERE l.run_id = $1 AND l.verdict = 1 AND l.birth_date IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1)
        UPDATE import_lines l SET verdict = 4, reasons = l.reasons || 23::smallint, other = t.lead
        FROM twice t WHERE l.run_id = $1 AND l.verdict = 1 AND l.person_key = t.person_key AND l.school_id = t.school_id AND l.ordinal <> t.lead
        """;

    /// <summary>
    /// Whoever has a line of his own under his own id is nobody else: with no candidate left, a line is about somebody new. Unless name, birth date and school are the same: then it is what
    /// <see cref="PersonTwice"/> left out when that person was new, and is left out again.
    /// </summary>
    public const string Homonyms = """
        WITH asked AS MATERIALIZED (
            SELECT l.ordinal, l.person_key, l.school_id, l.birth_date, c.id FROM import_lines l CROSS JOIN LATERAL unnest(l.candidates) c(id) WHERE l.run_id = $1 AND l.verdict = 5),
        taken AS MATERIALIZED (
            SELECT l.account_id, l.ordinal, l.person_key, l.school_id FROM import_lines l WHERE l.run_id = $1 AND l.verdict IN (2, 3) AND l.account_id IN (SELECT id FROM asked)),
        freed AS (
            SELECT a.ordinal, coalesce(array_agg(a.id) FILTER (WHERE t.account_id IS NULL), '{}') AS candidates,
                min(t.ordinal) FILTER (WHERE t.person_key = a.person_key AND t.school_id = a.school_id AND a.birth_date IS NOT NULL) AS same
            FROM asked a LEFT JOIN taken t ON t.account_id = a.id GROUP BY 1 HAVING count(t.account_id) > 0)
        UPDATE import_lines l SET candidates = f.candidates, verdict = CASE WHEN f.same IS NOT NULL THEN 4 WHEN f.candidates = '{}' THEN 1 ELSE 5 END,
            account_id = CASE WHEN f.same IS NULL AND f.candidates = '{}' THEN gen_random_uuid() END,
            reasons = CASE WHEN f.same IS NOT NULL THEN l.reasons || 23::smallint ELSE l.reasons END, other = coalesce(f.same, l.other)
        FROM freed f WHERE l.run_id = $1 AND l.ordinal = f.ordinal
        """;

    /// <summary>Children that come with the same files, by their id.</summary>
    public const string ChildrenById = """
        UPDATE import_children c SET child_id = l.account_id FROM import_lines l
        WHERE c.run_id = $1 AND c.child_id IS NULL AND l.run_id = $1 AND l.identity = c.identity AND l.profile = 1 AND l.verdict IN (1, 2, 3)
        """;

    /// <summary>By their name in the school, where one child only has it.</summary>
    public const string ChildrenByName = """
        UPDATE import_children c SET child_id = n.account_id
        FROM (
            SELECT o.ordinal, o.place, min(l.account_id::text)::uuid AS account_id
            FROM import_children o JOIN import_lines l ON l.name_key = o.name_key
            WHERE o.run_id = $1 AND o.child_id IS NULL AND l.run_id = $1 AND l.verdict IN (1, 2, 3) AND (o.birth_date IS NULL OR l.birth_date = o.birth_date)
                AND (o.class_name IS NULL OR l.class_name = o.class_name)
            GROUP BY 1, 2 HAVING count(DISTINCT l.account_id) = 1) n
        WHERE c.run_id = $1 AND c.ordinal = n.ordinal AND c.place = n.place
        """;

    /// <summary>A line is whole or absent: with a child that nobody knows, a parent's line is not taken.</summary>
    public const string ChildrenUnknown = """
        UPDATE import_lines l SET verdict = 4, reasons = l.reasons || c.reason
        FROM (SELECT o.ordinal, max(CASE WHEN o.name_key IN (SELECT n.name_key FROM import_lines n WHERE n.run_id = $1 AND n.name_key IS NOT NULL AND n.verdict IN (1, 2, 3))
                THEN 20 ELSE 19 END)::smallint AS reason
            FROM import_children o WHERE o.run_id = $1 AND o.child_id IS NULL GROUP BY 1) c
        WHERE l.run_id = $1 AND l.ordinal = c.ordinal AND l.verdict <> 4
        """;

    /// <summary>Where the first line about somebody new is left out for a child, the next one about him is the first.</summary>
    public const string Leads = """
        WITH left_out AS (
            SELECT f.account_id, min(f.ordinal) AS lead FROM import_lines f JOIN import_lines l ON l.run_id = $1 AND l.ordinal = f.other AND l.verdict = 4
            WHERE f.run_id = $1 AND f.verdict = 2 AND f.other IS NOT NULL AND (SELECT a.id FROM accounts a WHERE a.id = f.account_id LIMIT 1) IS NULL GROUP BY 1)
        UPDATE import_lines f SET verdict = CASE WHEN f.ordinal = o.lead THEN 1 ELSE 2 END, other = nullif(o.lead, f.ordinal)
        FROM left_out o WHERE f.run_id = $1 AND f.verdict = 2 AND f.other IS NOT NULL AND f.account_id = o.account_id
        """;

    /// <summary>
    /// Accounts that came from files, of the schools and profiles that these files are about, of which no line speaks, not even a rejected one. Who also belongs elsewhere, has a function, or
    /// is proposed for deletion already, is left alone. $2 schools, $3 profiles, pair by pair.
    /// </summary>
    public const string Absences = """
        INSERT INTO import_absences (run_id, account_id, school_id, removed)
        SELECT DISTINCT ON (a.id) $1, a.id, m.school_id, false
        FROM unnest($2, $3) about(school_id, profile)
            JOIN memberships m ON m.school_id = about.school_id AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today())
            JOIN accounts a ON a.id = m.account_id AND a.profile = about.profile AND a.source = 1 AND a.deletion_due_at IS NULL
        WHERE NOT EXISTS (SELECT FROM ranked g WHERE g.account_id = a.id)
            AND NOT EXISTS (SELECT FROM memberships o WHERE o.account_id = a.id AND o.school_id <> ALL ($2) AND (o.ends_on IS NULL OR o.ends_on > today()))
            AND a.id NOT IN (SELECT l.account_id FROM import_lines l WHERE l.run_id = $1 AND l.account_id IS NOT NULL)
            AND a.id NOT IN (SELECT c.id FROM import_lines l CROSS JOIN LATERAL unnest(l.candidates) c(id) WHERE l.run_id = $1 AND l.verdict IN (4, 5))
        ORDER BY a.id, m.school_id
        """;

    /// <summary>$2 the schools, sorted.</summary>
    public const string Ready = """
        UPDATE import_runs r SET state = 3, leased_by = CASE WHEN r.started_by IS NULL THEN r.leased_by END, leased_until = CASE WHEN r.started_by IS NULL THEN r.leased_until END, school_ids = $2, lines = c.lines, to_create = c.created, to_change = c.changed, unchanged = c.same,
            rejected = c.rejected, homonyms = c.homonyms, absent = (SELECT count(*) FROM import_absences a WHERE a.run_id = $1)
        FROM (SELECT count(*) AS lines, count(*) FILTER (WHERE verdict = 1) AS created, count(*) FILTER (WHERE verdict = 2) AS changed, count(*) FILTER (WHERE verdict = 3) AS same,
            count(*) FILTER (WHERE verdict = 4) AS rejected, count(*) FILTER (WHERE verdict = 5) AS homonyms FROM import_lines WHERE run_id = $1) c
        WHERE r.id = $1 AND r.state = 2 AND r.leased_by = $3
        """;
}
