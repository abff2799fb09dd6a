using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminConsole.Domain.Model.Migrations
{
    /// <inheritdoc />
    public partial class ImportFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "email_set_at",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "mobile_set_at",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "import_children",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    place = table.Column<short>(type: "smallint", nullable: false),
                    child_id = table.Column<Guid>(type: "uuid", nullable: true),
                    identity = table.Column<Guid>(type: "uuid", nullable: true),
                    name_key = table.Column<Guid>(type: "uuid", nullable: true),
                    birth_date = table.Column<DateOnly>(type: "date", nullable: true),
                    class_name = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_children", x => new { x.run_id, x.ordinal, x.place });
                });

            migrationBuilder.CreateTable(
                name: "import_columns",
                columns: table => new
                {
                    school_id = table.Column<Guid>(type: "uuid", nullable: false),
                    header = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    field = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_columns", x => new { x.school_id, x.header });
                });

            migrationBuilder.CreateTable(
                name: "import_lines",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    file = table.Column<short>(type: "smallint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    verdict = table.Column<short>(type: "smallint", nullable: false),
                    reasons = table.Column<short[]>(type: "smallint[]", nullable: false),
                    other = table.Column<int>(type: "integer", nullable: true),
                    account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    identity = table.Column<Guid>(type: "uuid", nullable: true),
                    person_key = table.Column<Guid>(type: "uuid", nullable: true),
                    name_key = table.Column<Guid>(type: "uuid", nullable: true),
                    row_key = table.Column<Guid>(type: "uuid", nullable: true),
                    school_id = table.Column<Guid>(type: "uuid", nullable: true),
                    profile = table.Column<short>(type: "smallint", nullable: true),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    national_id = table.Column<string>(type: "text", nullable: true),
                    civility = table.Column<short>(type: "smallint", nullable: true),
                    family_name = table.Column<string>(type: "text", nullable: true),
                    given_name = table.Column<string>(type: "text", nullable: true),
                    usage_name = table.Column<string>(type: "text", nullable: true),
                    family_key = table.Column<string>(type: "text", nullable: true),
                    given_key = table.Column<string>(type: "text", nullable: true),
                    name_words = table.Column<string[]>(type: "text[]", nullable: true),
                    birth_date = table.Column<DateOnly>(type: "date", nullable: true),
                    class_name = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    mobile = table.Column<string>(type: "text", nullable: true),
                    language = table.Column<string>(type: "text", nullable: true),
                    differs = table.Column<short[]>(type: "smallint[]", nullable: false),
                    before = table.Column<string[]>(type: "text[]", nullable: false),
                    candidates = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    decision = table.Column<short>(type: "smallint", nullable: true),
                    cells = table.Column<string[]>(type: "text[]", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_lines", x => new { x.run_id, x.ordinal });
                });

            migrationBuilder.CreateTable(
                name: "import_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    fault = table.Column<short>(type: "smallint", nullable: true),
                    school_id = table.Column<Guid>(type: "uuid", nullable: true),
                    school_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    started_by = table.Column<Guid>(type: "uuid", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    confirmed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    removes_absent = table.Column<bool>(type: "boolean", nullable: false),
                    lines = table.Column<int>(type: "integer", nullable: false),
                    bytes_read = table.Column<long>(type: "bigint", nullable: false),
                    to_create = table.Column<int>(type: "integer", nullable: false),
                    to_change = table.Column<int>(type: "integer", nullable: false),
                    unchanged = table.Column<int>(type: "integer", nullable: false),
                    rejected = table.Column<int>(type: "integer", nullable: false),
                    homonyms = table.Column<int>(type: "integer", nullable: false),
                    absent = table.Column<int>(type: "integer", nullable: false),
                    created = table.Column<int>(type: "integer", nullable: false),
                    changed = table.Column<int>(type: "integer", nullable: false),
                    removed = table.Column<int>(type: "integer", nullable: false),
                    applied_through = table.Column<int>(type: "integer", nullable: false),
                    leased_by = table.Column<Guid>(type: "uuid", nullable: true),
                    leased_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "import_absences",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    school_id = table.Column<Guid>(type: "uuid", nullable: false),
                    removed = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_absences", x => new { x.run_id, x.account_id });
                    table.ForeignKey(
                        name: "fk_import_absences_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_import_absences_import_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "import_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import_files",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<short>(type: "smallint", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    profile = table.Column<short>(type: "smallint", nullable: true),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    encoding = table.Column<short>(type: "smallint", nullable: false),
                    delimiter = table.Column<string>(type: "character varying(1)", maxLength: 1, nullable: false),
                    headers = table.Column<string[]>(type: "text[]", nullable: false),
                    fields = table.Column<short[]>(type: "smallint[]", nullable: false),
                    fault = table.Column<short>(type: "smallint", nullable: true),
                    fault_line = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_files", x => x.id);
                    table.ForeignKey(
                        name: "fk_import_files_import_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "import_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import_locks",
                columns: table => new
                {
                    school_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_locks", x => x.school_id);
                    table.ForeignKey(
                        name: "fk_import_locks_import_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "import_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_import_locks_schools_school_id",
                        column: x => x.school_id,
                        principalTable: "schools",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import_blocks",
                columns: table => new
                {
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_blocks", x => new { x.file_id, x.place });
                    table.ForeignKey(
                        name: "fk_import_blocks_import_files_file_id",
                        column: x => x.file_id,
                        principalTable: "import_files",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_national_id",
                table: "accounts",
                column: "national_id",
                filter: "national_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_import_absences_account_id",
                table: "import_absences",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_import_files_run_id_place",
                table: "import_files",
                columns: new[] { "run_id", "place" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_import_lines_run_id_verdict_ordinal",
                table: "import_lines",
                columns: new[] { "run_id", "verdict", "ordinal" },
                filter: "verdict IN (2, 4, 5)");

            migrationBuilder.CreateIndex(
                name: "ix_import_locks_run_id",
                table: "import_locks",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_import_runs_started_at",
                table: "import_runs",
                column: "started_at");

            migrationBuilder.CreateIndex(
                name: "ix_import_runs_state",
                table: "import_runs",
                column: "state",
                filter: "state IN (2, 4)");
            migrationBuilder.Sql(ImportRules.ContactDates);
            migrationBuilder.Sql(ImportRules.Notifications);
            migrationBuilder.Sql(ImportRules.Places);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(ImportRules.Gone);
            migrationBuilder.DropTable(
                name: "import_absences");

            migrationBuilder.DropTable(
                name: "import_blocks");

            migrationBuilder.DropTable(
                name: "import_children");

            migrationBuilder.DropTable(
                name: "import_columns");

            migrationBuilder.DropTable(
                name: "import_lines");

            migrationBuilder.DropTable(
                name: "import_locks");

            migrationBuilder.DropTable(
                name: "import_files");

            migrationBuilder.DropTable(
                name: "import_runs");

            migrationBuilder.DropIndex(
                name: "ix_accounts_national_id",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "email_set_at",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "mobile_set_at",
                table: "accounts");
        }
    }
}
