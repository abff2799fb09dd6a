using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdminConsole.Domain.Model.Migrations;

/// <summary>What the list of accounts filters by, and what was done a day: SQL that EF Core knows nothing of, in the folder Search beside this one.</summary>
[DbContext(typeof(AdminDb))]
[Migration("20261123015500_AddAccountList")]
public sealed class AddAccountList : Migration
{
    private static readonly string[] Files = ["8-list-upkeep.sql", "9-list.sql", "10-activity.sql"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var file in Files) migrationBuilder.Sql(Read(file));
    }

    protected override void Down(MigrationBuilder migrationBuilder) => throw new NotSupportedException("The list before this is in no file any more.");

    /// <summary>A file of the folder Search.</summary>
    internal static string Read(string file)
    {
        using var stream = typeof(AddAccountList).Assembly.GetManifestResourceStream($"AdminConsole.Domain.Search.{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
