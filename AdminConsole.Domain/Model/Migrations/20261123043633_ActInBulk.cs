using System;
using System.Net;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminConsole.Domain.Model.Migrations
{
    /// <inheritdoc />
    public partial class ActInBulk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "bulk_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    operator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    network = table.Column<IPAddress>(type: "inet", nullable: true),
                    query = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    school_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    right_ended = table.Column<bool>(type: "boolean", nullable: false),
                    leased_by = table.Column<Guid>(type: "uuid", nullable: true),
                    leased_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_runs", x => x.id);
                    table.ForeignKey(
                        name: "fk_bulk_runs_accounts_operator_id",
                        column: x => x.operator_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bulk_items",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    plan = table.Column<short>(type: "smallint", nullable: true),
                    result = table.Column<short>(type: "smallint", nullable: true),
                    masked_contact = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_items", x => x.id);
                    table.ForeignKey(
                        name: "fk_bulk_items_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_bulk_items_bulk_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "bulk_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_bulk_items_account_id",
                table: "bulk_items",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_bulk_items_run_id_place",
                table: "bulk_items",
                columns: new[] { "run_id", "place" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bulk_runs_at_work",
                table: "bulk_runs",
                column: "leased_until",
                filter: "state IN (1, 3)");

            migrationBuilder.CreateIndex(
                name: "ix_bulk_runs_created_at",
                table: "bulk_runs",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_bulk_runs_operator_id_created_at",
                table: "bulk_runs",
                columns: new[] { "operator_id", "created_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bulk_items");

            migrationBuilder.DropTable(
                name: "bulk_runs");
        }
    }
}
