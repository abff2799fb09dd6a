using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdminConsole.Domain.Model.Migrations;

/// <summary>
/// Search and list see only what the session carries. The newest of all the département are found without looking at each kind of account: an
/// index, and the functions of the list that use it.
/// </summary>
[DbContext(typeof(AdminDb))]
[Migration("20261123060000_ScopeSearchBySession")]
public sealed class ScopeSearchBySession : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE INDEX search_people_newest ON search_people (created_at, account_id) INCLUDE (kind, starts_on, ends_on)
                WHERE scope = '00000000-0000-0000-0000-000000000000';
            """);
        foreach (var file in (string[])["9-list.sql", "11-scope.sql"]) migrationBuilder.Sql(AddAccountList.Read(file));
    }

    protected override void Down(MigrationBuilder migrationBuilder) => throw new NotSupportedException("The list before this is in no file any more.");
}
