using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminConsole.Domain.Model.Migrations
{
    /// <inheritdoc />
    public partial class FichePresence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "fiche_viewers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    operator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fiche_viewers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "recent_fiches",
                columns: table => new
                {
                    operator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recent_fiches", x => new { x.operator_id, x.account_id });
                    table.ForeignKey(
                        name: "fk_recent_fiches_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_recent_fiches_accounts_operator_id",
                        column: x => x.operator_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_fiche_viewers_account_id",
                table: "fiche_viewers",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_recent_fiches_account_id",
                table: "recent_fiches",
                column: "account_id");

            migrationBuilder.Sql(FicheRules.Notifications);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(FicheRules.NotificationsGone);

            migrationBuilder.DropTable(
                name: "fiche_viewers");

            migrationBuilder.DropTable(
                name: "recent_fiches");
        }
    }
}
