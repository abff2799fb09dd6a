namespace AdminConsole.Domain.Imports;

/// <summary>
/// The statements that compare one staged portion of lines with what is stored, in this order. Probes into large tables are LATERAL with LIMIT: an index look-up for each line, whatever
/// the planner believes of tables just filled.
/// </summary>
internal static class PlanSql
{
    public const string Tables = """
        SET temp_buffers = '64MB'; SET work_mem = '64MB'; SET jit = off;
        CREATE TEMP TABLE read_lines (
            ordinal int, file smallint, number int, refused boolean, reasons smallint[], cells text[], school_id uuid, profile smallint, external_id text COLLATE "C",
            has_external boolean, national_id text COLLATE "C", civility smallint, family_name text, given_name text, usage_name text, family_key text COLLATE "C",
            given_key text COLLATE "C", name_words text[], birth_date date, class_name text, email text, mobile text COLLATE "C", language text, new_id uuid,
            identity uuid, person_key uuid, name_key uuid, row_key uuid);
        CREATE TEMP TABLE read_children (
            ordinal int, place smallint, external_id text COLLATE "C", identity uuid, name_key uuid, school_id uuid, family_key text COLLATE "C", given_key text COLLATE "C",
            birth_date date, class_name text, PRIMARY KEY (ordinal, place));
        CREATE TEMP TABLE read_known (ordinal int PRIMARY KEY, account_id uuid, how smallint, candidates uuid[]);
        CREATE TEMP TABLE found_children (ordinal int, place smallint, child_id uuid, hits int, PRIMARY KEY (ordinal, place));
        CREATE TEMP TABLE asked_children (ordinal int PRIMARY KEY);
        CREATE TEMP TABLE ranked (account_id uuid PRIMARY KEY, rank smallint);
        """;

    public const string Clear = "TRUNCATE read_lines, read_children, read_known, found_children, asked_children";

    /// <summary>From line to line by index: of tables just filled the planner knows nothing, and would read whole tables for each line.</summary>
    public const string ByIndex = "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

    /// <summary>Who has a function now: a file neither gives them a contact nor, but from above, changes them.</summary>
    public const string Ranked = """
        TRUNCATE ranked;
        INSERT INTO ranked SELECT account_id, max(function) FROM grants WHERE starts_at <= now() AND (ends_at IS NULL OR ends_at > now()) GROUP BY account_id
        """;

    public const string ByExternalId = """
        INSERT INTO read_known (ordinal, account_id, how)
        SELECT s.ordinal, a.id, 1 FROM read_lines s CROSS JOIN LATERAL (SELECT id FROM accounts WHERE external_id = s.external_id LIMIT 1) a
        WHERE s.external_id IS NOT NULL
        """;

    public const string ByNationalId = """
        INSERT INTO read_known (ordinal, account_id, how)
        SELECT s.ordinal, a.id, 2 FROM read_lines s
            CROSS JOIN LATERAL (SELECT min(id::text)::uuid AS id, count(*) AS hits FROM accounts WHERE national_id = s.national_id) a
        WHERE s.national_id IS NOT NULL AND a.hits = 1
        ON CONFLICT (ordinal) DO NOTHING
        """;

    /// <summary>
    /// By name within the school, through the search's own index. Sure is one person of the same birth date whose ids say nothing else; whoever only may be the same is a candidate, and an
    /// operator decides.
    /// </summary>
    public const string ByName = """
        INSERT INTO read_known (ordinal, account_id, how, candidates)
        SELECT s.ordinal, CASE WHEN cardinality(n.sure) = 1 AND n.maybe IS NULL THEN n.sure[1] END, 3, coalesce(n.sure, '{}') || coalesce(n.maybe, '{}')
        FROM read_lines s
            CROSS JOIN LATERAL (
                SELECT array_agg(c.id) FILTER (WHERE c.sure) AS sure, array_agg(c.id) FILTER (WHERE NOT c.sure) AS maybe
                FROM (
                    SELECT a.id, coalesce(a.birth_date = s.birth_date, false) AND (a.external_id IS NULL OR NOT s.has_external)
                        AND coalesce(a.national_id = s.national_id, true) AS sure
                    FROM search_people p CROSS JOIN LATERAL (SELECT * FROM accounts WHERE accounts.id = p.account_id LIMIT 1) a
                    WHERE p.scope = s.school_id AND p.family = "left"(replace(s.family_key, ' ', ''), 100) AND p.given = "left"(replace(s.given_key, ' ', ''), 100)
                        AND p.profile = s.profile AND p.starts_on <= today() AND p.ends_on > today()
                        AND coalesce(a.birth_date = s.birth_date, true)) c) n
        WHERE s.school_id IS NOT NULL AND s.family_key <> '' AND NOT EXISTS (SELECT FROM read_known k WHERE k.ordinal = s.ordinal)
            AND (n.sure IS NOT NULL OR n.maybe IS NOT NULL)
        """;

    /// <summary>Children that are pupils already: by id within reach, else by name in the school if there is one only. Those that come with the same files are found at the end.</summary>
    public const string Children = """
        INSERT INTO found_children (ordinal, place, child_id, hits)
        SELECT c.ordinal, c.place, f.id, f.hits
        FROM read_children c CROSS JOIN LATERAL (
            SELECT min(h.id::text)::uuid AS id, count(*)::int AS hits FROM (
                SELECT a.id FROM accounts a WHERE c.external_id IS NOT NULL AND a.external_id = c.external_id AND a.profile = 1
                    AND EXISTS (SELECT FROM memberships m WHERE m.account_id = a.id AND m.school_id = ANY ($1))
                UNION ALL
                SELECT p.account_id FROM search_people p
                WHERE c.external_id IS NULL AND p.scope = c.school_id AND p.family = "left"(replace(c.family_key, ' ', ''), 100)
                    AND p.given = "left"(replace(c.given_key, ' ', ''), 100) AND p.profile = 1 AND p.starts_on <= today() AND p.ends_on > today()
                    AND (c.birth_date IS NULL OR EXISTS (SELECT FROM accounts a WHERE a.id = p.account_id AND coalesce(a.birth_date = c.birth_date, true)))
                    AND (c.class_name IS NULL OR EXISTS (SELECT FROM memberships m WHERE m.account_id = p.account_id AND m.school_id = c.school_id AND m.class_name = c.class_name))) h) f
        WHERE f.hits > 0
        """;

    /// <summary>
    /// Every line of the portion with what will become of it. $1 import, $2 schools within reach, $3 the operator, $4 his function. What a line says is kept
    /// where something is to be done or told. OFFSET 0 has each expression worked out once, and not wherever it is named.
    /// </summary>
    public const string Lines = """
        WITH kept AS (
        INSERT INTO import_lines (run_id, ordinal, file, number, verdict, reasons, account_id, identity, person_key, name_key, row_key, school_id, profile, external_id, national_id,
            civility, family_name, given_name, usage_name, family_key, given_key, name_words, birth_date, class_name, email, mobile, language, differs, before, candidates, cells)
        SELECT $1, s.ordinal, s.file, s.number, v.verdict, v.reasons, CASE v.verdict WHEN 1 THEN s.new_id WHEN 5 THEN NULL ELSE k.account_id END,
            CASE WHEN NOT s.refused THEN s.identity END, s.person_key, s.name_key, s.row_key, s.school_id, s.profile,
            CASE WHEN t.told THEN s.external_id END, CASE WHEN t.told THEN s.national_id END, CASE WHEN t.told THEN s.civility END, CASE WHEN t.told THEN s.family_name END,
            CASE WHEN t.told THEN s.given_name END, CASE WHEN t.told THEN s.usage_name END, CASE WHEN t.told THEN s.family_key END, CASE WHEN t.told THEN s.given_key END,
            CASE WHEN t.told THEN s.name_words END, CASE WHEN t.told THEN s.birth_date END, CASE WHEN t.told THEN s.class_name END,
            CASE WHEN t.told THEN s.email END, CASE WHEN t.told THEN s.mobile END, CASE WHEN t.told THEN s.language END,
            CASE WHEN v.verdict IN (2, 5) THEN coalesce(o.fields, '{}') ELSE '{}' END, CASE WHEN v.verdict IN (2, 5) THEN coalesce(o.olds, '{}') ELSE '{}' END,
            CASE v.verdict WHEN 5 THEN coalesce(k.candidates, ARRAY[k.account_id]) WHEN 4 THEN coalesce(k.candidates, '{}') ELSE '{}' END, CASE WHEN v.verdict IN (4, 5) THEN s.cells END
        FROM read_lines s
            LEFT JOIN read_known k USING (ordinal)
            LEFT JOIN LATERAL (SELECT * FROM accounts WHERE accounts.id = k.account_id LIMIT 1) a ON true
            LEFT JOIN ranked g ON g.account_id = a.id
            LEFT JOIN LATERAL (
                SELECT m.school_id, m.class_name FROM memberships m
                WHERE m.account_id = a.id AND m.school_id = s.school_id AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today())
                ORDER BY m.starts_on DESC LIMIT 1) p ON true
            CROSS JOIN LATERAL (SELECT
                s.email IS NOT NULL AND lower(s.email) IS DISTINCT FROM lower(a.email) AS email, s.mobile IS NOT NULL AND s.mobile IS DISTINCT FROM a.mobile AS mobile,
                g.rank IS NULL AND coalesce(a.email_source, 1) = 1 AS email_free, g.rank IS NULL AND coalesce(a.mobile_source, 1) = 1 AS mobile_free,
                s.profile = 2 AND a.id IS NOT NULL AND EXISTS (SELECT FROM read_children c
                    LEFT JOIN LATERAL (SELECT f.child_id FROM found_children f WHERE f.ordinal = c.ordinal AND f.place = c.place LIMIT 1) f ON true
                    LEFT JOIN LATERAL (
                        SELECT 1 AS there FROM relations r WHERE r.parent_id = a.id AND r.child_id = f.child_id AND (r.ends_on IS NULL OR r.ends_on > today()) LIMIT 1) r ON true
                    WHERE c.ordinal = s.ordinal AND r.there IS NULL) AS child OFFSET 0) d
            CROSS JOIN LATERAL (SELECT a.id IS NOT NULL AND (
                (d.email AND d.email_free) OR (d.mobile AND d.mobile_free) OR d.child OR p.school_id IS NULL OR a.deletion_due_at IS NOT NULL
                OR (a.family_name, a.given_name) IS DISTINCT FROM (s.family_name, s.given_name) OR s.usage_name IS NOT NULL AND s.usage_name IS DISTINCT FROM a.usage_name
                OR s.civility <> 0 AND s.civility <> a.civility OR s.birth_date IS NOT NULL AND s.birth_date IS DISTINCT FROM a.birth_date
                OR s.national_id IS NOT NULL AND s.national_id IS DISTINCT FROM a.national_id OR a.external_id IS NULL
                OR s.class_name IS NOT NULL AND p.class_name IS DISTINCT FROM s.class_name OR s.language IS NOT NULL AND s.language <> a.language) AS differs OFFSET 0) x
            LEFT JOIN LATERAL (
                SELECT array_agg(q.field ORDER BY q.field) AS fields, array_agg(q.old ORDER BY q.field) AS olds
                FROM (VALUES
                    (1::smallint, a.family_name, a.family_name <> s.family_name), (2::smallint, a.given_name, a.given_name <> s.given_name),
                    (3::smallint, a.usage_name, s.usage_name IS NOT NULL AND s.usage_name IS DISTINCT FROM a.usage_name),
                    (4::smallint, CASE a.civility WHEN 1 THEN 'Madame' WHEN 2 THEN 'Monsieur' END, s.civility <> 0 AND s.civility <> a.civility),
                    (5::smallint, a.birth_date::text, s.birth_date IS NOT NULL AND s.birth_date IS DISTINCT FROM a.birth_date),
                    (6::smallint, a.national_id, s.national_id IS NOT NULL AND s.national_id IS DISTINCT FROM a.national_id), (7::smallint, NULL, a.external_id IS NULL),
                    (8::smallint, a.email, d.email AND d.email_free), (9::smallint, a.mobile, d.mobile AND d.mobile_free),
                    (10::smallint, p.class_name, s.class_name IS NOT NULL AND p.class_name IS DISTINCT FROM s.class_name), (11::smallint, NULL, p.school_id IS NULL),
                    (12::smallint, NULL, d.child), (13::smallint, NULL, a.deletion_due_at IS NOT NULL),
                    (14::smallint, a.language, s.language IS NOT NULL AND s.language <> a.language)) q (field, old, differs)
                WHERE x.differs AND q.differs) o ON true
            CROSS JOIN LATERAL (SELECT s.reasons
                || CASE WHEN k.how IN (1, 2) AND p.school_id IS NULL AND NOT EXISTS (SELECT FROM memberships m WHERE m.account_id = a.id AND m.school_id = ANY ($2)) THEN '{24}'::smallint[]
                    WHEN k.how IN (1, 2) AND (a.profile <> s.profile OR k.how = 1 AND a.national_id <> s.national_id) THEN '{25}'
                    WHEN x.differs AND (a.id = $3 OR g.rank >= $4 AND NOT (g.rank = 3 AND $4 = 3)) THEN '{26}' ELSE '{}' END
                || CASE WHEN a.id IS NOT NULL AND d.email AND NOT d.email_free THEN '{102}'::smallint[] ELSE '{}' END
                || CASE WHEN a.id IS NOT NULL AND d.mobile AND NOT d.mobile_free THEN '{103}'::smallint[] ELSE '{}' END AS reasons OFFSET 0) w
            CROSS JOIN LATERAL (SELECT w.reasons, (CASE
                WHEN 100 > ANY (w.reasons) THEN 4
                WHEN k.how = 3 AND k.account_id IS NULL THEN 5
                WHEN k.how = 2 AND s.has_external AND a.external_id <> s.external_id THEN 5
                WHEN k.how = 1 AND s.has_external AND a.family_key <> s.family_key AND a.given_key <> s.given_key AND a.birth_date IS DISTINCT FROM s.birth_date THEN 5
                WHEN a.id IS NULL THEN 1 WHEN x.differs THEN 2 ELSE 3 END)::smallint AS verdict OFFSET 0) v
            CROSS JOIN LATERAL (SELECT v.verdict <> 3 OR cardinality(v.reasons) > 0 AS told OFFSET 0) t
        ORDER BY s.ordinal
        RETURNING ordinal, profile, verdict)
        INSERT INTO asked_children SELECT ordinal FROM kept WHERE profile = 2 AND verdict IN (1, 2, 5)
        """;

    /// <summary>What parents' lines name, of lines with something to do. $1 import.</summary>
    public const string KeptChildren = """
        INSERT INTO import_children (run_id, ordinal, place, child_id, identity, name_key, birth_date, class_name)
        SELECT $1, c.ordinal, c.place, CASE WHEN f.hits = 1 THEN f.child_id END, c.identity, c.name_key, c.birth_date, c.class_name
        FROM asked_children a JOIN read_children c ON c.ordinal = a.ordinal LEFT JOIN found_children f ON f.ordinal = c.ordinal AND f.place = c.place
        """;
}
