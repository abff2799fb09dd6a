-- The search itself. Each function says what it reads; how these shapes were chosen: docs/decisions/0004-search.md.

-- What the actor may see now: the schools that his current grants name, or everywhere with « his own » schools; nothing
-- once his session is over or his account blocked, nor in a remembered session. The same rules as AdminDb.GrantsOf.
CREATE FUNCTION search_scope(p_actor uuid, p_session uuid, OUT schools uuid[], OUT everywhere boolean) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT coalesce(array_agg(DISTINCT g.school_id) FILTER (WHERE g.school_id IS NOT NULL), '{}'), coalesce(bool_or(g.school_id IS NULL), false)
    INTO schools, everywhere
    FROM grants g
    WHERE g.account_id = p_actor AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())
        AND EXISTS (
            SELECT FROM sessions s JOIN accounts a ON a.id = s.account_id
            WHERE s.id = p_session AND s.account_id = p_actor AND s.ended_at IS NULL AND s.idle_until > now() AND s.expires_at > now() AND NOT s.remembered
                AND (a.blocked_at IS NULL OR a.blocked_until <= now()));
    IF everywhere AND schools = '{}' THEN
        schools := ARRAY(
            SELECT DISTINCT m.school_id FROM memberships m
            WHERE m.account_id = p_actor AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today()));
    END IF;
END $$;

-- One word: family names that begin with it, in the order of the index; if that is not enough, other words.
CREATE FUNCTION search_one_word(p_word text, p_schools uuid[], p_everywhere boolean, p_except uuid[], p_wanted int) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    everywhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    beyond CONSTANT text := p_word || U&'\+10FFFF';
    v_today CONSTANT date := today();
    many CONSTANT int := 40;
    v_scopes uuid[] := CASE WHEN p_everywhere THEN p_schools || everywhere ELSE p_schools END;
    v_found uuid[]; v_enough boolean := false; v_wanted int; v_rare int;
BEGIN
    -- Many schools: walk the whole département in order and keep who is in one of them; the more schools, the sooner
    -- the list is full. A name that lives elsewhere would make it a long walk: after 2,000 rows it is given up.
    IF NOT p_everywhere AND cardinality(p_schools) > many THEN
        v_found := ARRAY(
            SELECT p.account_id FROM (
                SELECT * FROM search_people p
                WHERE p.scope = everywhere AND p.family >= p_word AND p.family < beyond
                ORDER BY p.family, p.given, p.account_id LIMIT 2000) p
            WHERE p.schools && p_schools AND p.starts_on <= v_today AND p.ends_on > v_today AND p.account_id <> ALL (p_except)
                AND EXISTS (SELECT FROM memberships m WHERE m.account_id = p.account_id AND m.school_id = ANY (p_schools)
                            AND m.starts_on <= v_today AND (m.ends_on IS NULL OR m.ends_on > v_today))
            ORDER BY p.family, p.given, p.account_id LIMIT p_wanted);
        v_enough := cardinality(v_found) = p_wanted OR NOT EXISTS (
            SELECT FROM search_people p WHERE p.scope = everywhere AND p.family >= p_word AND p.family < beyond OFFSET 2000);
    END IF;
    IF NOT v_enough THEN
        v_found := ARRAY(
            SELECT h.account_id FROM (
                SELECT p.account_id, p.family, p.given, bool_or(s.scope <> everywhere) AS own
                FROM unnest(v_scopes) s(scope) CROSS JOIN LATERAL (
                    SELECT p.account_id, p.family, p.given FROM search_people p
                    WHERE p.scope = s.scope AND p.family >= p_word AND p.family < beyond
                        AND p.starts_on <= v_today AND p.ends_on > v_today AND p.account_id <> ALL (p_except)
                    ORDER BY p.family, p.given, p.account_id LIMIT p_wanted) p
                GROUP BY p.account_id, p.family, p.given) h
            ORDER BY h.own DESC, h.family, h.given, h.account_id LIMIT p_wanted);
    END IF;
    v_wanted := p_wanted - cardinality(v_found);
    IF v_wanted = 0 THEN RETURN v_found; END IF;

    IF p_everywhere THEN
        -- A given name may have 20,000 bearers: for each word that begins so, the first of them in the order of the index.
        RETURN v_found || ARRAY(
            SELECT h.account_id FROM (
                SELECT p.account_id, p.family, p.given, bool_or(p.own) AS own FROM (
                    SELECT p.account_id, p.family, p.given, true AS own FROM unnest(p_schools) s(scope) JOIN search_words p ON p.scope = s.scope
                    WHERE p.word >= p_word AND p.word < beyond AND NOT starts_with(p.family, p_word)
                        AND p.starts_on <= v_today AND p.ends_on > v_today AND p.account_id <> ALL (p_except)
                    UNION ALL
                    SELECT p.account_id, p.family, p.given, false
                    FROM (SELECT DISTINCT l.word FROM search_lexicon l WHERE l.word >= p_word AND l.word < beyond) l CROSS JOIN LATERAL (
                        SELECT p.account_id, p.family, p.given FROM search_words p
                        WHERE p.scope = everywhere AND p.word = l.word AND NOT starts_with(p.family, p_word)
                            AND p.starts_on <= v_today AND p.ends_on > v_today AND p.account_id <> ALL (p_except)
                        ORDER BY p.family, p.given, p.account_id LIMIT v_wanted) p) p
                GROUP BY p.account_id, p.family, p.given) h
            ORDER BY h.own DESC, h.family, h.given, h.account_id LIMIT v_wanted);
    END IF;

    IF cardinality(p_schools) > many THEN
        SELECT count(*) INTO v_rare FROM (
            SELECT FROM search_words p WHERE p.scope = everywhere AND p.word >= p_word AND p.word < beyond LIMIT 301) r;
        IF v_rare <= 300 THEN
            RETURN v_found || ARRAY(
                SELECT p.account_id FROM search_words p
                WHERE p.scope = everywhere AND p.word >= p_word AND p.word < beyond AND NOT starts_with(p.family, p_word)
                    AND p.starts_on <= v_today AND p.ends_on > v_today AND p.account_id <> ALL (p_except)
                    AND EXISTS (SELECT FROM memberships m WHERE m.account_id = p.account_id AND m.school_id = ANY (p_schools)
                                AND m.starts_on <= v_today AND (m.ends_on IS NULL OR m.ends_on > v_today))
                GROUP BY p.account_id, p.family, p.given ORDER BY p.family, p.given, p.account_id LIMIT v_wanted);
        END IF;
    END IF;
    RETURN v_found || ARRAY(
        SELECT p.account_id FROM unnest(p_schools) s(scope) JOIN search_words p ON p.scope = s.scope
        WHERE p.word >= p_word AND p.word < beyond AND NOT starts_with(p.family, p_word)
            AND p.starts_on <= v_today AND p.ends_on > v_today AND p.account_id <> ALL (p_except)
        GROUP BY p.account_id, p.family, p.given ORDER BY p.family, p.given, p.account_id LIMIT v_wanted);
END $$;

-- How many rows in these places begin so, counted no further than a limit.
CREATE FUNCTION search_count(p_word text, p_scopes uuid[], p_limit int) RETURNS int LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM (
        SELECT FROM unnest(p_scopes) s(scope) CROSS JOIN LATERAL (
            SELECT FROM search_people p WHERE p.scope = s.scope AND p.family >= p_word AND p.family < p_word || U&'\+10FFFF'
            UNION ALL
            SELECT FROM search_words p WHERE p.scope = s.scope AND p.word >= p_word AND p.word < p_word || U&'\+10FFFF') p
        LIMIT p_limit) c);
END $$;

-- Several words, by reading everybody with the one and keeping who has the others. p_in_scope: the places are in scope
-- themselves; else whoever is found must have a membership in one of the schools.
CREATE FUNCTION search_driven(p_driver text, p_words text[], p_scopes uuid[], p_in_scope boolean, p_schools uuid[], p_except uuid[], p_wanted int) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    everywhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    beyond CONSTANT text := p_driver || U&'\+10FFFF';
    v_today CONSTANT date := today();
    v_patterns CONSTANT text[] := ARRAY(SELECT '% ' || w || '%' FROM unnest(p_words) w WHERE w <> p_driver);
    v_family_patterns CONSTANT text[] := ARRAY(SELECT w || '%' FROM unnest(p_words) w);
BEGIN
    RETURN ARRAY(
        SELECT h.account_id FROM (
            SELECT p.account_id, p.family, p.given, bool_or(p.scope <> everywhere) AS own FROM (
                SELECT s.scope, p.account_id, p.family, p.given FROM unnest(p_scopes) s(scope) JOIN search_people p ON p.scope = s.scope
                WHERE p.family >= p_driver AND p.family < beyond AND p.words LIKE ALL (v_patterns) AND p.starts_on <= v_today AND p.ends_on > v_today
                UNION ALL
                SELECT s.scope, p.account_id, p.family, p.given FROM unnest(p_scopes) s(scope) JOIN search_words p ON p.scope = s.scope
                WHERE p.word >= p_driver AND p.word < beyond AND p.words LIKE ALL (v_patterns) AND p.starts_on <= v_today AND p.ends_on > v_today) p
            WHERE p.account_id <> ALL (p_except) AND (p_in_scope OR EXISTS (
                SELECT FROM memberships m WHERE m.account_id = p.account_id AND m.school_id = ANY (p_schools)
                    AND m.starts_on <= v_today AND (m.ends_on IS NULL OR m.ends_on > v_today)))
            GROUP BY p.account_id, p.family, p.given) h
        ORDER BY h.family LIKE ANY (v_family_patterns) DESC, h.own DESC, h.family, h.given, h.account_id LIMIT p_wanted);
END $$;

-- Several words: never driven by a common one. A rare word gives the whole answer by itself. When all are common, few
-- schools are read through; in the whole département the family names in order fill the list soon, or else the rarest is read.
CREATE FUNCTION search_many_words(p_words text[], p_schools uuid[], p_everywhere boolean, p_except uuid[], p_wanted int) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    everywhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    rare CONSTANT int := CASE WHEN p_everywhere THEN 4000 ELSE 2000 END;
    v_today CONSTANT date := today();
    v_scopes CONSTANT uuid[] := CASE WHEN p_everywhere THEN p_schools || everywhere ELSE p_schools END;
    v_patterns CONSTANT text[] := ARRAY(SELECT '% ' || w || '%' FROM unnest(p_words) w);
    v_drivers CONSTANT text[] := ARRAY(SELECT w FROM unnest(p_words) w ORDER BY length(w) DESC, w LIMIT 4);
    v_limit int; v_word text; v_count int; v_driver text; v_fewest int; v_found uuid[];
BEGIN
    IF NOT p_everywhere AND cardinality(p_schools) <= 3 THEN
        RETURN search_driven(v_drivers[1], p_words, p_schools, true, p_schools, p_except, p_wanted);
    END IF;

    FOREACH v_word IN ARRAY v_drivers LOOP
        IF search_count(v_word, ARRAY[everywhere], rare) < rare THEN
            RETURN search_driven(v_word, p_words, CASE WHEN p_everywhere THEN v_scopes ELSE ARRAY[everywhere] END, p_everywhere, p_schools, p_except, p_wanted);
        END IF;
    END LOOP;

    IF NOT p_everywhere THEN
        -- The rarest in the first ten schools is near enough the rarest in all of them.
        FOREACH v_word IN ARRAY v_drivers LOOP
            v_count := search_count(v_word, p_schools[:10], 100000);
            IF v_fewest IS NULL OR v_count < v_fewest THEN v_driver := v_word; v_fewest := v_count; END IF;
        END LOOP;
        RETURN search_driven(v_driver, p_words, p_schools, true, p_schools, p_except, p_wanted);
    END IF;

    v_found := ARRAY(
        SELECT h.account_id FROM (
            SELECT p.account_id, p.family, p.given, bool_or(s.scope <> everywhere) AS own
            FROM unnest(v_scopes) s(scope) CROSS JOIN unnest(v_drivers) w(word) CROSS JOIN LATERAL (
                SELECT p.account_id, p.family, p.given FROM search_people p
                WHERE p.scope = s.scope AND p.family >= w.word AND p.family < w.word || U&'\+10FFFF'
                    AND p.words LIKE ALL (v_patterns) AND p.starts_on <= v_today AND p.ends_on > v_today AND p.account_id <> ALL (p_except)
                ORDER BY p.family, p.given, p.account_id LIMIT p_wanted) p
            GROUP BY p.account_id, p.family, p.given) h
        ORDER BY h.own DESC, h.family, h.given, h.account_id LIMIT p_wanted);
    IF cardinality(v_found) = p_wanted THEN RETURN v_found; END IF;

    FOREACH v_limit IN ARRAY ARRAY[16000, 64000] LOOP
        FOREACH v_word IN ARRAY v_drivers LOOP
            v_driver := v_word;
            EXIT WHEN search_count(v_word, ARRAY[everywhere], v_limit) < v_limit;
            v_driver := NULL;
        END LOOP;
        EXIT WHEN v_driver IS NOT NULL;
    END LOOP;
    RETURN search_driven(coalesce(v_driver, v_drivers[1]), p_words, v_scopes, true, p_schools, p_except, p_wanted);
END $$;

-- Whose login, alias, address, number, external id or identifier begins so: at most so many of each kind, in its own
-- order. With p_exact nothing may follow. Written to be inlined.
CREATE FUNCTION search_holders(p_typed text, p_phones text[], p_id_from uuid, p_id_to uuid, p_exact boolean, p_most int) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    (SELECT n.account_id FROM login_names n
     WHERE n.name >= p_typed AND n.name <= CASE WHEN p_exact THEN p_typed ELSE p_typed || U&'\+10FFFF' END AND n.kind IN (1, 2) LIMIT p_most)
    UNION ALL
    (SELECT a.id FROM accounts a
     WHERE lower(a.email) COLLATE "C" >= p_typed AND lower(a.email) COLLATE "C" <= CASE WHEN p_exact THEN p_typed ELSE p_typed || U&'\+10FFFF' END
         AND a.email IS NOT NULL LIMIT p_most)
    UNION ALL
    (SELECT a.id FROM unnest(p_phones) n(number) JOIN accounts a
         ON a.mobile >= n.number AND a.mobile <= CASE WHEN p_exact THEN n.number ELSE n.number || U&'\+10FFFF' END AND a.mobile IS NOT NULL LIMIT p_most)
    UNION ALL
    (SELECT a.id FROM unnest(ARRAY[p_typed, upper(p_typed)]) t(typed) JOIN accounts a
         ON a.external_id >= t.typed AND a.external_id <= CASE WHEN p_exact THEN t.typed ELSE t.typed || U&'\+10FFFF' END LIMIT p_most)
    UNION ALL
    (SELECT a.id FROM accounts a WHERE a.id >= p_id_from AND a.id <= p_id_to AND (NOT p_exact OR p_id_from = p_id_to) LIMIT p_most)
$$;

-- Who in scope has exactly this identifier, or one that begins so. A beginning shared by thousands (« 061 », « marie. ») is
-- read by school when these are few; else the first 4,000 of each kind are looked at, and sorted by name.
CREATE FUNCTION search_identifier(
    p_typed text, p_phones text[], p_id_from uuid, p_id_to uuid, p_exact boolean, p_schools uuid[], p_everywhere boolean, p_except uuid[], p_wanted int)
RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    everywhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    beyond CONSTANT text := U&'\+10FFFF';
    v_today CONSTANT date := today();
    v_most int := 4000;
BEGIN
    IF p_everywhere THEN
        v_most := 400;
    ELSIF NOT p_exact AND cardinality(p_schools) <= 20 AND (
        SELECT count(*) FROM (SELECT FROM search_holders(p_typed, p_phones, p_id_from, p_id_to, false, 300) LIMIT 300) h) = 300 THEN
        RETURN ARRAY(
            SELECT p.account_id FROM unnest(p_schools) s(scope)
            CROSS JOIN LATERAL (SELECT * FROM search_people p WHERE p.scope = s.scope AND p.starts_on <= v_today AND p.ends_on > v_today OFFSET 0) p
            WHERE (strpos(p.identifiers, ' ' || p_typed) > 0 OR p.account_id BETWEEN p_id_from AND p_id_to
                   OR EXISTS (SELECT FROM unnest(p_phones) n(number) WHERE strpos(p.identifiers, ' ' || n.number) > 0))
                AND p.account_id <> ALL (p_except)
            GROUP BY p.account_id, p.family, p.given ORDER BY p.family, p.given, p.account_id LIMIT p_wanted);
    END IF;
    RETURN ARRAY(
        SELECT h.account_id FROM (
            SELECT p.account_id, p.family, p.given, o.own
            FROM search_holders(p_typed, p_phones, p_id_from, p_id_to, p_exact, v_most) id
            CROSS JOIN LATERAL (SELECT * FROM search_people p WHERE p.scope = everywhere AND p.account_id = id OFFSET 0) p
            CROSS JOIN LATERAL (
                SELECT p_schools <> '{}' AND EXISTS (
                    SELECT FROM memberships m WHERE m.account_id = p.account_id AND m.school_id = ANY (p_schools)
                        AND m.starts_on <= v_today AND (m.ends_on IS NULL OR m.ends_on > v_today)) AS own OFFSET 0) o
            WHERE p.starts_on <= v_today AND p.ends_on > v_today AND p.account_id <> ALL (p_except) AND (p_everywhere OR o.own)
            LIMIT CASE WHEN p_everywhere THEN 2000 ELSE 500 END) h
        GROUP BY h.account_id, h.family, h.given, h.own
        ORDER BY h.own DESC, h.family, h.given, h.account_id LIMIT p_wanted);
END $$;

-- Words that are written or sound nearly so: the same sound first, then one letter too many, missing, wrong or swapped.
-- All of them are beginnings, since what is typed may be one; a last letter too many gives whole words only.
CREATE FUNCTION search_spellings(p_word text) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(x.word ORDER BY x.quality, length(x.word) DESC, x.word), '{}') FROM (
        SELECT e.word, min(e.quality) AS quality FROM (
            (SELECT l.word, 0 AS quality FROM search_lexicon l
             WHERE l.sound = search_sound(p_word) ORDER BY abs(length(l.word) - length(p_word)), l.word LIMIT 12)
            UNION ALL
            SELECT e.word, e.quality FROM (
                SELECT "left"(p_word, i - 1) || substr(p_word, i + 1, 1) || substr(p_word, i, 1) || substr(p_word, i + 2), 1 FROM generate_series(1, length(p_word) - 1) i
                UNION
                SELECT "left"(p_word, i - 1) || substr(p_word, i + 1), 1 FROM generate_series(1, length(p_word) - 1) i
                UNION
                SELECT "left"(p_word, i - 1) || c || substr(p_word, i + 1), 2 FROM generate_series(1, length(p_word)) i, regexp_split_to_table('abcdefghijklmnopqrstuvwxyz', '') c
                UNION
                SELECT "left"(p_word, i - 1) || c || substr(p_word, i), 2 FROM generate_series(1, length(p_word)) i, regexp_split_to_table('abcdefghijklmnopqrstuvwxyz', '') c) e(word, quality)
            WHERE e.word <> p_word
                AND EXISTS (SELECT FROM search_lexicon l WHERE l.word >= e.word AND l.word < e.word || U&'\+10FFFF')
            UNION ALL
            SELECT l.word, 1 FROM search_lexicon l WHERE l.word = "left"(p_word, -1)) e
        GROUP BY e.word ORDER BY 2, length(e.word) DESC, 1 LIMIT 40) x
$$;

-- The names nearest to what was typed, in the order of search_spellings. Several words: the one that nobody bears is
-- replaced; when each is somebody's, each in turn. A word longer than any name is no misspelt one, and would be the
-- costlier the longer it is.
CREATE FUNCTION search_near(p_words text[], p_schools uuid[], p_everywhere boolean, p_wanted int) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_found uuid[] := '{}'; v_word text; v_near text; v_tries int := 40; v_unknown int[]; i int;
BEGIN
    IF cardinality(p_words) > 6 OR EXISTS (SELECT FROM unnest(p_words) w(word) WHERE length(w.word) > 30) THEN RETURN v_found; END IF;
    v_unknown := ARRAY(
        SELECT w.place FROM unnest(p_words) WITH ORDINALITY w(word, place)
        WHERE NOT EXISTS (SELECT FROM search_lexicon l WHERE l.word >= w.word AND l.word < w.word || U&'\+10FFFF'));
    IF cardinality(v_unknown) > 1 THEN
        -- Two wrong words: the best three spellings of each, in every combination.
        IF cardinality(v_unknown) > 2 THEN RETURN v_found; END IF;
        FOREACH v_word IN ARRAY (search_spellings(p_words[v_unknown[1]]))[1:3] LOOP
            FOREACH v_near IN ARRAY (search_spellings(p_words[v_unknown[2]]))[1:3] LOOP
                p_words[v_unknown[1]] := v_word; p_words[v_unknown[2]] := v_near;
                v_found := v_found || search_many_words(p_words, p_schools, p_everywhere, v_found, p_wanted - cardinality(v_found));
                IF cardinality(v_found) >= p_wanted THEN RETURN v_found; END IF;
            END LOOP;
        END LOOP;
        RETURN v_found;
    END IF;
    FOR i IN 1 .. cardinality(p_words) LOOP
        CONTINUE WHEN length(p_words[i]) < 3 OR (cardinality(v_unknown) = 1 AND i <> v_unknown[1]);
        FOREACH v_near IN ARRAY search_spellings(p_words[i]) LOOP
            v_found := v_found || CASE WHEN cardinality(p_words) = 1
                THEN search_one_word(v_near, p_schools, p_everywhere, v_found, p_wanted - cardinality(v_found))
                ELSE search_many_words(p_words[:i - 1] || v_near || p_words[i + 1:], p_schools, p_everywhere, v_found, p_wanted - cardinality(v_found)) END;
            v_tries := v_tries - 1;
            IF cardinality(v_found) >= p_wanted OR v_tries = 0 THEN RETURN v_found; END IF;
        END LOOP;
    END LOOP;
    RETURN v_found;
END $$;

-- The one membership in scope that a row shows, and how many more there are. Written to be inlined.
CREATE FUNCTION search_shown(p_account uuid, p_schools uuid[], p_everywhere boolean, p_class text)
RETURNS TABLE (class_name text, name text, others bigint) LANGUAGE sql STABLE AS $$
    SELECT m.class_name, s.name, count(*) OVER () - 1
    FROM memberships m JOIN schools s ON s.id = m.school_id
    WHERE m.account_id = p_account AND (p_everywhere OR m.school_id = ANY (p_schools))
        AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today())
    ORDER BY m.class_name = p_class DESC NULLS LAST, m.school_id = ANY (p_schools) DESC, m.class_name IS NULL, s.name, m.class_name LIMIT 1
$$;

-- One keystroke. Exact identifiers, names, beginnings of identifiers; or, when asked, near spellings. The settings hold
-- for this function only: its plans are made once a connection and for the shapes above, whatever the statistics say.
CREATE FUNCTION search_accounts(
    p_actor uuid, p_session uuid, p_words text[], p_typed text, p_phones text[], p_id_from uuid, p_id_to uuid, p_near boolean, p_wanted int)
RETURNS TABLE (
    id uuid, family_name text, given_name text, usage_name text, profile smallint, login text, birth_date date,
    class_name text, school text, other_schools int)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off SET max_parallel_workers_per_gather = 0
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    v_schools uuid[]; v_everywhere boolean; v_found uuid[] := '{}';
    v_identifier CONSTANT boolean := length(p_typed) >= 3;
BEGIN
    SELECT s.schools, s.everywhere INTO v_schools, v_everywhere FROM search_scope(p_actor, p_session) s;
    IF NOT v_everywhere AND v_schools = '{}' THEN RETURN; END IF;

    IF p_near THEN
        v_found := search_near(p_words, v_schools, v_everywhere, p_wanted);
    ELSE
        IF v_identifier THEN
            v_found := search_identifier(p_typed, p_phones, p_id_from, p_id_to, true, v_schools, v_everywhere, v_found, p_wanted);
        END IF;
        IF cardinality(v_found) < p_wanted AND cardinality(p_words) > 0 THEN
            v_found := v_found || CASE WHEN cardinality(p_words) = 1
                THEN search_one_word(p_words[1], v_schools, v_everywhere, v_found, p_wanted - cardinality(v_found))
                ELSE search_many_words(p_words, v_schools, v_everywhere, v_found, p_wanted - cardinality(v_found)) END;
        END IF;
        IF cardinality(v_found) < p_wanted AND v_identifier THEN
            v_found := v_found || search_identifier(p_typed, p_phones, p_id_from, p_id_to, false, v_schools, v_everywhere, v_found, p_wanted - cardinality(v_found));
        END IF;
    END IF;

    RETURN QUERY
        SELECT a.id, a.family_name::text, a.given_name::text, a.usage_name::text, a.profile, a.login::text, a.birth_date,
            m.class_name::text, m.name::text, m.others::int
        FROM unnest(v_found) WITH ORDINALITY f(id, place)
        JOIN accounts a ON a.id = f.id
        CROSS JOIN LATERAL search_shown(f.id, v_schools, v_everywhere, NULL) m
        ORDER BY f.place;
END $$;

-- The full list under the combobox, by NOM, Prénom, a page at a time from a given person on. A school is one of the
-- actor's, or nothing is found. A common word is met soon by walking the names in order; a rare one is read whole.
CREATE FUNCTION search_list(
    p_actor uuid, p_session uuid, p_words text[], p_typed text, p_phones text[], p_id_from uuid, p_id_to uuid,
    p_school uuid, p_class text, p_profile smallint, p_family text, p_given text, p_after uuid, p_wanted int)
RETURNS TABLE (
    id uuid, family_name text, given_name text, usage_name text, profile smallint, login text, birth_date date,
    class_name text, school text, other_schools int, family text, given text)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off SET max_parallel_workers_per_gather = 0
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    everywhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    v_today CONSTANT date := today();
    v_schools uuid[]; v_everywhere boolean; v_scopes uuid[]; v_only uuid[]; v_driver text; v_word text;
    v_patterns CONSTANT text[] := ARRAY(SELECT '% ' || w || '%' FROM unnest(p_words) w);
    v_family text[] := '{}'; v_given text[] := '{}'; v_ids uuid[] := '{}';
BEGIN
    SELECT s.schools, s.everywhere INTO v_schools, v_everywhere FROM search_scope(p_actor, p_session) s;
    IF p_school IS NOT NULL THEN
        v_schools := CASE WHEN v_everywhere OR p_school = ANY (v_schools) THEN ARRAY[p_school] ELSE '{}' END;
        v_everywhere := false;
    END IF;
    v_scopes := CASE WHEN v_everywhere THEN ARRAY[everywhere] ELSE v_schools END;
    IF v_scopes = '{}' THEN RETURN; END IF;

    IF length(p_typed) >= 3 THEN
        v_only := search_identifier(p_typed, p_phones, p_id_from, p_id_to, false, v_schools, v_everywhere, '{}', 500);
    END IF;
    FOREACH v_word IN ARRAY p_words LOOP
        IF search_count(v_word, v_scopes, 4000) < 4000 THEN v_driver := v_word; EXIT; END IF;
    END LOOP;

    SELECT coalesce(array_agg(h.family ORDER BY h.family, h.given, h.account_id), '{}'), coalesce(array_agg(h.given ORDER BY h.family, h.given, h.account_id), '{}'),
        coalesce(array_agg(h.account_id ORDER BY h.family, h.given, h.account_id), '{}')
    INTO v_family, v_given, v_ids
    FROM (
        SELECT h.family, h.given, h.account_id FROM (
            -- Who has the rare word.
            SELECT p.family, p.given, p.account_id FROM unnest(v_scopes) s(scope) CROSS JOIN LATERAL (
                SELECT p.family, p.given, p.account_id FROM search_people p
                WHERE v_driver IS NOT NULL AND p.scope = s.scope AND p.family >= v_driver AND p.family < v_driver || U&'\+10FFFF'
                    AND p.words LIKE ALL (v_patterns) AND p.starts_on <= v_today AND p.ends_on > v_today
                UNION ALL
                SELECT p.family, p.given, p.account_id FROM search_words p
                WHERE v_driver IS NOT NULL AND p.scope = s.scope AND p.word >= v_driver AND p.word < v_driver || U&'\+10FFFF'
                    AND p.words LIKE ALL (v_patterns) AND p.starts_on <= v_today AND p.ends_on > v_today) p
            WHERE ((p.family, p.given, p.account_id) > (p_family, p_given, p_after) OR p_after IS NULL)
                AND (p_profile IS NULL OR EXISTS (SELECT FROM accounts a WHERE a.id = p.account_id AND a.profile = p_profile))
                AND (p_class IS NULL OR EXISTS (SELECT FROM memberships m WHERE m.account_id = p.account_id AND m.school_id = p_school AND m.class_name = p_class
                                                AND m.starts_on <= v_today AND (m.ends_on IS NULL OR m.ends_on > v_today)))
            UNION
            -- Everybody in order, as far as the page goes.
            SELECT p.family, p.given, p.account_id FROM unnest(v_scopes) s(scope) CROSS JOIN LATERAL (
                SELECT p.family, p.given, p.account_id FROM search_people p
                WHERE v_driver IS NULL AND (p_words <> '{}' OR p_typed = '') AND p.scope = s.scope
                    AND (p.family, p.given, p.account_id) > (coalesce(p_family, ''), coalesce(p_given, ''), coalesce(p_after, everywhere))
                    AND p.words LIKE ALL (v_patterns) AND p.starts_on <= v_today AND p.ends_on > v_today
                    AND (p_profile IS NULL OR p.profile = p_profile)
                    AND (p_class IS NULL OR EXISTS (SELECT FROM memberships m WHERE m.account_id = p.account_id AND m.school_id = p_school AND m.class_name = p_class
                                                    AND m.starts_on <= v_today AND (m.ends_on IS NULL OR m.ends_on > v_today)))
                ORDER BY p.family, p.given, p.account_id LIMIT p_wanted) p
            UNION
            -- Who has the identifier.
            SELECT p.family, p.given, p.account_id FROM search_people p
            WHERE p.scope = everywhere AND p.account_id = ANY (v_only) AND p.starts_on <= v_today AND p.ends_on > v_today
                AND ((p.family, p.given, p.account_id) > (p_family, p_given, p_after) OR p_after IS NULL) AND (p_profile IS NULL OR p.profile = p_profile)
                AND (p_class IS NULL OR EXISTS (SELECT FROM memberships m WHERE m.account_id = p.account_id AND m.school_id = p_school AND m.class_name = p_class
                                                AND m.starts_on <= v_today AND (m.ends_on IS NULL OR m.ends_on > v_today)))) h
        ORDER BY h.family, h.given, h.account_id LIMIT p_wanted) h;

    RETURN QUERY
        SELECT a.id, a.family_name::text, a.given_name::text, a.usage_name::text, a.profile, a.login::text, a.birth_date,
            m.class_name::text, m.name::text, m.others::int, f.family, f.given
        FROM unnest(v_family, v_given, v_ids) WITH ORDINALITY f(family, given, id, place)
        JOIN accounts a ON a.id = f.id
        CROSS JOIN LATERAL search_shown(f.id, v_schools, v_everywhere, p_class) m
        ORDER BY f.place;
END $$;
