using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminConsole.Domain.Model.Migrations
{
    /// <inheritdoc />
    public partial class OwnContactChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "change_id",
                table: "reset_tokens",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "own_contact_changes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<short>(type: "smallint", nullable: false),
                    old_value = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    old_state = table.Column<short>(type: "smallint", nullable: true),
                    old_source = table.Column<short>(type: "smallint", nullable: true),
                    new_value = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    new_key = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false, collation: "C"),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_why = table.Column<short>(type: "smallint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_own_contact_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_own_contact_changes_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_reset_tokens_change_id",
                table: "reset_tokens",
                column: "change_id",
                filter: "change_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_own_contact_changes_account_id_asked_at",
                table: "own_contact_changes",
                columns: new[] { "account_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_own_contact_changes_new_key_asked_at",
                table: "own_contact_changes",
                columns: new[] { "new_key", "asked_at" });

            migrationBuilder.AddForeignKey(
                name: "fk_reset_tokens_own_contact_changes_change_id",
                table: "reset_tokens",
                column: "change_id",
                principalTable: "own_contact_changes",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_reset_tokens_own_contact_changes_change_id",
                table: "reset_tokens");

            migrationBuilder.DropTable(
                name: "own_contact_changes");

            migrationBuilder.DropIndex(
                name: "ix_reset_tokens_change_id",
                table: "reset_tokens");

            migrationBuilder.DropColumn(
                name: "change_id",
                table: "reset_tokens");
        }
    }
}
