-- How these shapes were chosen: docs/decisions/0004-search.md.

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
