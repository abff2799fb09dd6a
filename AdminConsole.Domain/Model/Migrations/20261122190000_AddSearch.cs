using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdminConsole.Domain.Model.Migrations;

/// <summary>
/// The derived tables of the search, the triggers that keep them in step and the functions that read them: SQL that EF Core
/// knows nothing of, in the files of the folder Search beside this one.
/// </summary>
[DbContext(typeof(AdminDb))]
[Migration("20261122190000_AddSearch")]
public sealed class AddSearch : Migration
{
    private static readonly string[] Files =
        ["1-tables.sql", "2-upkeep.sql", "3-names.sql", "4-identifiers.sql", "5-spellings.sql", "6-search.sql", "7-list.sql"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var file in Files) migrationBuilder.Sql(Read(file));
        // Accounts that were there before their search.
        migrationBuilder.Sql("SELECT search_refresh(ARRAY(SELECT DISTINCT account_id FROM memberships));");
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TABLE search_people, search_words, search_lexicon;
        DO $$
        DECLARE f regprocedure;
        BEGIN
            FOR f IN SELECT oid FROM pg_proc WHERE proname LIKE 'search\_%' AND pronamespace = 'public'::regnamespace LOOP
                EXECUTE 'DROP FUNCTION ' || f || ' CASCADE';
            END LOOP;
        END $$;
        """);

    private static string Read(string file)
    {
        using var stream = typeof(AddSearch).Assembly.GetManifestResourceStream($"AdminConsole.Domain.Search.{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
