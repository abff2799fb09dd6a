using System;
using System.Net;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace AdminConsole.Domain.Model.Migrations
{
    /// <inheritdoc />
    public partial class AskForAssistance : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<Guid>(
                name: "account_id",
                table: "outbox_messages",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "assistance_request_id",
                table: "outbox_messages",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "assistance_requests",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    reference_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    reference_sealed = table.Column<byte[]>(type: "bytea", nullable: false),
                    school_id = table.Column<Guid>(type: "uuid", nullable: false),
                    central = table.Column<bool>(type: "boolean", nullable: false),
                    origin = table.Column<short>(type: "smallint", nullable: false),
                    reason = table.Column<short>(type: "smallint", nullable: false),
                    family_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    given_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    mobile = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true, collation: "C"),
                    child_family_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    child_given_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    child_class = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    message = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    network = table.Column<IPAddress>(type: "inet", nullable: true),
                    about_account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    sent_on_by = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    claimed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    claimed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_why = table.Column<short>(type: "smallint", nullable: true),
                    typed_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assistance_requests", x => x.id);
                    table.ForeignKey(
                        name: "fk_assistance_requests_accounts_about_account_id",
                        column: x => x.about_account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "fk_assistance_requests_schools_school_id",
                        column: x => x.school_id,
                        principalTable: "schools",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "assistance_entries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    message_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assistance_entries", x => x.id);
                    table.ForeignKey(
                        name: "fk_assistance_entries_assistance_requests_request_id",
                        column: x => x.request_id,
                        principalTable: "assistance_requests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_assistance_entries_outbox_messages_message_id",
                        column: x => x.message_id,
                        principalTable: "outbox_messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_assistance_request_id",
                table: "outbox_messages",
                column: "assistance_request_id",
                filter: "assistance_request_id IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "ck_outbox_messages_about",
                table: "outbox_messages",
                sql: "account_id IS NOT NULL OR assistance_request_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_assistance_entries_message_id",
                table: "assistance_entries",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_assistance_entries_request_id_at",
                table: "assistance_entries",
                columns: new[] { "request_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_assistance_requests_about_account_id",
                table: "assistance_requests",
                column: "about_account_id");

            migrationBuilder.CreateIndex(
                name: "ix_assistance_requests_claimed_by",
                table: "assistance_requests",
                column: "claimed_by",
                filter: "claimed_by IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_assistance_requests_number",
                table: "assistance_requests",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_assistance_requests_open",
                table: "assistance_requests",
                columns: new[] { "received_at", "id" },
                filter: "state <> 4");

            migrationBuilder.CreateIndex(
                name: "ix_assistance_requests_reference_hash",
                table: "assistance_requests",
                column: "reference_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_assistance_requests_school_id_received_at_id",
                table: "assistance_requests",
                columns: new[] { "school_id", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_assistance_requests_school_id_state_received_at_id",
                table: "assistance_requests",
                columns: new[] { "school_id", "state", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_assistance_requests_typed_hash_received_at",
                table: "assistance_requests",
                columns: new[] { "typed_hash", "received_at" });

            migrationBuilder.AddForeignKey(
                name: "fk_outbox_messages_assistance_requests_assistance_request_id",
                table: "outbox_messages",
                column: "assistance_request_id",
                principalTable: "assistance_requests",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.Sql(AssistanceRules.Notifications);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(AssistanceRules.NotificationsGone);
            migrationBuilder.Sql("DELETE FROM outbox_messages WHERE account_id IS NULL");

            migrationBuilder.DropForeignKey(
                name: "fk_outbox_messages_assistance_requests_assistance_request_id",
                table: "outbox_messages");

            migrationBuilder.DropTable(
                name: "assistance_entries");

            migrationBuilder.DropTable(
                name: "assistance_requests");

            migrationBuilder.DropIndex(
                name: "ix_outbox_messages_assistance_request_id",
                table: "outbox_messages");

            migrationBuilder.DropCheckConstraint(
                name: "ck_outbox_messages_about",
                table: "outbox_messages");

            migrationBuilder.DropColumn(
                name: "assistance_request_id",
                table: "outbox_messages");

            migrationBuilder.AlterColumn<Guid>(
                name: "account_id",
                table: "outbox_messages",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);
        }
    }
}
