using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Model;

/// <summary>The database's structure and who may do what to it: the only thing that runs as the owning role.</summary>
public static class Schema
{
    /// <summary>
    /// Applies every migration that is missing, then gives the application's role its rights: all it needs on data, none
    /// on structure, and only INSERT and SELECT on the journal (rule 18 of recovery). Safe to run again. When both
    /// roles are one, the journal is not append-only by right.
    /// </summary>
    /// <param name="ownerConnection">Connection string of the role that owns the schema.</param>
    /// <param name="applicationRole">Role name of the application's own connection.</param>
    public static async Task MigrateAsync(string ownerConnection, string applicationRole, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(ownerConnection);
        // A million accounts take minutes to be given a column.
        await using var db = new AdminDb(new DbContextOptionsBuilder<AdminDb>().UseNpgsql(source, options => options.CommandTimeout(0)).Options);
        await db.Database.MigrateAsync(cancel);
        if (new NpgsqlConnectionStringBuilder(ownerConnection).Username == applicationRole) return;
        var role = "\"" + applicationRole.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        await using var grant = source.CreateCommand($"""
            GRANT USAGE ON SCHEMA public TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
            REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries, audit_seals FROM {role};
            REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON journal_places FROM {role};
            REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "__EFMigrationsHistory" FROM {role};
            """);
        await grant.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Names of the migrations that this build knows and the database lacks.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(AdminDb db, CancellationToken cancel) =>
        [.. await db.Database.GetPendingMigrationsAsync(cancel)];
}
