-- The full list under the combobox, a page at a time, by NOM, Prénom or by creation, in either direction. A school is one
-- of the actor's, or nothing is found. Takes the place of search_list.
DROP FUNCTION IF EXISTS search_list;

-- The keys of those who pass. p_mask and p_value: the bits of a kind that are asked for, and what they must be. p_down: the
-- order is read from its end. p_count: how many there are is asked and not which, so that nothing is sorted.
-- Written as text, since order and comparison are part of it; only constants of this function and parameters are in it.
CREATE OR REPLACE FUNCTION search_keys(
    p_schools uuid[], p_everywhere boolean, p_words text[], p_typed text, p_phones text[], p_id_from uuid, p_id_to uuid,
    p_school uuid, p_class text, p_mask int, p_value int, p_since timestamptz, p_created boolean, p_down boolean,
    p_family text, p_given text, p_at timestamptz, p_after uuid, p_wanted int, p_count boolean)
RETURNS TABLE (account_id uuid, family text, given text, created_at timestamptz)
LANGUAGE plpgsql STABLE
SET jit = off SET max_parallel_workers_per_gather = 0
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    everywhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    -- So few created since a day are read and sorted; more are met soon by walking the names.
    few CONSTANT int := 4000;
    -- More kinds than these hold so many people that a page of the newest is met soon by walking everybody by creation.
    many CONSTANT int := 24;
    v_scopes CONSTANT uuid[] := CASE WHEN p_everywhere THEN ARRAY[everywhere] ELSE p_schools END;
    v_patterns CONSTANT text[] := ARRAY(SELECT '% ' || w || '%' FROM unnest(p_words) w);
    v_text CONSTANT boolean := p_words <> '{}' OR p_typed <> '';
    v_kinds smallint[]; v_only uuid[] := '{}'; v_driver text; v_word text; v_recent boolean := false;
    v_columns text; v_order text; v_checks text; v_after text; v_limit text; v_sources text[] := '{}';
BEGIN
    IF v_scopes = '{}' THEN RETURN; END IF;
    IF p_created THEN
        v_columns := 'p.account_id, NULL::text AS family, NULL::text AS given, p.created_at';
        v_order := format('created_at %1$s, account_id %1$s', CASE WHEN p_down THEN 'DESC' END);
        v_after := format('(p.created_at, p.account_id) %s ($7, $8)', CASE WHEN p_down THEN '<' ELSE '>' END);
    ELSE
        v_columns := 'p.account_id, p.family, p.given, p.created_at';
        v_order := format('family %1$s, given %1$s, account_id %1$s', CASE WHEN p_down THEN 'DESC' END);
        v_after := format('(p.family, p.given, p.account_id) %s ($5, $6, $8)', CASE WHEN p_down THEN '<' ELSE '>' END);
    END IF;
    IF p_after IS NULL THEN v_after := 'true'; END IF;
    v_limit := CASE WHEN p_count THEN '' ELSE format('ORDER BY %s LIMIT $9', v_order) END;
    v_after := v_after || ' AND p.starts_on <= $1 AND p.ends_on > $1'
        || CASE WHEN p_class IS NULL THEN '' ELSE ' AND EXISTS (SELECT FROM memberships m WHERE m.account_id = p.account_id AND m.school_id = $10 AND m.class_name = $11
            AND m.starts_on <= $1 AND (m.ends_on IS NULL OR m.ends_on > $1))' END
        || CASE WHEN p_value & 512 = 0 THEN '' ELSE ' AND EXISTS (SELECT FROM accounts b WHERE b.id = p.account_id AND (b.blocked_until IS NULL OR b.blocked_until > now()))' END;
    v_checks := v_after || ' AND (p.kind & $2) = $3' || CASE WHEN p_since IS NULL THEN '' ELSE ' AND p.created_at >= $4' END
        || CASE WHEN p_words = '{}' THEN '' ELSE ' AND p.words LIKE ALL ($12)' END;

    IF length(p_typed) >= 3 THEN
        v_only := search_identifier(p_typed, p_phones, p_id_from, p_id_to, false, p_schools, p_everywhere, '{}', 500);
    END IF;
    FOREACH v_word IN ARRAY p_words LOOP
        IF search_count(v_word, v_scopes, 4000) < 4000 THEN v_driver := v_word; EXIT; END IF;
    END LOOP;

    IF v_driver IS NOT NULL THEN
        -- Who has the rare word.
        v_sources := v_sources || format('
            SELECT %1$s FROM unnest($13) s(scope) CROSS JOIN LATERAL (
                SELECT p.family, p.given, p.account_id, p.starts_on, p.ends_on FROM search_people p
                WHERE p.scope = s.scope AND p.family >= $15 AND p.family < $15 || U&''\+10FFFF'' AND p.words LIKE ALL ($12)
                UNION ALL
                SELECT p.family, p.given, p.account_id, p.starts_on, p.ends_on FROM search_words p
                WHERE p.scope = s.scope AND p.word >= $15 AND p.word < $15 || U&''\+10FFFF'' AND p.words LIKE ALL ($12)) w
            CROSS JOIN LATERAL (SELECT w.*, a.created_at, search_kind(a) AS kind FROM accounts a WHERE a.id = w.account_id OFFSET 0) p
            WHERE %2$s', v_columns, replace(v_checks, ' AND p.words LIKE ALL ($12)', ''));
    ELSIF v_text AND p_words = '{}' THEN
        NULL;
    ELSIF p_everywhere AND (p_created OR p_mask <> 1024 OR p_count) THEN
        -- The beginning of each kind that fits, of those that there are.
        WITH RECURSIVE k AS (
            (SELECT p.kind FROM search_people p WHERE p.scope = '00000000-0000-0000-0000-000000000000' ORDER BY p.kind LIMIT 1)
            UNION ALL
            SELECT (SELECT p.kind FROM search_people p WHERE p.scope = '00000000-0000-0000-0000-000000000000' AND p.kind > k.kind ORDER BY p.kind LIMIT 1)
            FROM k WHERE k.kind IS NOT NULL)
        SELECT coalesce(array_agg(kind), '{}') INTO v_kinds FROM k WHERE (kind & p_mask) = p_value;
        IF p_since IS NOT NULL AND NOT p_created THEN
            SELECT count(*) < few INTO v_recent FROM (
                SELECT FROM unnest(v_kinds) k(kind) CROSS JOIN LATERAL (
                    SELECT FROM search_people p WHERE p.scope = '00000000-0000-0000-0000-000000000000' AND p.kind = k.kind AND p.created_at >= p_since
                    ORDER BY p.created_at LIMIT few) p LIMIT few) c;
        END IF;
        IF p_created AND NOT p_count AND cardinality(v_kinds) > many THEN
            v_sources := v_sources || format('
                (SELECT %s FROM search_people p WHERE p.scope = ''00000000-0000-0000-0000-000000000000'' AND %s %s)', v_columns, v_checks, v_limit);
        ELSE
            v_sources := v_sources || format('
                SELECT p.* FROM unnest($14) k(kind) CROSS JOIN LATERAL (
                    SELECT %s FROM search_people p WHERE p.scope = ''00000000-0000-0000-0000-000000000000'' AND p.kind = k.kind AND %s %s) p',
                v_columns, v_checks, CASE
                    WHEN v_recent THEN ''
                    -- Or the names would be walked for the few who are new.
                    WHEN p_count AND p_since IS NOT NULL THEN 'ORDER BY p.created_at DESC LIMIT $9'
                    ELSE v_limit END);
        END IF;
    ELSE
        -- Everybody in order, as far as the page goes.
        v_sources := v_sources || format('
            SELECT p.* FROM unnest($13) s(scope) CROSS JOIN LATERAL (SELECT %s FROM search_people p WHERE p.scope = s.scope AND %s %s) p', v_columns, v_checks, v_limit);
    END IF;
    IF v_only <> '{}' THEN
        v_sources := v_sources || format('
            SELECT %s FROM search_people p WHERE p.scope = ''00000000-0000-0000-0000-000000000000'' AND p.account_id = ANY ($16) AND %s',
            v_columns, replace(v_checks, ' AND p.words LIKE ALL ($12)', ''));
    END IF;
    IF v_sources = '{}' THEN RETURN; END IF;
    -- One person can have two of the actor's schools, a rare word twice, and be found by two ways.
    RETURN QUERY EXECUTE format('SELECT h.account_id, h.family, h.given, h.created_at FROM (%s) h %s %s LIMIT $9',
            array_to_string(v_sources, ' UNION ALL '),
            CASE WHEN p_everywhere AND NOT v_text THEN '' ELSE 'GROUP BY 1, 2, 3, 4' END,
            CASE WHEN p_count THEN '' ELSE 'ORDER BY ' || v_order END)
        USING today(), p_mask, p_value, p_since, p_family, p_given, p_at, p_after, p_wanted, p_school, p_class, v_patterns, v_scopes, v_kinds, v_driver, v_only;
END $$;

-- What the actor may see of what he asks for: his schools, the one of them that he asks for, or everywhere.
CREATE OR REPLACE FUNCTION search_asked(p_actor uuid, p_session uuid, p_school uuid, OUT schools uuid[], OUT everywhere boolean) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT s.schools, s.everywhere INTO schools, everywhere FROM search_scope(p_actor, p_session) s;
    IF p_school IS NOT NULL THEN
        schools := CASE WHEN everywhere OR p_school = ANY (schools) THEN ARRAY[p_school] ELSE '{}' END;
        everywhere := false;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION search_page(
    p_actor uuid, p_session uuid, p_words text[], p_typed text, p_phones text[], p_id_from uuid, p_id_to uuid,
    p_school uuid, p_class text, p_mask int, p_value int, p_since date, p_created boolean, p_down boolean,
    p_family text, p_given text, p_at timestamptz, p_after uuid, p_wanted int)
RETURNS TABLE (
    id uuid, family_name text, given_name text, usage_name text, profile smallint, login text, birth_date date,
    class_name text, school text, other_schools int, family text, given text, created_at timestamptz, kind smallint, blocked boolean)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    v_schools uuid[]; v_everywhere boolean;
BEGIN
    SELECT s.schools, s.everywhere INTO v_schools, v_everywhere FROM search_asked(p_actor, p_session, p_school) s;
    RETURN QUERY
        SELECT a.id, a.family_name::text, a.given_name::text, a.usage_name::text, a.profile, a.login::text, a.birth_date,
            m.class_name::text, m.name::text, m.others::int, f.family, f.given, a.created_at, a.kind,
            a.blocked_at IS NOT NULL AND (a.blocked_until IS NULL OR a.blocked_until > now())
        FROM search_keys(v_schools, v_everywhere, p_words, p_typed, p_phones, p_id_from, p_id_to, p_school, p_class, p_mask, p_value,
            p_since::timestamp AT TIME ZONE 'Europe/Paris', p_created, p_down, p_family, p_given, p_at, p_after, p_wanted, false)
            WITH ORDINALITY f(id, family, given, created_at, place)
        CROSS JOIN LATERAL (SELECT a.*, search_kind(a) AS kind FROM accounts a WHERE a.id = f.id OFFSET 0) a
        CROSS JOIN LATERAL search_shown(f.id, v_schools, v_everywhere, p_class) m
        ORDER BY f.place;
END $$;

-- How many pass, counted no further than p_most.
CREATE OR REPLACE FUNCTION search_page_count(
    p_actor uuid, p_session uuid, p_words text[], p_typed text, p_phones text[], p_id_from uuid, p_id_to uuid,
    p_school uuid, p_class text, p_mask int, p_value int, p_since date, p_most int) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT count(*)::int FROM search_asked(p_actor, p_session, p_school) s
    CROSS JOIN LATERAL search_keys(s.schools, s.everywhere, p_words, p_typed, p_phones, p_id_from, p_id_to, p_school, p_class, p_mask, p_value,
        p_since::timestamp AT TIME ZONE 'Europe/Paris', false, false, NULL, NULL, NULL, NULL, p_most, true) k
$$;
