namespace AdminConsole.Domain.Model.Migrations;

/// <summary>What the database itself keeps true or tells, in SQL, for the migration that creates the schema.</summary>
internal static class DatabaseRules
{
    /// <summary>The school day: dates of memberships are days in France, whatever zone the server lives in.</summary>
    public const string Today = """
        CREATE FUNCTION today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
        RETURN (now() AT TIME ZONE 'Europe/Paris')::date;
        """;

    /// <summary>
    /// Logins and aliases are unique together because each is a row of login_names. Inserts are kept in step a statement at
    /// a time, for bulk loads; updates a row at a time and only when a name changed. A login that was given up stays reserved.
    /// </summary>
    public const string LoginNames = """
        CREATE FUNCTION accounts_added_login_names() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO login_names (name, account_id, kind) SELECT login, id, 1 FROM added;
            INSERT INTO login_names (name, account_id, kind) SELECT alias, id, 2 FROM added WHERE alias IS NOT NULL;
            RETURN NULL;
        END $$;

        CREATE TRIGGER accounts_added_login_names AFTER INSERT ON accounts
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION accounts_added_login_names();

        CREATE FUNCTION take_login_name(taken text, owner uuid, as_kind smallint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO login_names AS held (name, account_id, kind) VALUES (taken, owner, as_kind)
                ON CONFLICT (name) DO UPDATE SET kind = excluded.kind WHERE held.account_id = excluded.account_id;
            IF NOT FOUND THEN
                RAISE unique_violation USING MESSAGE = 'login name already taken', CONSTRAINT = 'pk_login_names', TABLE = 'login_names';
            END IF;
        END $$;

        CREATE FUNCTION accounts_changed_login_names() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.alias IS NOT NULL THEN DELETE FROM login_names WHERE name = OLD.alias AND account_id = OLD.id AND kind = 2; END IF;
            IF NEW.login <> OLD.login THEN
                UPDATE login_names SET kind = 3 WHERE name = OLD.login AND account_id = OLD.id;
                PERFORM take_login_name(NEW.login, NEW.id, 1::smallint);
            END IF;
            IF NEW.alias IS NOT NULL THEN PERFORM take_login_name(NEW.alias, NEW.id, 2::smallint); END IF;
            RETURN NULL;
        END $$;

        CREATE TRIGGER accounts_changed_login_names AFTER UPDATE OF login, alias ON accounts FOR EACH ROW
            WHEN (OLD.login IS DISTINCT FROM NEW.login OR OLD.alias IS DISTINCT FROM NEW.alias)
            EXECUTE FUNCTION accounts_changed_login_names();
        """;

    /// <summary>What other processes hear of at commit: see <see cref="Signals"/>.</summary>
    public const string Notifications = """
        CREATE FUNCTION tell_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('account_changed', NEW.account_id::text);
            RETURN NULL;
        END $$;

        CREATE FUNCTION tell_account_edited() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('account_changed', NEW.id::text);
            RETURN NULL;
        END $$;

        CREATE TRIGGER outbox_messages_tell AFTER INSERT OR UPDATE OF state, attempts, last_answer ON outbox_messages
            FOR EACH ROW EXECUTE FUNCTION tell_account_changed();
        CREATE TRIGGER reset_tokens_tell AFTER UPDATE OF opened_at, ended_at ON reset_tokens
            FOR EACH ROW EXECUTE FUNCTION tell_account_changed();
        CREATE TRIGGER accounts_tell AFTER UPDATE OF version, email_state, mobile_state, password_changed_at, blocked_at ON accounts
            FOR EACH ROW EXECUTE FUNCTION tell_account_edited();

        CREATE FUNCTION tell_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('outbox_waiting', '');
            RETURN NULL;
        END $$;

        CREATE TRIGGER outbox_messages_wait AFTER INSERT ON outbox_messages FOR EACH STATEMENT EXECUTE FUNCTION tell_outbox();

        CREATE FUNCTION tell_session_ended() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('session_ended', NEW.id::text);
            RETURN NULL;
        END $$;

        CREATE TRIGGER sessions_tell AFTER UPDATE OF ended_at ON sessions FOR EACH ROW
            WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION tell_session_ended();
        """;
}
