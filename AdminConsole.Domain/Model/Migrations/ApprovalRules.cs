namespace AdminConsole.Domain.Model.Migrations;

/// <summary>What the database tells of requests to a second operator: see <see cref="Signals"/>.</summary>
internal static class ApprovalRules
{
    /// <summary>The fiche of the one who asked hears of the decision, and every open console that something waits.</summary>
    public const string Notifications = """
        CREATE FUNCTION tell_approvals_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('account_changed', NEW.account_id::text);
            PERFORM pg_notify('approvals_changed', '');
            RETURN NULL;
        END $$;

        CREATE TRIGGER approval_requests_tell AFTER INSERT OR UPDATE OF state ON approval_requests
            FOR EACH ROW EXECUTE FUNCTION tell_approvals_changed();
        """;

    public const string NotificationsGone = "DROP FUNCTION tell_approvals_changed() CASCADE;";
}
