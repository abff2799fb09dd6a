using AdminConsole.Making;

namespace AdminConsole.Commands;

/// <summary>« import » as a timer runs it at night: exit code, words, and a file of what was left out.</summary>
public sealed class ImportCommandTests(TestCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_feed_says_by_its_code_whether_all_was_taken_and_writes_what_was_not()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var school = await database.People.SchoolAsync();
        var folder = Directory.CreateTempSubdirectory("admin-console-import-");
        try
        {
            var file = Path.Combine(folder.FullName, "eleves.csv");
            await File.WriteAllTextAsync(file, "Id;Nom;Prénom;Date de naissance\nC1;Petit;Lou;01/02/2013\nC2;=Petit;Tom;31/02/2013\n", Cancel);
            var settings = new Dictionary<string, string>(ProductionApp.Settings)
            {
                ["ConnectionStrings:AdminConsole"] = database.ApplicationConnection, ["ConnectionStrings:AdminConsoleOwner"] = database.OwnerConnection,
            };
            var (code, output) = await ConsoleProcess.RunAsync("Production", settings, "import", file, "--school", school.Uai, "--rejected", folder.FullName);
            Assert.True(code == 3, output);
            Assert.Contains("2 lines: 1 to create, 0 to change, 0 unchanged, 1 rejected", output, StringComparison.Ordinal);
            Assert.Contains("1 accounts created", output, StringComparison.Ordinal);
            Assert.Equal("\ufeffId;Nom;Prénom;Date de naissance;Reason\r\nC2;\"'=Petit\";Tom;31/02/2013;BirthDateMalformed\r\n",
                System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "rejected-eleves.csv"), Cancel)));
            Assert.Equal(1, await database.CountAsync("SELECT 1 FROM accounts WHERE external_id = 'C1' AND family_name = 'Petit'"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
