-- How a folded French word sounds, roughly: the spellings that callers mix up (ph f, y i, eau au o, c k qu, doubled
-- letters, mute endings) come out the same.
CREATE FUNCTION search_sound(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        word, 'ph', 'f'), 'th', 't'), 'sch', 'ch'), 'eau', 'o'), 'au', 'o'), 'ai', 'e'), 'ei', 'e'), 'qu', 'k'), 'ck', 'k'), 'y', 'i'),
    'c([eiy])', 's\1', 'g'), 'c(?!h)', 'k', 'g'), '(.)\1+', '\1', 'g'), '(?<=.)[hw]', '', 'g'), '(?<=..)[dtsxpez]+$', '');

-- Brings the derived rows of these accounts into step with what the source tables hold now. The settings make it go by
-- index from account to account, one or 50,000, whatever the statistics of tables just filled say.
CREATE FUNCTION search_refresh(ids uuid[]) RETURNS void LANGUAGE plpgsql
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
        INSERT INTO search_people
        SELECT s.scope, a.id, lower(s.days), coalesce(upper(s.days), 'infinity'),
               "left"(replace(a.family_key, ' ', ''), 100), "left"(replace(a.given_key, ' ', ''), 100),
               "left"(' ' || array_to_string(a.name_words, ' '), 250),
               CASE WHEN s.schools IS NULL THEN concat(' ', a.login, ' ' || a.alias, ' ' || lower(a.email), ' ' || a.mobile, ' ' || lower(a.external_id)) END,
               a.profile, s.schools
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

CREATE FUNCTION search_memberships_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_refresh(ARRAY(SELECT DISTINCT account_id FROM added));
    RETURN NULL;
END $$;

CREATE FUNCTION search_memberships_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_refresh(ARRAY(
        SELECT account_id FROM (TABLE gone EXCEPT TABLE added) o UNION SELECT account_id FROM (TABLE added EXCEPT TABLE gone) n));
    RETURN NULL;
END $$;

CREATE FUNCTION search_memberships_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_refresh(ARRAY(SELECT DISTINCT account_id FROM gone));
    RETURN NULL;
END $$;

-- An account without a membership is in nobody's scope, so that a new account brings nothing: its memberships do.
CREATE FUNCTION search_accounts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Not a join: its plan, made for a single row, would be kept for a chunk of an import.
    changed uuid[] := ARRAY(
        SELECT n.id FROM (
            SELECT id, family_key, given_key, name_words, profile, login, alias, email, mobile, external_id FROM added
            EXCEPT
            SELECT id, family_key, given_key, name_words, profile, login, alias, email, mobile, external_id FROM gone) n);
BEGIN
    IF cardinality(changed) > 0 THEN PERFORM search_refresh(changed); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION search_accounts_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_refresh(ARRAY(SELECT id FROM gone));
    RETURN NULL;
END $$;

CREATE TRIGGER search_memberships_added AFTER INSERT ON memberships
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_memberships_added();
CREATE TRIGGER search_memberships_changed AFTER UPDATE ON memberships
    REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_memberships_changed();
CREATE TRIGGER search_memberships_removed AFTER DELETE ON memberships
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION search_memberships_removed();
CREATE TRIGGER search_accounts_changed AFTER UPDATE ON accounts
    REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_accounts_changed();
CREATE TRIGGER search_accounts_removed AFTER DELETE ON accounts
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION search_accounts_removed();
