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
