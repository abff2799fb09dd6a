using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdminConsole.Domain.Model.Migrations;

/// <summary>
/// A change of a request is told to its page, to the queues of its school, and to those who look at all; the way of its mail only to its page
/// until it failed. What the public form adds is told after its commit: see <see cref="LateSignals"/>.
/// </summary>
[DbContext(typeof(AdminDb))]
[Migration("20261123040000_TellLessOfAssistance")]
public sealed class TellLessOfAssistance : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE FUNCTION tell_assistance_queues(school uuid) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('assistance_changed', school::text);
            PERFORM pg_notify('assistance_changed', '');
        END $$;

        CREATE OR REPLACE FUNCTION tell_assistance_request() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('assistance_changed', NEW.id::text);
            PERFORM tell_assistance_queues(NEW.school_id);
            IF TG_OP = 'UPDATE' AND OLD.school_id <> NEW.school_id THEN PERFORM tell_assistance_queues(OLD.school_id); END IF;
            RETURN NULL;
        END $$;

        CREATE OR REPLACE FUNCTION tell_assistance_entry() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('assistance_changed', NEW.request_id::text);
            PERFORM tell_assistance_queues(school_id) FROM assistance_requests WHERE id = NEW.request_id;
            RETURN NULL;
        END $$;

        CREATE OR REPLACE FUNCTION tell_assistance_message() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('assistance_changed', NEW.assistance_request_id::text);
            IF NEW.state IN (3, 4) THEN
                PERFORM tell_assistance_queues(school_id) FROM assistance_requests WHERE id = NEW.assistance_request_id;
            END IF;
            RETURN NULL;
        END $$;

        DROP FUNCTION tell_assistance_changed(uuid);

        DROP TRIGGER assistance_requests_tell ON assistance_requests;
        CREATE TRIGGER assistance_requests_tell AFTER UPDATE ON assistance_requests FOR EACH ROW EXECUTE FUNCTION tell_assistance_request();
        CREATE TRIGGER assistance_requests_added AFTER INSERT ON assistance_requests FOR EACH ROW
            WHEN (NEW.origin <> 1) EXECUTE FUNCTION tell_assistance_request();

        DROP TRIGGER outbox_messages_wait ON outbox_messages;
        CREATE TRIGGER outbox_messages_wait AFTER INSERT ON outbox_messages FOR EACH ROW
            WHEN (NEW.kind <> 20) EXECUTE FUNCTION tell_outbox();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => throw new NotSupportedException("The database is restored from its backup instead.");
}
