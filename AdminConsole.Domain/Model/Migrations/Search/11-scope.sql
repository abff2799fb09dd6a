-- What the actor may see now. A function that his session does not carry, because it lacks the second factor, opens nothing:
-- the same as AdminDb.GrantsOf, whose FunctionSet has a bit for each function.
CREATE OR REPLACE FUNCTION search_scope(p_actor uuid, p_session uuid, OUT schools uuid[], OUT everywhere boolean) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT coalesce(array_agg(DISTINCT g.school_id) FILTER (WHERE g.school_id IS NOT NULL), '{}'), coalesce(bool_or(g.school_id IS NULL), false)
    INTO schools, everywhere
    FROM grants g
    WHERE g.account_id = p_actor AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())
        AND EXISTS (
            SELECT FROM sessions s JOIN accounts a ON a.id = s.account_id
            WHERE s.id = p_session AND s.account_id = p_actor AND s.ended_at IS NULL AND s.idle_until > now() AND s.expires_at > now() AND NOT s.remembered
                AND s.withheld & (1 << (g.function - 1)) = 0
                AND (a.blocked_at IS NULL OR a.blocked_until <= now()));
    IF everywhere AND schools = '{}' THEN
        schools := ARRAY(
            SELECT DISTINCT m.school_id FROM memberships m
            WHERE m.account_id = p_actor AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today()));
    END IF;
END $$;
