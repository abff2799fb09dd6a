namespace AdminConsole.Domain.Model.Migrations;

/// <summary>What the database itself keeps beside the journal, and tells of it: see <see cref="Signals"/>.</summary>
internal static class JournalRules
{
    /// <summary>
    /// The schools of each row, by the owner's right: the application's role can neither forget nor make up one. Refusals to nobody's
    /// account have no school and are seen by those who cover all.
    /// </summary>
    public const string Places = """
        INSERT INTO journal_places (school_id, entry_id, at, actor_id, action, outcome)
        SELECT DISTINCT s, e.id, e.at, e.actor_id, e.action, e.outcome FROM audit_entries e CROSS JOIN LATERAL unnest(e.school_ids) s;

        CREATE FUNCTION place_journal_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        BEGIN
            INSERT INTO journal_places (school_id, entry_id, at, actor_id, action, outcome)
            SELECT DISTINCT s, NEW.id, NEW.at, NEW.actor_id, NEW.action, NEW.outcome FROM unnest(NEW.school_ids) s;
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_entries_place AFTER INSERT ON audit_entries FOR EACH ROW WHEN (NEW.school_ids <> '{}') EXECUTE FUNCTION place_journal_row();
        """;

    /// <summary>Counts of an hour. Whoever changes contacts twice at once waits for himself alone.</summary>
    public const string Volumes = """
        CREATE FUNCTION count_volume(p_operator uuid, p_kind smallint) RETURNS void LANGUAGE sql AS $$
            INSERT INTO operator_volumes AS v (operator_id, kind, hour, count) VALUES (p_operator, p_kind, date_trunc('hour', now(), 'UTC'), 1)
            ON CONFLICT (operator_id, kind, hour) DO UPDATE SET count = v.count + 1;
        $$;

        CREATE FUNCTION count_view() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM count_volume(NEW.operator_id, 1::smallint);
            RETURN NULL;
        END $$;
        CREATE TRIGGER recent_fiches_count AFTER INSERT OR UPDATE ON recent_fiches FOR EACH ROW EXECUTE FUNCTION count_view();

        CREATE FUNCTION count_act() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM count_volume(NEW.actor_id, CASE NEW.action WHEN 'ContactChanged' THEN 2 ELSE 3 END::smallint);
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_entries_count AFTER INSERT ON audit_entries FOR EACH ROW
            WHEN (NEW.outcome = 1 AND NEW.actor_id IS NOT NULL AND NEW.actor_id IS DISTINCT FROM NEW.account_id AND NEW.action IN ('ContactChanged', 'JournalExported'))
            EXECUTE FUNCTION count_act();
        """;

    /// <summary>A sealed batch is what the journal's pages look again for: one notification for many rows, none in anybody's transaction.</summary>
    public const string Notifications = """
        CREATE FUNCTION tell_journal_grew() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('journal_grew', '');
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_seals_tell AFTER INSERT ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION tell_journal_grew();

        CREATE FUNCTION tell_alarms_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('alarms_changed', '');
            RETURN NULL;
        END $$;
        CREATE TRIGGER operator_volumes_tell AFTER UPDATE OF alarmed_at, seen_at ON operator_volumes FOR EACH ROW EXECUTE FUNCTION tell_alarms_changed();

        INSERT INTO delivery_states (channel) VALUES (1), (2);
        CREATE FUNCTION tell_delivery_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('delivery_changed', '');
            RETURN NULL;
        END $$;
        CREATE TRIGGER delivery_states_tell AFTER UPDATE ON delivery_states FOR EACH ROW
            WHEN (NEW.failing_since IS DISTINCT FROM OLD.failing_since) EXECUTE FUNCTION tell_delivery_changed();
        """;

    public const string Gone = """
        DROP FUNCTION place_journal_row() CASCADE;
        DROP FUNCTION count_view() CASCADE;
        DROP FUNCTION count_act() CASCADE;
        DROP FUNCTION count_volume(uuid, smallint);
        DROP FUNCTION tell_journal_grew() CASCADE;
        DROP FUNCTION tell_alarms_changed() CASCADE;
        DROP FUNCTION tell_delivery_changed() CASCADE;
        """;
}
