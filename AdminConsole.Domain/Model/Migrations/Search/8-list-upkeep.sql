-- What the list filters and sorts by, beside the names that a search reads: 1-tables.sql.
--
-- The kind of an account is all that a filter asks of it in one number, so that one index answers every filter and every
-- pair of them: there are some hundred kinds in use, and a page reads the beginning of each that fits.
--   bits 0-2 profile; 3-4 source; 5 activated; 6-7 address (0 none, 1 usable, 2 refused); 8 has a mobile; 9 blocked; 10 pre-deleted
-- A block that ends by the clock stays in the kind: whoever filters by it looks at the account as well.
CREATE FUNCTION search_kind(a accounts) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT ((a).profile + ((a).source << 3) + CASE WHEN (a).activated_at IS NULL THEN 0 ELSE 32 END
        + CASE WHEN (a).email IS NULL THEN 0 WHEN (a).email_state = 3 THEN 128 ELSE 64 END + CASE WHEN (a).mobile IS NULL THEN 0 ELSE 256 END
        + CASE WHEN (a).blocked_at IS NULL THEN 0 ELSE 512 END + CASE WHEN (a).deletion_due_at IS NULL THEN 0 ELSE 1024 END)::smallint
$$;

DROP INDEX search_people_family;
ALTER TABLE search_people ADD COLUMN kind smallint NOT NULL DEFAULT 0, ADD COLUMN created_at timestamptz NOT NULL DEFAULT 'epoch';
UPDATE search_people p SET kind = search_kind(a), created_at = a.created_at FROM accounts a WHERE a.id = p.account_id;
ALTER TABLE search_people ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN created_at DROP DEFAULT;

-- A school's rows are few enough to be read by name and sorted. Those of the département have their own indexes.
CREATE INDEX search_people_family ON search_people (scope, family, given, account_id) INCLUDE (starts_on, ends_on, words, profile, schools, kind, created_at);
CREATE INDEX search_people_kind ON search_people (kind, family, given, account_id) INCLUDE (starts_on, ends_on, created_at)
    WHERE scope = '00000000-0000-0000-0000-000000000000';
CREATE INDEX search_people_created ON search_people (kind, created_at, account_id) INCLUDE (starts_on, ends_on)
    WHERE scope = '00000000-0000-0000-0000-000000000000';

-- Brings the derived rows of these accounts into step with what the source tables hold now. The settings make it go by
-- index from account to account, one or 50,000, whatever the statistics of tables just filled say.
CREATE OR REPLACE FUNCTION search_refresh(ids uuid[]) RETURNS void LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET work_mem = '64MB' AS $$
DECLARE
    everywhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    v_today CONSTANT date := today();
BEGIN
    -- A rename and a move at the same time must not each miss the other: whoever comes second waits here, and then reads
    -- what the first has committed.
    PERFORM FROM (SELECT DISTINCT unnest(ids) AS id ORDER BY 1) i JOIN accounts a ON a.id = i.id ORDER BY i.id FOR NO KEY UPDATE OF a;

    WITH gone AS (
        DELETE FROM search_people p USING unnest(ids) i(id) WHERE p.scope = everywhere AND p.account_id = i.id
        RETURNING p.account_id, p.family, p.words, p.schools),
    places AS (
        SELECT DISTINCT g.account_id, g.family, g.words, s.scope FROM gone g CROSS JOIN LATERAL unnest(g.schools || everywhere) s(scope)),
    gone_people AS (
        DELETE FROM search_people p USING places g
        WHERE p.scope = g.scope AND p.account_id = g.account_id AND p.scope <> everywhere),
    -- Made first, so that the word is part of the look-up: else every word of the place is read for each account.
    gone_words AS MATERIALIZED (
        SELECT DISTINCT g.scope, "left"(x.word, 100) AS word, g.family, g.account_id
        FROM places g CROSS JOIN LATERAL unnest(string_to_array(ltrim(g.words), ' ')) x(word)
        WHERE NOT starts_with(g.family, x.word))
    DELETE FROM search_words w USING gone_words g
    WHERE w.scope = g.scope AND w.word = g.word AND w.family = g.family AND w.account_id = g.account_id;

    WITH places AS (
        -- A membership that is over never counts again: only those of today and tomorrow are kept.
        SELECT m.account_id, m.school_id, m.school_id AS school, daterange(m.starts_on, m.ends_on) AS days
        FROM (SELECT DISTINCT unnest(ids) AS id) i JOIN memberships m ON m.account_id = i.id
        WHERE m.ends_on IS NULL OR (m.ends_on > v_today AND m.ends_on > m.starts_on)),
    stretches AS (
        SELECT s.account_id, s.scope, s.schools, unnest(s.days) AS days FROM (
            SELECT p.account_id, coalesce(p.school_id, everywhere) AS scope, range_agg(p.days) AS days,
                   CASE WHEN p.school_id IS NULL THEN array_agg(DISTINCT p.school) END AS schools
            FROM places p GROUP BY GROUPING SETS ((p.account_id, p.school_id), (p.account_id))) s),
    people AS (
        INSERT INTO search_people (scope, account_id, starts_on, ends_on, family, given, words, identifiers, profile, schools, kind, created_at)
        SELECT s.scope, a.id, lower(s.days), coalesce(upper(s.days), 'infinity'),
               "left"(replace(a.family_key, ' ', ''), 100), "left"(replace(a.given_key, ' ', ''), 100),
               "left"(' ' || array_to_string(a.name_words, ' '), 250),
               CASE WHEN s.schools IS NULL THEN concat(' ', a.login, ' ' || a.alias, ' ' || lower(a.email), ' ' || a.mobile, ' ' || lower(a.external_id)) END,
               a.profile, s.schools, search_kind(a), a.created_at
        FROM stretches s JOIN accounts a ON a.id = s.account_id
        ORDER BY 1, 5, 6
        RETURNING scope, account_id, starts_on, ends_on, family, given, words),
    words AS (
        INSERT INTO search_words
        SELECT p.scope, "left"(x.word, 100), p.family, p.given, p.account_id, p.starts_on, p.ends_on, p.words
        FROM people p CROSS JOIN LATERAL unnest(string_to_array(ltrim(p.words), ' ')) x(word)
        WHERE NOT starts_with(p.family, x.word)
        ORDER BY 1, 2, 3, 4)
    INSERT INTO search_lexicon
    SELECT x.word, search_sound(x.word)
    FROM (SELECT DISTINCT "left"(w.word, 100) AS word
          FROM unnest(ids) i(id) JOIN accounts a ON a.id = i.id CROSS JOIN LATERAL unnest(a.name_words) w(word)) x
    WHERE NOT EXISTS (SELECT FROM search_lexicon l WHERE l.word = x.word);
END $$;

-- An account without a membership is in nobody's scope, so that a new account brings nothing: its memberships do. What
-- only the list shows (activated, blocked, a refused address) is set in place: that is on the way of every activation.
CREATE OR REPLACE FUNCTION search_accounts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    everywhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    -- Not a join: its plan, made for a single row, would be kept for a chunk of an import.
    changed uuid[] := ARRAY(
        SELECT n.id FROM (
            SELECT id, family_key, given_key, name_words, profile, login, alias, email, mobile, external_id FROM added
            EXCEPT
            SELECT id, family_key, given_key, name_words, profile, login, alias, email, mobile, external_id FROM gone) n);
    marked uuid[] := ARRAY(
        SELECT n.id FROM (
            SELECT id, source, activated_at IS NULL, email_state, blocked_at IS NULL, deletion_due_at IS NULL, created_at FROM added
            EXCEPT
            SELECT id, source, activated_at IS NULL, email_state, blocked_at IS NULL, deletion_due_at IS NULL, created_at FROM gone) n
        WHERE n.id <> ALL (changed));
    v_id uuid;
BEGIN
    IF cardinality(changed) > 0 THEN PERFORM search_refresh(changed); END IF;
    FOREACH v_id IN ARRAY marked LOOP
        UPDATE search_people p SET kind = search_kind(a), created_at = a.created_at FROM accounts a
        WHERE a.id = v_id AND p.account_id = v_id
            AND p.scope = ANY (everywhere || ARRAY(SELECT unnest(e.schools) FROM search_people e WHERE e.scope = everywhere AND e.account_id = v_id));
    END LOOP;
    RETURN NULL;
END $$;
