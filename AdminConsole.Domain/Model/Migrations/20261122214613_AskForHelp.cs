using System;
using System.Net;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace AdminConsole.Domain.Model.Migrations
{
    /// <inheritdoc />
    public partial class AskForHelp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "message_shares",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_shares", x => new { x.message_id, x.account_id });
                    table.ForeignKey(
                        name: "fk_message_shares_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_message_shares_outbox_messages_message_id",
                        column: x => x.message_id,
                        principalTable: "outbox_messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_message_shares_reset_tokens_token_id",
                        column: x => x.token_id,
                        principalTable: "reset_tokens",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "recovery_counters",
                columns: table => new
                {
                    network = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false, collation: "C"),
                    window_start = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    asked = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recovery_counters", x => new { x.network, x.window_start });
                });

            migrationBuilder.CreateTable(
                name: "recovery_requests",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    lost = table.Column<short>(type: "smallint", nullable: false),
                    typed = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    channel = table.Column<short>(type: "smallint", nullable: false),
                    network = table.Column<IPAddress>(type: "inet", nullable: true),
                    language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_try_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recovery_requests", x => x.id);
                    table.CheckConstraint("ck_recovery_requests_typed", "(state = 1) = (typed IS NOT NULL)");
                });

            migrationBuilder.CreateTable(
                name: "recovery_uses",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    subject = table.Column<Guid>(type: "uuid", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recovery_uses", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_message_shares_account_id",
                table: "message_shares",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_message_shares_token_id",
                table: "message_shares",
                column: "token_id",
                filter: "token_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_recovery_counters_window_start",
                table: "recovery_counters",
                column: "window_start");

            migrationBuilder.CreateIndex(
                name: "ix_recovery_requests_finished_at",
                table: "recovery_requests",
                column: "finished_at",
                filter: "state <> 1");

            migrationBuilder.CreateIndex(
                name: "ix_recovery_requests_next_try_at",
                table: "recovery_requests",
                column: "next_try_at",
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "ix_recovery_uses_subject_used_at",
                table: "recovery_uses",
                columns: new[] { "subject", "used_at" });

            migrationBuilder.CreateIndex(
                name: "ix_recovery_uses_used_at",
                table: "recovery_uses",
                column: "used_at");

            migrationBuilder.Sql(RequestRules.Notifications);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(RequestRules.NotificationsGone);

            migrationBuilder.DropTable(
                name: "message_shares");

            migrationBuilder.DropTable(
                name: "recovery_counters");

            migrationBuilder.DropTable(
                name: "recovery_requests");

            migrationBuilder.DropTable(
                name: "recovery_uses");
        }
    }
}
