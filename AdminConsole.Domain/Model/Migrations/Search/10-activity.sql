-- What was done a day, for the home page. Days that are over are counted once and kept; today is counted as it is asked, by
-- an index of just these rows. Nothing of it is on the way of whoever writes the journal.

-- 1 reset sent, 2 password chosen, 3 the same by an activation, 4 request answered.
CREATE FUNCTION activity_kind(p_action text, p_detail text) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_action WHEN 'AssistanceAnswered' THEN 4 WHEN 'PasswordChosen' THEN CASE WHEN p_detail LIKE '%, activation' THEN 3 ELSE 2 END ELSE 1 END::smallint
$$;

CREATE INDEX audit_entries_activity ON audit_entries (at)
    WHERE outcome = 1 AND action IN ('ResetSent', 'ResetAsked', 'PasswordChosen', 'AssistanceAnswered');

-- Of one school; of all together (the zero uuid); or of several schools at once, which are named: who covers two of them
-- must not count an act twice.
CREATE TABLE activity_days (
    day date NOT NULL,
    school_id uuid,
    schools uuid[],
    kind smallint NOT NULL,
    acts int NOT NULL
);
CREATE INDEX activity_days_school ON activity_days (school_id, day) INCLUDE (kind, acts);
CREATE TABLE activity_counted (day date PRIMARY KEY);

-- Counts the days that are over and not counted yet. A quarter of an hour after midnight no act of the day before is still
-- to be committed. One caller does it, the others go on with what there is.
CREATE FUNCTION activity_count_days() RETURNS void LANGUAGE plpgsql SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    v_day date;
BEGIN
    IF (SELECT count(*) FROM activity_counted WHERE day >= today() - 29) >= 29 THEN RETURN; END IF;
    IF NOT pg_try_advisory_xact_lock(7242663) THEN RETURN; END IF;
    FOR v_day IN
        SELECT d::date FROM generate_series((today() - 29)::timestamp, (today() - 1)::timestamp, '1 day') d
        WHERE (d + interval '1 day 15 minutes') AT TIME ZONE 'Europe/Paris' < now() AND NOT EXISTS (SELECT FROM activity_counted c WHERE c.day = d::date)
    LOOP
        INSERT INTO activity_days (day, school_id, schools, kind, acts)
        SELECT v_day, CASE WHEN GROUPING(e.school_ids) = 1 THEN '00000000-0000-0000-0000-000000000000' WHEN cardinality(e.school_ids) = 1 THEN e.school_ids[1] END,
            CASE WHEN cardinality(e.school_ids) > 1 THEN e.school_ids END, activity_kind(e.action, e.detail), count(*)
        FROM audit_entries e
        WHERE e.at >= v_day::timestamp AT TIME ZONE 'Europe/Paris' AND e.at < (v_day + 1)::timestamp AT TIME ZONE 'Europe/Paris'
            AND e.outcome = 1 AND e.action IN ('ResetSent', 'ResetAsked', 'PasswordChosen', 'AssistanceAnswered')
        GROUP BY GROUPING SETS ((e.school_ids, activity_kind(e.action, e.detail)), (activity_kind(e.action, e.detail)))
        HAVING GROUPING(e.school_ids) = 1 OR cardinality(e.school_ids) > 0;
        INSERT INTO activity_counted (day) VALUES (v_day);
    END LOOP;
    DELETE FROM activity_days WHERE day < today() - 60;
    DELETE FROM activity_counted WHERE day < today() - 60;
END $$;

-- The last 30 days of the actor's schools, today included.
CREATE FUNCTION activity_of(p_actor uuid, p_session uuid) RETURNS TABLE (day date, kind smallint, acts bigint) LANGUAGE plpgsql STABLE
SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
#variable_conflict use_column
DECLARE
    v_from CONSTANT date := today() - 29;
    v_open date;
    v_schools uuid[]; v_everywhere boolean;
BEGIN
    SELECT s.schools, s.everywhere INTO v_schools, v_everywhere FROM search_scope(p_actor, p_session) s;
    -- Days are counted from the oldest on: what follows the first that is not is read from the journal.
    SELECT coalesce(min(d::date), today()) INTO v_open FROM generate_series(v_from::timestamp, today()::timestamp, '1 day') d
    WHERE NOT EXISTS (SELECT FROM activity_counted c WHERE c.day = d::date);
    RETURN QUERY
        SELECT u.day, u.kind, sum(u.acts)::bigint FROM (
            SELECT a.day, a.kind, a.acts::bigint FROM unnest(CASE WHEN v_everywhere THEN ARRAY['00000000-0000-0000-0000-000000000000'::uuid] ELSE v_schools END) s(id)
            JOIN activity_days a ON a.school_id = s.id WHERE a.day >= v_from AND a.day < v_open
            UNION ALL
            SELECT a.day, a.kind, a.acts FROM activity_days a
            WHERE NOT v_everywhere AND a.school_id IS NULL AND a.schools && v_schools AND a.day >= v_from AND a.day < v_open
            UNION ALL
            SELECT (e.at AT TIME ZONE 'Europe/Paris')::date, activity_kind(e.action, e.detail), 1 FROM audit_entries e
            WHERE e.at >= v_open::timestamp AT TIME ZONE 'Europe/Paris' AND e.outcome = 1
                AND e.action IN ('ResetSent', 'ResetAsked', 'PasswordChosen', 'AssistanceAnswered') AND (v_everywhere OR e.school_ids && v_schools)) u
        GROUP BY 1, 2;
END $$;

SELECT activity_count_days();
