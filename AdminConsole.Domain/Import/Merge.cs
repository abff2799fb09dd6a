namespace AdminConsole.Domain.Import;

/// <summary>
/// The statements that carry one staged chunk into the real tables, in this order: accounts in one commit, then the rest. Probes into large
/// tables are LATERAL with LIMIT: an index look-up for each staged row, whatever the planner believes of tables just filled.
/// </summary>
internal static class Merge
{
    public const string Schools = """
        INSERT INTO schools AS held (id, uai, name, town, public_page_url, contact_email, contact_phone, closed_on)
        SELECT id, uai, name, town, public_page_url, contact_email, contact_phone, closed_on FROM staged_schools
        ON CONFLICT (uai) DO UPDATE SET name = excluded.name, town = excluded.town, public_page_url = excluded.public_page_url,
            contact_email = excluded.contact_email, contact_phone = excluded.contact_phone, closed_on = excluded.closed_on
        WHERE (held.name, held.town, held.public_page_url, held.contact_email, held.contact_phone, held.closed_on)
            IS DISTINCT FROM (excluded.name, excluded.town, excluded.public_page_url, excluded.contact_email, excluded.contact_phone, excluded.closed_on)
        RETURNING xmax = 0
        """;

    /// <summary>Which rows are about accounts that exist.</summary>
    public const string Known = """
        INSERT INTO staged_known (ordinal, account_id)
        SELECT s.ordinal, a.id FROM staged_accounts s
            CROSS JOIN LATERAL (SELECT id FROM accounts WHERE accounts.id = s.id LIMIT 1) a
            WHERE s.has_id
        UNION ALL
        SELECT s.ordinal, a.id FROM staged_accounts s
            CROSS JOIN LATERAL (SELECT id FROM accounts WHERE accounts.external_id = s.external_id LIMIT 1) a
            WHERE NOT s.has_id AND s.external_id IS NOT NULL
        """;

    /// <summary>New accounts, in the order of their logins: the trigger that fills login_names then walks along its index.</summary>
    public const string NewAccounts = """
        INSERT INTO accounts (id, external_id, national_id, source, profile, civility, family_name, given_name, usage_name, family_key,
            given_key, name_words, birth_date, login, email, email_state, email_source, mobile, mobile_state, mobile_source, language,
            password_hash, password_changed_at, activated_at, last_sign_in_at, blocked_at, blocked_reason, blocked_until, federated_with,
            created_at, modified_at, version)
        SELECT s.id, s.external_id, s.national_id, s.source, s.profile, s.civility, s.family_name, s.given_name, s.usage_name, s.family_key,
            s.given_key, s.name_words, s.birth_date, l.name, s.email, s.email_state, s.email_source, s.mobile, s.mobile_state, s.mobile_source,
            s.language, s.password_hash, CASE WHEN s.password_hash IS NOT NULL THEN s.activated_at END, s.activated_at, s.last_sign_in_at,
            s.blocked_at, s.blocked_reason, s.blocked_until, s.federated_with,
            coalesce(s.created_at, now()), coalesce(s.modified_at, s.created_at, now()), 1
        FROM staged_logins l JOIN staged_accounts s USING (ordinal)
        ORDER BY l.name
        """;

    /// <summary>
    /// Known accounts whose identity differs from the row. A contact follows a file only where there is none yet or where the one
    /// on record came from a file: what a person or an operator gave stays.
    /// </summary>
    public const string ChangedAccounts = """
        UPDATE accounts a SET
            national_id = coalesce(s.national_id, a.national_id), profile = s.profile,
            civility = CASE s.civility WHEN 0 THEN a.civility ELSE s.civility END,
            family_name = s.family_name, given_name = s.given_name, usage_name = s.usage_name,
            family_key = s.family_key, given_key = s.given_key, name_words = s.name_words, birth_date = coalesce(s.birth_date, a.birth_date),
            email = CASE WHEN c.takes_email THEN s.email ELSE a.email END,
            email_state = CASE WHEN c.takes_email THEN s.email_state ELSE a.email_state END,
            email_source = CASE WHEN c.takes_email THEN s.email_source ELSE a.email_source END,
            mobile = CASE WHEN c.takes_mobile THEN s.mobile ELSE a.mobile END,
            mobile_state = CASE WHEN c.takes_mobile THEN s.mobile_state ELSE a.mobile_state END,
            mobile_source = CASE WHEN c.takes_mobile THEN s.mobile_source ELSE a.mobile_source END,
            modified_at = coalesce(s.modified_at, now()), version = a.version + 1
        FROM staged_known k JOIN staged_accounts s USING (ordinal)
            CROSS JOIN LATERAL (SELECT * FROM accounts WHERE accounts.id = k.account_id LIMIT 1) held
            CROSS JOIN LATERAL (SELECT
                s.email IS NOT NULL AND s.email IS DISTINCT FROM held.email AND coalesce(held.email_source, 1) = 1 AS takes_email,
                s.mobile IS NOT NULL AND s.mobile IS DISTINCT FROM held.mobile AND coalesce(held.mobile_source, 1) = 1 AS takes_mobile) c
        WHERE a.id = k.account_id AND (c.takes_email OR c.takes_mobile
            OR (held.profile, held.family_name, held.given_name, held.usage_name) IS DISTINCT FROM (s.profile, s.family_name, s.given_name, s.usage_name)
            OR s.national_id IS NOT NULL AND s.national_id IS DISTINCT FROM held.national_id
            OR s.birth_date IS NOT NULL AND s.birth_date IS DISTINCT FROM held.birth_date
            OR s.civility <> 0 AND s.civility <> held.civility)
        """;

    /// <summary>
    /// What no file carries, for known accounts. Where a contact came from, and whether it is good, is said of the same contact only. What the statement before changed differs in its date.
    /// </summary>
    public const string Past = """
        UPDATE accounts a SET source = s.source, password_hash = s.password_hash, password_changed_at = CASE WHEN s.password_hash IS NOT NULL THEN s.activated_at END,
            activated_at = s.activated_at, last_sign_in_at = s.last_sign_in_at, blocked_at = s.blocked_at, blocked_reason = s.blocked_reason, blocked_until = s.blocked_until,
            federated_with = s.federated_with, created_at = coalesce(s.created_at, a.created_at), modified_at = coalesce(s.modified_at, s.created_at, a.modified_at),
            email_state = CASE WHEN a.email = s.email THEN s.email_state ELSE a.email_state END, email_source = CASE WHEN a.email = s.email THEN s.email_source ELSE a.email_source END,
            mobile_state = CASE WHEN a.mobile = s.mobile THEN s.mobile_state ELSE a.mobile_state END, mobile_source = CASE WHEN a.mobile = s.mobile THEN s.mobile_source ELSE a.mobile_source END
        FROM staged_known k JOIN staged_accounts s USING (ordinal)
        WHERE a.id = k.account_id AND (
            (a.source, a.password_hash, a.activated_at, a.last_sign_in_at, a.blocked_at, a.blocked_reason, a.blocked_until, a.federated_with, a.created_at, a.modified_at)
                IS DISTINCT FROM (s.source, s.password_hash, s.activated_at, s.last_sign_in_at, s.blocked_at, s.blocked_reason, s.blocked_until, s.federated_with,
                    coalesce(s.created_at, a.created_at), coalesce(s.modified_at, s.created_at, a.modified_at))
            OR a.email = s.email AND (a.email_state, a.email_source) IS DISTINCT FROM (s.email_state, s.email_source)
            OR a.mobile = s.mobile AND (a.mobile_state, a.mobile_source) IS DISTINCT FROM (s.mobile_state, s.mobile_source))
        """;

    /// <summary>Since when, and until when, known accounts are where the rows say that they are.</summary>
    public const string PastMemberships = """
        UPDATE memberships held SET starts_on = m.starts_on, ends_on = m.ends_on
        FROM staged_memberships m JOIN staged_known k USING (ordinal)
        WHERE held.account_id = k.account_id AND held.school_id = m.school_id AND held.class_name IS NOT DISTINCT FROM m.class_name
            AND (held.starts_on, held.ends_on) IS DISTINCT FROM (m.starts_on, m.ends_on)
        """;

    /// <summary>Memberships of new accounts, and those of known accounts that are not there yet.</summary>
    public const string Memberships = """
        INSERT INTO memberships (id, account_id, school_id, class_name, starts_on, ends_on)
        SELECT m.id, coalesce(k.account_id, s.id), m.school_id, m.class_name, m.starts_on, m.ends_on
        FROM staged_memberships m JOIN staged_accounts s USING (ordinal) LEFT JOIN staged_known k USING (ordinal)
        WHERE k.ordinal IS NULL OR NOT EXISTS (
            SELECT FROM memberships held WHERE held.account_id = k.account_id AND held.school_id = m.school_id
                AND held.class_name IS NOT DISTINCT FROM m.class_name AND held.ends_on IS NOT DISTINCT FROM m.ends_on)
        ORDER BY m.school_id, m.class_name
        """;

    public const string Grants = """
        INSERT INTO grants (id, account_id, function, school_id, may_export)
        SELECT g.id, coalesce(k.account_id, s.id), g.function, g.school_id, g.may_export
        FROM staged_grants g JOIN staged_accounts s USING (ordinal) LEFT JOIN staged_known k USING (ordinal)
        WHERE NOT EXISTS (
            SELECT FROM grants held WHERE held.account_id = k.account_id AND held.function = g.function
                AND held.school_id IS NOT DISTINCT FROM g.school_id AND held.ends_at IS NULL)
        """;

    /// <summary>Numbers: children found, relations that are new; then what was staged: memberships, grants, children.</summary>
    public const string Relations = """
        WITH named AS (
            SELECT coalesce(k.account_id, s.id) AS parent_id, child.id AS child_id
            FROM staged_children c JOIN staged_accounts s USING (ordinal) LEFT JOIN staged_known k USING (ordinal)
                CROSS JOIN LATERAL (
                    SELECT id FROM accounts WHERE accounts.id = c.child_id
                    UNION ALL
                    SELECT id FROM accounts WHERE c.child_id IS NULL AND accounts.external_id = c.child_external_id
                    LIMIT 1) child),
        added AS (
            INSERT INTO relations (parent_id, child_id) SELECT parent_id, child_id FROM named ON CONFLICT DO NOTHING RETURNING 1)
        SELECT (SELECT count(*) FROM named), (SELECT count(*) FROM added),
            (SELECT count(*) FROM staged_memberships), (SELECT count(*) FROM staged_grants), (SELECT count(*) FROM staged_children)
        """;
}
