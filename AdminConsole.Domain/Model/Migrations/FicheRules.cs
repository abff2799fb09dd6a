namespace AdminConsole.Domain.Model.Migrations;

/// <summary>What an open fiche hears of besides its own account's row: see <see cref="Signals"/>.</summary>
internal static class FicheRules
{
    /// <summary>
    /// Told only of accounts whose fiche is open now, so that neither a sign-in nor an import pays for listeners that are not there. What
    /// is done for a login that exists is done for one that does not.
    /// </summary>
    public const string Notifications = """
        ALTER TABLE fiche_viewers SET UNLOGGED;

        CREATE FUNCTION tell_viewed(account uuid) RETURNS void LANGUAGE sql AS $$
            SELECT pg_notify('account_changed', account::text) FROM fiche_viewers WHERE account_id = account LIMIT 1;
        $$;

        CREATE FUNCTION tell_viewers() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('viewers_changed', coalesce(NEW.account_id, OLD.account_id)::text);
            RETURN NULL;
        END $$;
        CREATE TRIGGER fiche_viewers_tell AFTER INSERT OR DELETE ON fiche_viewers FOR EACH ROW EXECUTE FUNCTION tell_viewers();

        CREATE FUNCTION tell_delay() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_viewed(account_id) FROM login_names WHERE name = coalesce(NEW.login, OLD.login);
            RETURN NULL;
        END $$;
        CREATE TRIGGER sign_in_delays_begin AFTER UPDATE ON sign_in_delays FOR EACH ROW
            WHEN (NEW.delayed_until IS NOT NULL AND NEW.delayed_until IS DISTINCT FROM OLD.delayed_until) EXECUTE FUNCTION tell_delay();
        CREATE TRIGGER sign_in_delays_lifted AFTER DELETE ON sign_in_delays FOR EACH ROW
            WHEN (OLD.delayed_until > now()) EXECUTE FUNCTION tell_delay();

        CREATE FUNCTION tell_session() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_viewed(NEW.account_id);
            RETURN NULL;
        END $$;
        CREATE TRIGGER sessions_opened AFTER INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION tell_session();
        CREATE TRIGGER sessions_ended AFTER UPDATE OF ended_at ON sessions FOR EACH ROW
            WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION tell_session();

        CREATE FUNCTION tell_members() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_viewed(account_id) FROM (SELECT DISTINCT account_id FROM changed JOIN fiche_viewers USING (account_id)) viewed;
            RETURN NULL;
        END $$;
        CREATE TRIGGER memberships_added AFTER INSERT ON memberships REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_members();
        CREATE TRIGGER memberships_edited AFTER UPDATE ON memberships REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_members();
        CREATE TRIGGER memberships_removed AFTER DELETE ON memberships REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_members();

        CREATE FUNCTION tell_relatives() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_viewed(account_id) FROM (
                SELECT account_id FROM changed JOIN fiche_viewers ON account_id = parent_id
                UNION SELECT account_id FROM changed JOIN fiche_viewers ON account_id = child_id) viewed;
            RETURN NULL;
        END $$;
        CREATE TRIGGER relations_added AFTER INSERT ON relations REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_relatives();
        CREATE TRIGGER relations_edited AFTER UPDATE ON relations REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_relatives();
        CREATE TRIGGER relations_removed AFTER DELETE ON relations REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_relatives();

        CREATE FUNCTION tell_removed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_viewed(OLD.id);
            RETURN NULL;
        END $$;
        CREATE TRIGGER accounts_removed AFTER DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION tell_removed();
        """;

    public const string NotificationsGone = """
        DROP FUNCTION tell_delay() CASCADE;
        DROP FUNCTION tell_session() CASCADE;
        DROP FUNCTION tell_members() CASCADE;
        DROP FUNCTION tell_relatives() CASCADE;
        DROP FUNCTION tell_removed() CASCADE;
        DROP FUNCTION tell_viewed(uuid) CASCADE;
        DROP FUNCTION tell_viewers() CASCADE;
        """;
}
