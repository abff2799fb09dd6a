using AdminConsole.Domain;
using AdminConsole.Making;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace AdminConsole.Development;

/// <summary>Which start loads demo data, and which does not.</summary>
public sealed class DemoStartTests
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_Development_fills_only_its_private_database_and_only_once()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"adminconsole-demo-{Environment.ProcessId}");
        try
        {
            await using var postgres = await PrivatePostgres.StartAsync(new(Path.Combine(folder, "postgres")) { Durable = false, Temporary = true }, Cancel);
            await StartsAsync(postgres, Path.Combine(folder, "demo"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task StartsAsync(PrivatePostgres postgres, string files)
    {
        await StartAsync("Production", postgres, postgres, accounts: 60);
        Assert.Null(await AccountsAsync(postgres));
        await StartAsync("Development", postgres, filled: null, accounts: 60);
        Assert.Null(await AccountsAsync(postgres));
        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("Development", postgres, postgres, accounts: 1_000_001));

        await StartAsync("Development", postgres, postgres, accounts: 0);
        Assert.Equal(0, await AccountsAsync(postgres));
        Assert.False(Directory.Exists(files));

        // A start that was killed while it took the files in.
        await AskAsync(postgres, """
            INSERT INTO import_runs (id, state, school_ids, removes_absent, lines, bytes_read, to_create, to_change, unchanged, rejected, homonyms, absent, created, changed, removed, applied_through)
            VALUES (gen_random_uuid(), 4, '{}', false, 60, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            """);
        await StartAsync("Development", postgres, postgres, accounts: 60);
        Assert.Equal("Cancelled Done", await AskAsync(postgres, "SELECT string_agg(CASE state WHEN 6 THEN 'Done' WHEN 7 THEN 'Cancelled' END, ' ' ORDER BY started_at) FROM import_runs"));
        // So few are no parents: a file of nobody is not written.
        Assert.True(File.Exists(Path.Combine(files, "eleves.csv")));
        Assert.False(File.Exists(Path.Combine(files, "responsables.csv")));
        Assert.Equal(60, await AccountsAsync(postgres));
        await StartAsync("Development", postgres, postgres, accounts: 80);
        Assert.Equal(60, await AccountsAsync(postgres));
    }

    private static async Task StartAsync(string environment, PrivatePostgres postgres, PrivatePostgres? filled, int accounts)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:AdminConsole", postgres.Application + ";Pooling=false"),
            new("Demo:Accounts", $"{accounts}"),
        ]);
        builder.Services.AddDomain(builder.Configuration);
        await using var app = builder.Build();
        await app.FillPrivateDatabaseAsync(filled, Cancel);
    }

    private static async Task<object?> AskAsync(PrivatePostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.Owner + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }

    /// <summary>Null where there is not even a table.</summary>
    private static async Task<long?> AccountsAsync(PrivatePostgres postgres)
    {
        await using var connection = new NpgsqlConnection(postgres.Owner + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var exists = new NpgsqlCommand("SELECT to_regclass('accounts') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(Cancel))!) return null;
        await using var count = new NpgsqlCommand("SELECT count(*) FROM accounts", connection);
        return (long)(await count.ExecuteScalarAsync(Cancel))!;
    }
}
