using System.Globalization;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>Operators who measure: a local administrator of the first so many schools, a central one of all. Made again by each run.</summary>
internal static class Operators
{
    public const string Password = "Mesure-du-15-novembre!";

    public static string Login(int? schools) => string.Create(CultureInfo.InvariantCulture, $"mesure.{schools?.ToString(CultureInfo.InvariantCulture) ?? "tous"}");

    public static Guid Id(int? schools) => Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"bebebebe-0000-4000-8000-{schools ?? 9999:D12}"));

    /// <summary>Such an operator, who can sign in with <see cref="Password"/> and is signed in already.</summary>
    /// <param name="schools">How many schools the scope has; null for all.</param>
    public static async Task<Actor> SignedInAsync(NpgsqlDataSource source, int? schools)
    {
        var id = Id(schools);
        await ExecuteAsync(source, """
            WITH gone AS (DELETE FROM grants WHERE account_id = $1)
            INSERT INTO accounts (id, login, source, profile, civility, family_name, given_name, family_key, given_key, name_words, language, version, password_hash)
            VALUES ($1, $2, 3, 4, 0, 'Mesure', 'Agent', 'mesure', 'agent', '{agent,mesure}', 'fr', 1, $3) ON CONFLICT (id) DO UPDATE SET password_hash = $3
            """, id, Login(schools), new PasswordHash().Hash(Password));
        await ExecuteAsync(source, """
            INSERT INTO grants (id, account_id, function, school_id, starts_at, may_export)
            SELECT gen_random_uuid(), $1, $3, s.id, now() - interval '1 day', false
            FROM (SELECT id FROM (SELECT id FROM schools ORDER BY uai LIMIT $2) f UNION ALL SELECT NULL WHERE $2 = 0) s
            """, id, schools ?? 0, (short)(schools is null ? Function.CentralAdmin : Function.LocalAdmin));
        var session = Guid.NewGuid();
        await ExecuteAsync(source, """
            INSERT INTO sessions (id, account_id, idle_until, expires_at, remembered) VALUES ($1, $2, now() + interval '1 day', now() + interval '1 day', false)
            """, session, id);
        return new Actor(id, session);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
