using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Npgsql;

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

    /// <summary>In the preview the next feed does it all; confirmed, the console goes on, and the next feed finds nothing left to do.</summary>
    [Theory]
    [InlineData("import_lines", false)]
    [InlineData("accounts", true)]
    public async Task Killed_in_the_middle_nothing_is_half_done_nor_lost(string table, bool isConfirmed)
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        var school = await database.People.SchoolAsync();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "Type;Id;Nom;Prénom;Date de naissance\nÉlève;C1;Petit;Lou;01/02/2013\nÉlève;C2;Petit;Tom;01/02/2013\n", Cancel);
            var settings = new Dictionary<string, string>(ProductionApp.Settings)
            {
                ["ConnectionStrings:AdminConsole"] = database.ApplicationConnection, ["ConnectionStrings:AdminConsoleOwner"] = database.OwnerConnection,
            };
            await using (var held = new NpgsqlConnection(database.OwnerConnection))
            {
                await held.OpenAsync(Cancel);
                await using var commit = await held.BeginTransactionAsync(Cancel);
                await using (var hold = new NpgsqlCommand($"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE", held, commit)) await hold.ExecuteNonQueryAsync(Cancel);
                var waiting = $"SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
                await using (ConsoleProcess.Start("Production", settings, "import", file, "--school", school.Uai))
                    await Eventually.TrueAsync(async () => await database.CountAsync(waiting) > 0, "the feed waits for the table");
            }
            Assert.Equal(1, await database.CountAsync($"SELECT 1 FROM import_runs WHERE state = {(int)(isConfirmed ? ImportState.Applying : ImportState.Reading)}"));
            Assert.Equal(0, await database.CountAsync("SELECT 1 FROM accounts WHERE external_id IN ('C1', 'C2')"));

            await database.ExecuteAsOwnerAsync("UPDATE import_runs SET leased_until = now() - interval '1 second'");
            if (isConfirmed) Assert.True(await database.Get<ImportWorker>().WorkAsync(Cancel));
            var (code, output) = await ConsoleProcess.RunAsync("Production", settings, "import", file, "--school", school.Uai);

            Assert.True(code == 0, output);
            Assert.Equal(2, await database.CountAsync("SELECT 1 FROM accounts WHERE external_id IN ('C1', 'C2')"));
            Assert.Equal(2, await database.CountAsync("SELECT 1 FROM audit_entries WHERE action = 'ImportCreated'"));
            Assert.Contains(isConfirmed ? "2 unchanged" : "2 accounts created", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
