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
