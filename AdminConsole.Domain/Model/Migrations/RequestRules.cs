namespace AdminConsole.Domain.Model.Migrations;

/// <summary>What the database tells of messages about several accounts: see <see cref="Signals"/>.</summary>
internal static class RequestRules
{
    /// <summary>Every open fiche of each account that a message speaks of hears of it.</summary>
    public const string Notifications = """
        CREATE FUNCTION tell_message_shares() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('account_changed', account_id::text) FROM message_shares WHERE message_id = NEW.id;
            RETURN NULL;
        END $$;

        CREATE TRIGGER outbox_messages_tell_shares AFTER UPDATE OF state, attempts, last_answer ON outbox_messages
            FOR EACH ROW EXECUTE FUNCTION tell_message_shares();
        CREATE TRIGGER message_shares_tell AFTER INSERT ON message_shares FOR EACH ROW EXECUTE FUNCTION tell_account_changed();
        """;

    public const string NotificationsGone = """
        DROP TRIGGER outbox_messages_tell_shares ON outbox_messages;
        DROP FUNCTION tell_message_shares() CASCADE;
        """;
}
