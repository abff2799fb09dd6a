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
