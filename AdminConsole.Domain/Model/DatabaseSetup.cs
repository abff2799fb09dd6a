using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace AdminConsole.Domain.Model;

/// <summary>Whether the application can work on its database.</summary>
public enum DatabaseState { Ready, MigrationsPending, Unreachable }

/// <summary>Looks after the database of this configuration: its structure, and whether it can be worked on.</summary>
public sealed class DatabaseSetup(IConfiguration configuration, IDbContextFactory<AdminDb> factory)
{
    /// <summary>
    /// Brings the structure up to date as <c>ConnectionStrings:AdminConsoleOwner</c>, or as the application itself when there is none.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The database is away, or the role may not do it.</exception>
    public Task MigrateAsync(CancellationToken cancel)
    {
        var application = configuration.GetConnectionString("AdminConsole")!;
        var owner = configuration.GetConnectionString("AdminConsoleOwner");
        return Schema.MigrateAsync(
            string.IsNullOrWhiteSpace(owner) ? application : owner, new NpgsqlConnectionStringBuilder(application).Username ?? "", cancel);
    }

    public async Task<DatabaseState> LookAsync(CancellationToken cancel)
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(cancel);
            return await Schema.PendingAsync(db, cancel) is [] ? DatabaseState.Ready : DatabaseState.MigrationsPending;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            return DatabaseState.Unreachable;
        }
    }

    /// <summary>Whether the application's role is kept from changing the journal by the database itself (rule 18 of recovery).</summary>
    public async Task<bool> KeepsJournalAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Database.SqlQuery<bool>($"""
            SELECT NOT has_table_privilege('audit_entries', 'UPDATE, DELETE, TRUNCATE') AS "Value"
            """).SingleAsync(cancel);
    }
}
