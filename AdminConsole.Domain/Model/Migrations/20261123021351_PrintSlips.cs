using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminConsole.Domain.Model.Migrations
{
    /// <inheritdoc />
    public partial class PrintSlips : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "slip_batch_id",
                table: "reset_tokens",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "slip_batches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    school_id = table.Column<Guid>(type: "uuid", nullable: false),
                    class_name = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    issued_by = table.Column<Guid>(type: "uuid", nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slip_batches", x => x.id);
                    table.ForeignKey(
                        name: "fk_slip_batches_schools_school_id",
                        column: x => x.school_id,
                        principalTable: "schools",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_reset_tokens_slip_batch_id",
                table: "reset_tokens",
                column: "slip_batch_id",
                filter: "slip_batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_slip_batches_school_id_issued_at",
                table: "slip_batches",
                columns: new[] { "school_id", "issued_at" });

            migrationBuilder.AddForeignKey(
                name: "fk_reset_tokens_slip_batches_slip_batch_id",
                table: "reset_tokens",
                column: "slip_batch_id",
                principalTable: "slip_batches",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_reset_tokens_slip_batches_slip_batch_id",
                table: "reset_tokens");

            migrationBuilder.DropTable(
                name: "slip_batches");

            migrationBuilder.DropIndex(
                name: "ix_reset_tokens_slip_batch_id",
                table: "reset_tokens");

            migrationBuilder.DropColumn(
                name: "slip_batch_id",
                table: "reset_tokens");
        }
    }
}
