using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminConsole.Domain.Model.Migrations
{
    /// <inheritdoc />
    public partial class WatchJournal : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "purged_at",
                table: "audit_seals",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "rows",
                table: "audit_seals",
                type: "bytea",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "delivery_states",
                columns: table => new
                {
                    channel = table.Column<short>(type: "smallint", nullable: false),
                    failing_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_states", x => x.channel);
                });

            migrationBuilder.CreateTable(
                name: "journal_places",
                columns: table => new
                {
                    school_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    action = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    outcome = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journal_places", x => new { x.school_id, x.entry_id });
                });

            migrationBuilder.CreateTable(
                name: "operator_volumes",
                columns: table => new
                {
                    operator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    hour = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    alarmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    seen_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_volumes", x => new { x.operator_id, x.kind, x.hour });
                });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_accepted",
                table: "outbox_messages",
                columns: new[] { "channel", "finished_at" },
                filter: "state = 2");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_failed",
                table: "outbox_messages",
                columns: new[] { "finished_at", "id" },
                filter: "state IN (3, 4)");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_action_id",
                table: "audit_entries",
                columns: new[] { "action", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_actor_id_id",
                table: "audit_entries",
                columns: new[] { "actor_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_at",
                table: "audit_entries",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_outcome_id",
                table: "audit_entries",
                columns: new[] { "outcome", "id" },
                filter: "outcome = 2");

            migrationBuilder.CreateIndex(
                name: "ix_journal_places_refused",
                table: "journal_places",
                columns: new[] { "school_id", "entry_id" },
                filter: "outcome = 2");

            migrationBuilder.CreateIndex(
                name: "ix_journal_places_school_id_action_entry_id",
                table: "journal_places",
                columns: new[] { "school_id", "action", "entry_id" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_places_school_id_actor_id_entry_id",
                table: "journal_places",
                columns: new[] { "school_id", "actor_id", "entry_id" });

            migrationBuilder.CreateIndex(
                name: "ix_operator_volumes_alarmed_at",
                table: "operator_volumes",
                column: "alarmed_at",
                filter: "alarmed_at IS NOT NULL AND seen_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_operator_volumes_hour",
                table: "operator_volumes",
                column: "hour");

            migrationBuilder.Sql(JournalRules.Places);
            migrationBuilder.Sql(JournalRules.Volumes);
            migrationBuilder.Sql(JournalRules.Notifications);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(JournalRules.Gone);
            migrationBuilder.DropTable(
                name: "delivery_states");

            migrationBuilder.DropTable(
                name: "journal_places");

            migrationBuilder.DropTable(
                name: "operator_volumes");

            migrationBuilder.DropIndex(
                name: "ix_outbox_messages_accepted",
                table: "outbox_messages");

            migrationBuilder.DropIndex(
                name: "ix_outbox_messages_failed",
                table: "outbox_messages");

            migrationBuilder.DropIndex(
                name: "ix_audit_entries_action_id",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "ix_audit_entries_actor_id_id",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "ix_audit_entries_at",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "ix_audit_entries_outcome_id",
                table: "audit_entries");

            migrationBuilder.DropColumn(
                name: "purged_at",
                table: "audit_seals");

            migrationBuilder.DropColumn(
                name: "rows",
                table: "audit_seals");
        }
    }
}
