using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Npgsql;

namespace AdminConsole.Domain.Imports;

/// <summary>What PostgreSQL does to an import in the middle of a step: it cuts the sessions, or has no place left.</summary>
public sealed class ImportOutageTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Text = "Id;Nom;Prénom;Date de naissance;Classe\nO1;Un;Ana;01/01/2013;6e A\nO2;Deux;Ana;01/01/2013;6e A\n";

    private TestDatabase database = null!;
    private Importing import = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync(cluster);
        import = await (await Importing.AtAsync(database)).WithAsync((Profile.Student, Text));
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>Each table is one that the step waits for when somebody else holds it.</summary>
    [Theory]
    [InlineData("import_lines", false)]
    [InlineData("memberships", false)]
    [InlineData("audit_entries", true)]
    [InlineData("memberships", true)]
    public async Task Cut_off_from_the_database_it_is_gone_on_with_and_nothing_is_there_twice(string table, bool isApplying)
    {
        if (isApplying)
        {
            await import.PreviewAsync();
            await import.ConfirmAsync();
        }
        else
        {
            Assert.Equal(ImportOutcome.Done, await database.Get<ImportDesk>().PreviewAsync(import.Actor, import.Id, Cancel));
        }

        await using (var held = new NpgsqlConnection(database.OwnerConnection))
        {
            await held.OpenAsync(Cancel);
            await using var commit = await held.BeginTransactionAsync(Cancel);
            await using (var hold = new NpgsqlCommand($"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", held, commit)) await hold.ExecuteNonQueryAsync(Cancel);
            var working = Task.Run(import.WorkAsync, Cancel);
            await Eventually.TrueAsync(async () => await CutAsync() > 0, "the import waits for the table");
            Assert.True(Outage.Caused(await Assert.ThrowsAnyAsync<Exception>(() => working)));
        }

        Assert.Equal(0, await database.CountAsync("SELECT 1 FROM accounts WHERE external_id LIKE 'O%'"));
        await database.ExecuteAsOwnerAsync($"UPDATE import_runs SET leased_until = now() - interval '1 second' WHERE id = '{import.Id}'");
        await import.WorkAsync();
        if (!isApplying)
        {
            var view = await import.ViewAsync();
            Assert.Equal((ImportState.Ready, 2, 2), (view.State, view.Counts.Lines, view.Counts.ToCreate));
            await import.ConfirmAsync();
            await import.WorkAsync();
        }
        await AssertAppliedOnceAsync();
    }

    [Theory]
    [InlineData("import_lines")]
    [InlineData("import_absences")]
    public async Task A_full_disk_ends_a_preview_with_nothing_changed_and_says_so(string table)
    {
        await database.People.AccountAsync("Parti", "Tom", [import.School!], a => a.ExternalId = "parti");
        await FillDiskAsync(table);
        Assert.Equal(ImportOutcome.Done, await database.Get<ImportDesk>().PreviewAsync(import.Actor, import.Id, Cancel));
        await import.WorkAsync();
        var view = await import.ViewAsync();
        Assert.Equal((ImportState.Failed, ImportFault.DiskFull), (view.State, view.Fault));
        Assert.Equal(0, await database.CountAsync("SELECT 1 FROM import_locks"));

        await EmptyDiskAsync(table);
        await import.PreviewAsync();
        await import.ApplyAsync();
        await AssertAppliedOnceAsync();
    }

    [Theory]
    [InlineData("memberships")]
    [InlineData("audit_entries")]
    public async Task A_full_disk_lets_an_application_stand_until_it_is_gone_on_with(string table)
    {
        await import.PreviewAsync();
        await import.ConfirmAsync();
        await FillDiskAsync(table);
        await import.WorkAsync();
        var view = await import.ViewAsync();
        Assert.Equal((ImportState.Paused, ImportFault.DiskFull), (view.State, view.Fault));
        Assert.Equal(0, await database.CountAsync("SELECT 1 FROM accounts WHERE external_id LIKE 'O%'"));

        await EmptyDiskAsync(table);
        Assert.Equal(ImportOutcome.Done, await database.Get<ImportDesk>().ResumeAsync(import.Actor, import.Id, Cancel));
        await import.WorkAsync();
        await AssertAppliedOnceAsync();
    }

    private async Task AssertAppliedOnceAsync()
    {
        var view = await import.ViewAsync();
        Assert.Equal((ImportState.Done, 2), (view.State, view.Counts.Created));
        Assert.Equal(2, await database.CountAsync("SELECT 1 FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE a.external_id LIKE 'O%'"));
        Assert.Equal(2, await database.CountAsync($"SELECT 1 FROM audit_entries WHERE action = 'ImportCreated' AND detail = '{import.Id}'"));
    }

    /// <summary>Ends the application's sessions, as a server that restarts does, if one of them waits for a table; how many.</summary>
    private async Task<int> CutAsync()
    {
        await using var connection = new NpgsqlConnection(database.ApplicationConnection + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var cut = new NpgsqlCommand("""
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
                AND EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND wait_event_type = 'Lock')
            """, connection);
        return (int)(long)(await cut.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>What PostgreSQL answers to a row for which it finds no place (SQLSTATE 53100).</summary>
    private Task FillDiskAsync(string table) => database.ExecuteAsOwnerAsync($"""
        CREATE FUNCTION no_place() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$;
        CREATE TRIGGER no_place BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION no_place()
        """);

    private Task EmptyDiskAsync(string table) => database.ExecuteAsOwnerAsync($"DROP TRIGGER no_place ON {table}; DROP FUNCTION no_place()");
}
