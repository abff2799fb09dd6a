using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdminConsole.Domain.Model.Migrations;

/// <summary>An open page hears at once that a function was given or withdrawn: see <see cref="Signals"/>.</summary>
[DbContext(typeof(AdminDb))]
[Migration("20261122191500_TellGrants")]
public sealed class TellGrants : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE FUNCTION tell_grant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('account_changed', coalesce(NEW.account_id, OLD.account_id)::text);
            RETURN NULL;
        END $$;

        CREATE TRIGGER grants_tell AFTER INSERT OR UPDATE OR DELETE ON grants FOR EACH ROW EXECUTE FUNCTION tell_grant_changed();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TRIGGER grants_tell ON grants;
        DROP FUNCTION tell_grant_changed();
        """);
}
