namespace AdminConsole.Domain.Model.Migrations;

/// <summary>What the database tells of requests for assistance: see <see cref="Signals"/>.</summary>
internal static class AssistanceRules
{
    /// <summary>An open request hears of itself by its id, every open queue by a signal without one.</summary>
    public const string Notifications = """
        CREATE FUNCTION tell_assistance_changed(request uuid) RETURNS void LANGUAGE sql AS $$
            SELECT pg_notify('assistance_changed', request::text), pg_notify('assistance_changed', '');
        $$;

        CREATE FUNCTION tell_assistance_request() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_assistance_changed(NEW.id);
            RETURN NULL;
        END $$;

        CREATE FUNCTION tell_assistance_entry() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_assistance_changed(NEW.request_id);
            RETURN NULL;
        END $$;

        CREATE TRIGGER assistance_requests_tell AFTER INSERT OR UPDATE ON assistance_requests FOR EACH ROW EXECUTE FUNCTION tell_assistance_request();
        CREATE TRIGGER assistance_entries_tell AFTER INSERT ON assistance_entries FOR EACH ROW EXECUTE FUNCTION tell_assistance_entry();

        CREATE OR REPLACE FUNCTION tell_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.account_id IS NOT NULL THEN PERFORM pg_notify('account_changed', NEW.account_id::text); END IF;
            RETURN NULL;
        END $$;

        CREATE FUNCTION tell_assistance_message() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_assistance_changed(NEW.assistance_request_id);
            RETURN NULL;
        END $$;

        CREATE TRIGGER outbox_messages_tell_assistance AFTER UPDATE OF state, attempts, last_answer ON outbox_messages FOR EACH ROW
            WHEN (NEW.assistance_request_id IS NOT NULL) EXECUTE FUNCTION tell_assistance_message();
        """;

    public const string NotificationsGone = """
        DROP TRIGGER outbox_messages_tell_assistance ON outbox_messages;
        DROP FUNCTION tell_assistance_message();
        DROP FUNCTION tell_assistance_entry() CASCADE;
        DROP FUNCTION tell_assistance_request() CASCADE;
        DROP FUNCTION tell_assistance_changed(uuid);
        """;
}
