using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdminConsole.Domain.Model.Migrations;

/// <summary>
/// A page of the journal costs its rows, whatever it is filtered by together: one index less beside each row than before, and those beside its schools
/// hold all that is asked for.
/// </summary>
[DbContext(typeof(AdminDb))]
[Migration("20261123070000_ReadJournalByAnyFilter")]
public sealed class ReadJournalByAnyFilter : Migration
{
    private const string Dropped = """
        DROP INDEX ix_journal_places_school_id_actor_id_entry_id;
        DROP INDEX ix_journal_places_school_id_action_entry_id;
        DROP INDEX ix_journal_places_refused;
        """;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            DROP INDEX ix_audit_entries_actor_id_id;
            DROP INDEX ix_audit_entries_action_id;
            DROP INDEX ix_audit_entries_outcome_id;
            CREATE INDEX ix_audit_entries_actor_id_action_outcome_id ON audit_entries (actor_id, action, outcome, id);
            CREATE INDEX ix_audit_entries_action_outcome_id ON audit_entries (action, outcome, id);
            """);
        migrationBuilder.Sql(Dropped);
        migrationBuilder.Sql("""
            CREATE INDEX ix_journal_places_school_id_actor_id_entry_id ON journal_places (school_id, actor_id, entry_id) INCLUDE (action, outcome, at);
            CREATE INDEX ix_journal_places_school_id_action_entry_id ON journal_places (school_id, action, entry_id) INCLUDE (outcome, at);
            CREATE INDEX ix_journal_places_refused ON journal_places (school_id, entry_id) INCLUDE (action, at) WHERE outcome = 2;
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Dropped);
        migrationBuilder.Sql("""
            CREATE INDEX ix_journal_places_school_id_actor_id_entry_id ON journal_places (school_id, actor_id, entry_id);
            CREATE INDEX ix_journal_places_school_id_action_entry_id ON journal_places (school_id, action, entry_id);
            CREATE INDEX ix_journal_places_refused ON journal_places (school_id, entry_id) WHERE outcome = 2;
            DROP INDEX ix_audit_entries_actor_id_action_outcome_id;
            DROP INDEX ix_audit_entries_action_outcome_id;
            CREATE INDEX ix_audit_entries_actor_id_id ON audit_entries (actor_id, id);
            CREATE INDEX ix_audit_entries_action_id ON audit_entries (action, id);
            CREATE INDEX ix_audit_entries_outcome_id ON audit_entries (outcome, id) WHERE outcome = 2;
            """);
    }
}
