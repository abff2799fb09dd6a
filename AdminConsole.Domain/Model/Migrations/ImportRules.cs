namespace AdminConsole.Domain.Model.Migrations;

/// <summary>What the database itself keeps and tells of imports: see <see cref="Signals"/>.</summary>
internal static class ImportRules
{
    /// <summary>Whoever changes a contact, by whatever way, leaves the moment: no code path can forget it.</summary>
    public const string ContactDates = """
        CREATE FUNCTION keep_contact_dates() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (NEW.email, NEW.email_source) IS DISTINCT FROM (OLD.email, OLD.email_source) THEN NEW.email_set_at := now(); END IF;
            IF (NEW.mobile, NEW.mobile_source) IS DISTINCT FROM (OLD.mobile, OLD.mobile_source) THEN NEW.mobile_set_at := now(); END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER accounts_contact_dates BEFORE UPDATE OF email, email_source, mobile, mobile_source ON accounts FOR EACH ROW
            WHEN ((NEW.email, NEW.email_source, NEW.mobile, NEW.mobile_source) IS DISTINCT FROM (OLD.email, OLD.email_source, OLD.mobile, OLD.mobile_source))
            EXECUTE FUNCTION keep_contact_dates();
        """;

    /// <summary>The worker hears of what it is to do, whoever watches of everything but the lease. Blocks are not compressed: they are read once or twice.</summary>
    public const string Notifications = """
        ALTER TABLE import_blocks ALTER COLUMN bytes SET STORAGE EXTERNAL;

        CREATE FUNCTION tell_import_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('import_changed', NEW.id::text);
            IF NEW.state IN (2, 4) AND NEW.leased_by IS NULL THEN PERFORM pg_notify('import_changed', ''); END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER import_runs_tell AFTER INSERT OR UPDATE OF state, fault, lines, bytes_read, applied_through, created, changed, removed ON import_runs FOR EACH ROW EXECUTE FUNCTION tell_import_changed();
        """;

    /// <summary>Thousands of journal rows of one statement are placed by one statement.</summary>
    public const string Places = """
        CREATE OR REPLACE FUNCTION place_journal_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        BEGIN
            INSERT INTO journal_places (school_id, entry_id, at, actor_id, action, outcome)
            SELECT DISTINCT s, e.id, e.at, e.actor_id, e.action, e.outcome FROM added e CROSS JOIN LATERAL unnest(e.school_ids) s;
            RETURN NULL;
        END $$;
        DROP TRIGGER audit_entries_place ON audit_entries;
        CREATE TRIGGER audit_entries_place AFTER INSERT ON audit_entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION place_journal_row();
        """;

    public const string Gone = """
        DROP TRIGGER audit_entries_place ON audit_entries;
        CREATE OR REPLACE FUNCTION place_journal_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        BEGIN
            INSERT INTO journal_places (school_id, entry_id, at, actor_id, action, outcome)
            SELECT DISTINCT s, NEW.id, NEW.at, NEW.actor_id, NEW.action, NEW.outcome FROM unnest(NEW.school_ids) s;
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_entries_place AFTER INSERT ON audit_entries FOR EACH ROW WHEN (NEW.school_ids <> '{}') EXECUTE FUNCTION place_journal_row();
        DROP FUNCTION tell_import_changed() CASCADE;
        DROP FUNCTION keep_contact_dates() CASCADE;
        """;
}
