using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Imports;

/// <summary>
/// The statements that apply one portion of a preview, in this order and in one commit with the journal and with how far the import is. What differs is asked of the tables as they are
/// now: what somebody corrected since the preview stays corrected.
/// </summary>
internal static class ApplySql
{
    /// <summary>The names of the first two are those that <see cref="LoginNumbers"/> works on.</summary>
    public const string Tables = """
        SET temp_buffers = '64MB'; SET work_mem = '64MB'; SET jit = off;
        CREATE TEMP TABLE staged_accounts (
            ordinal int PRIMARY KEY, verdict smallint, account_id uuid, school_id uuid, profile smallint, external_id text COLLATE "C", national_id text COLLATE "C", civility smallint,
            family_name text, given_name text, usage_name text, family_key text COLLATE "C", given_key text COLLATE "C", name_words text[], birth_date date, class_name text,
            email text, mobile text COLLATE "C", language text, login_proposed text COLLATE "C", follows boolean);
        CREATE TEMP TABLE staged_known (ordinal int PRIMARY KEY, account_id uuid);
        CREATE TEMP TABLE staged_logins (name text COLLATE "C" PRIMARY KEY, ordinal int UNIQUE);
        CREATE TEMP TABLE staged_done (account_id uuid, created boolean, field smallint);
        CREATE TEMP TABLE staged_replaced (account_id uuid, contact text);
        CREATE TEMP TABLE ranked (account_id uuid PRIMARY KEY, rank smallint);
        """;

    /// <summary>Logins are compared with each other, and that is no matter of indexes.</summary>
    public const string Freely = "SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on";

    public const string Clear = "TRUNCATE staged_accounts, staged_known, staged_logins, staged_done, staged_replaced";

    /// <summary>$1 import, $2 last line that was applied, $3 lines. The login is what <see cref="LoginMaker.Propose"/> says of the same keys.</summary>
    public const string Stage = """
        INSERT INTO staged_accounts
        SELECT l.ordinal, CASE WHEN l.decision = 1 THEN 2 WHEN l.decision = 2 THEN 1 ELSE l.verdict END, l.account_id, l.school_id, l.profile, l.external_id, l.national_id,
            coalesce(l.civility, 0), l.family_name, l.given_name, l.usage_name, l.family_key, l.given_key, l.name_words, l.birth_date, l.class_name, l.email, l.mobile,
            l.language, coalesce(nullif(concat_ws('.',
                nullif("left"(regexp_replace(l.given_key, '[^a-z0-9]', '', 'g'), 30), ''), nullif("left"(regexp_replace(l.family_key, '[^a-z0-9]', '', 'g'), 30), '')), ''), 'compte'),
            l.other IS NOT NULL
        FROM import_lines l
        WHERE l.run_id = $1 AND l.ordinal > $2 AND l.ordinal <= $3 AND (l.verdict IN (1, 2) OR l.verdict = 5 AND l.decision IS NOT NULL)
        """;

    /// <summary>Ids that somebody else took, and accounts that are gone since the preview: those lines are rejected, the others go on. $1 import.</summary>
    public const string Meanwhile = """
        WITH gone AS (
            DELETE FROM staged_accounts s
            WHERE s.verdict = 1 AND EXISTS (SELECT FROM accounts a WHERE a.external_id = s.external_id)
                OR s.verdict = 2 AND NOT s.follows AND NOT EXISTS (SELECT FROM accounts a WHERE a.id = s.account_id)
                OR s.follows AND NOT EXISTS (SELECT FROM accounts a WHERE a.id = s.account_id)
                    AND NOT EXISTS (SELECT FROM staged_accounts lead WHERE lead.account_id = s.account_id AND lead.verdict = 1)
            RETURNING s.ordinal)
        UPDATE import_lines l SET verdict = 4, reasons = l.reasons || 27::smallint FROM gone WHERE l.run_id = $1 AND l.ordinal = gone.ordinal
        """;

    public const string Known = "INSERT INTO staged_known (ordinal, account_id) SELECT ordinal, account_id FROM staged_accounts WHERE verdict = 2";

    /// <summary>Accounts are held in the order of their ids, before anything else of the portion.</summary>
    public const string Hold = "SELECT count(*) FROM (SELECT a.id FROM accounts a JOIN staged_known k ON k.account_id = a.id ORDER BY a.id FOR NO KEY UPDATE OF a) held";

    public const string Create = """
        WITH added AS (
            INSERT INTO accounts (id, external_id, national_id, source, profile, civility, family_name, given_name, usage_name, family_key, given_key, name_words, birth_date, login,
                email, email_state, email_source, mobile, mobile_state, mobile_source, language, created_at, modified_at, version)
            SELECT s.account_id, s.external_id, s.national_id, 1, s.profile, s.civility, s.family_name, s.given_name, s.usage_name, s.family_key, s.given_key, s.name_words, s.birth_date, l.name,
                s.email, CASE WHEN s.email IS NOT NULL THEN 1 END, CASE WHEN s.email IS NOT NULL THEN 1 END,
                s.mobile, CASE WHEN s.mobile IS NOT NULL THEN 1 END, CASE WHEN s.mobile IS NOT NULL THEN 1 END, coalesce(s.language, 'fr'), now(), now(), 1
            FROM staged_logins l JOIN staged_accounts s USING (ordinal)
            ORDER BY l.name
            RETURNING id)
        INSERT INTO staged_done SELECT id, true, NULL FROM added
        """;

    private const string Contacts = """
        CROSS JOIN LATERAL (SELECT * FROM accounts WHERE accounts.id = s.account_id LIMIT 1) held
        LEFT JOIN ranked g ON g.account_id = held.id
        CROSS JOIN LATERAL (SELECT
            s.email IS NOT NULL AND lower(s.email) IS DISTINCT FROM lower(held.email) AND coalesce(held.email_source, 1) = 1 AND g.rank IS NULL AS email,
            s.mobile IS NOT NULL AND s.mobile IS DISTINCT FROM held.mobile AND coalesce(held.mobile_source, 1) = 1 AND g.rank IS NULL AS mobile) takes
        """;

    /// <summary>Contacts that are about to be replaced: what was sent to them dies.</summary>
    public const string Replaced = $"""
        INSERT INTO staged_replaced
        SELECT held.id, c.contact FROM staged_accounts s {Contacts}
            CROSS JOIN LATERAL (VALUES (CASE WHEN takes.email THEN held.email END), (CASE WHEN takes.mobile THEN held.mobile END)) c(contact)
        WHERE s.verdict = 2 AND NOT s.follows AND c.contact IS NOT NULL
        """;

    public const string TokensDie = """
        UPDATE reset_tokens t SET ended_at = now(), ended_why = $1 FROM staged_replaced r
        WHERE t.account_id = r.account_id AND t.ended_at IS NULL AND lower(t.contact) = lower(r.contact)
        """;

    /// <summary>Known accounts of which something differs; an id is given to who had none, and never replaced. $1 operator, $2 his function.</summary>
    public const string Change = $"""
        WITH changed AS (
            UPDATE accounts a SET
                external_id = coalesce(a.external_id, s.external_id), national_id = coalesce(s.national_id, a.national_id),
                civility = CASE s.civility WHEN 0 THEN a.civility ELSE s.civility END,
                family_name = s.family_name, given_name = s.given_name, usage_name = coalesce(s.usage_name, a.usage_name),
                family_key = s.family_key, given_key = s.given_key,
                name_words = CASE WHEN (a.family_name, a.given_name, a.usage_name) IS DISTINCT FROM (s.family_name, s.given_name, coalesce(s.usage_name, a.usage_name))
                    AND (s.usage_name IS NOT NULL OR a.usage_name IS NULL) THEN s.name_words
                    WHEN (a.family_name, a.given_name) IS DISTINCT FROM (s.family_name, s.given_name) THEN ARRAY(SELECT DISTINCT w FROM unnest(s.name_words || a.name_words) w ORDER BY 1)
                    ELSE a.name_words END,
                birth_date = coalesce(s.birth_date, a.birth_date), language = coalesce(s.language, a.language),
                email = CASE WHEN takes.email THEN s.email ELSE a.email END, email_state = CASE WHEN takes.email THEN 1 ELSE a.email_state END,
                email_source = CASE WHEN takes.email THEN 1 ELSE a.email_source END,
                mobile = CASE WHEN takes.mobile THEN s.mobile ELSE a.mobile END, mobile_state = CASE WHEN takes.mobile THEN 1 ELSE a.mobile_state END,
                mobile_source = CASE WHEN takes.mobile THEN 1 ELSE a.mobile_source END,
                deletion_due_at = NULL, modified_at = now(), version = a.version + 1
            FROM staged_accounts s {Contacts}
            WHERE a.id = s.account_id AND s.verdict = 2 AND NOT s.follows AND a.id <> $1 AND (g.rank IS NULL OR g.rank < $2 OR (g.rank = 3 AND $2 = 3))
                AND (takes.email OR takes.mobile OR held.deletion_due_at IS NOT NULL OR (held.external_id IS NULL AND s.external_id IS NOT NULL)
                    OR (held.family_name, held.given_name) IS DISTINCT FROM (s.family_name, s.given_name) OR s.usage_name IS NOT NULL AND s.usage_name IS DISTINCT FROM held.usage_name
                    OR s.civility <> 0 AND s.civility <> held.civility OR s.birth_date IS NOT NULL AND s.birth_date IS DISTINCT FROM held.birth_date
                    OR s.national_id IS NOT NULL AND s.national_id IS DISTINCT FROM held.national_id OR s.language IS NOT NULL AND s.language <> held.language)
            RETURNING a.id, takes.email, takes.mobile)
        INSERT INTO staged_done SELECT c.id, false, f.field FROM changed c
            CROSS JOIN LATERAL (VALUES (CASE WHEN c.email THEN 8 END), (CASE WHEN c.mobile THEN 9 END), (CASE WHEN NOT c.email AND NOT c.mobile THEN 0 END)) f(field) WHERE f.field IS NOT NULL
        """;

    /// <summary>A place in the school for who has none; from today.</summary>
    public const string Join = """
        WITH added AS (
            INSERT INTO memberships (id, account_id, school_id, class_name, starts_on)
            SELECT gen_random_uuid(), s.account_id, s.school_id, max(s.class_name), today() FROM staged_accounts s
            WHERE s.school_id IS NOT NULL AND (s.verdict = 1 OR NOT EXISTS (
                SELECT FROM memberships m WHERE m.account_id = s.account_id AND m.school_id = s.school_id AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today())))
            GROUP BY s.account_id, s.school_id ORDER BY s.school_id, 4
            RETURNING account_id)
        INSERT INTO staged_done SELECT account_id, false, 11 FROM added
        """;

    public const string Move = """
        WITH moved AS (
            UPDATE memberships m SET class_name = s.class_name FROM staged_accounts s
            WHERE s.verdict = 2 AND s.class_name IS NOT NULL AND m.account_id = s.account_id AND m.school_id = s.school_id AND m.starts_on <= today()
                AND (m.ends_on IS NULL OR m.ends_on > today()) AND m.class_name IS DISTINCT FROM s.class_name
            RETURNING m.account_id)
        INSERT INTO staged_done SELECT account_id, false, 10 FROM moved
        """;

    /// <summary>$1 import.</summary>
    public const string Relate = """
        WITH related AS (
            INSERT INTO relations AS r (parent_id, child_id)
            SELECT DISTINCT s.account_id, c.child_id FROM staged_accounts s
                CROSS JOIN LATERAL (SELECT child_id FROM import_children WHERE run_id = $1 AND ordinal = s.ordinal) c
                CROSS JOIN LATERAL (SELECT id FROM accounts WHERE accounts.id = c.child_id LIMIT 1) child
            WHERE c.child_id <> s.account_id
            ON CONFLICT (parent_id, child_id) DO UPDATE SET ends_on = NULL WHERE r.ends_on IS NOT NULL
            RETURNING parent_id)
        INSERT INTO staged_done SELECT parent_id, false, 12 FROM related
        """;

    /// <summary>A parent's schools are his children's.</summary>
    public const string Follow = """
        WITH touched AS MATERIALIZED (
            SELECT r.parent_id, r.child_id FROM staged_done d
                CROSS JOIN LATERAL (SELECT parent_id, child_id FROM relations WHERE child_id = d.account_id OFFSET 0) r WHERE d.field = 11
            UNION SELECT r.parent_id, r.child_id FROM staged_done d
                CROSS JOIN LATERAL (SELECT parent_id, child_id FROM relations WHERE parent_id = d.account_id OFFSET 0) r WHERE d.field = 12),
        missing AS MATERIALIZED (
            SELECT DISTINCT t.parent_id, m.school_id FROM touched t
                CROSS JOIN LATERAL (SELECT FROM accounts WHERE accounts.id = t.parent_id AND profile = 2 LIMIT 1) a
                CROSS JOIN LATERAL (
                    SELECT school_id FROM memberships WHERE account_id = t.child_id AND starts_on <= today() AND (ends_on IS NULL OR ends_on > today()) OFFSET 0) m
                LEFT JOIN LATERAL (
                    SELECT 1 AS there FROM memberships WHERE account_id = t.parent_id AND school_id = m.school_id AND (ends_on IS NULL OR ends_on > today()) LIMIT 1) o ON true
            WHERE o.there IS NULL),
        added AS (
            INSERT INTO memberships (id, account_id, school_id, starts_on) SELECT gen_random_uuid(), parent_id, school_id, today() FROM missing
            RETURNING account_id)
        INSERT INTO staged_done SELECT account_id, false, 11 FROM added
        """;

    /// <summary>One row an account: ids and the names of fields, nothing of what they hold. $1 operator, $2 network, $3 import.</summary>
    public const string Journal = """
        INSERT INTO audit_entries (at, actor_id, account_id, school_ids, action, outcome, network, detail)
        SELECT now(), $1, d.account_id,
            ARRAY(SELECT DISTINCT m.school_id FROM memberships m WHERE m.account_id = d.account_id AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today()) ORDER BY 1),
            CASE WHEN d.created THEN 'ImportCreated' ELSE 'ImportChanged' END, 1, $2, d.detail
        FROM (
            SELECT d.account_id, bool_or(d.created) AS created, concat_ws(' ', $3::text, CASE WHEN NOT bool_or(d.created) THEN string_agg(DISTINCT n.name, ' ') END) AS detail
            FROM staged_done d LEFT JOIN (VALUES (0, 'Identity'), (8, 'Email'), (9, 'Mobile'), (10, 'ClassName'), (11, 'School'), (12, 'Child')) n(field, name) ON n.field = d.field
            GROUP BY d.account_id) d
        """;

    /// <summary>$1 import, $2 last line of the portion.</summary>
    public const string Count = """
        UPDATE import_runs SET applied_through = $2,
            created = created + (SELECT count(*) FROM staged_done WHERE created),
            changed = changed + (SELECT count(*) FROM (SELECT account_id FROM staged_done GROUP BY 1 HAVING NOT bool_or(created)) c)
        WHERE id = $1
        """;
}
