using System.Globalization;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// Requests for assistance of real families of the population, the same in each run: half a year of them, one in ten still open. One name in
/// five is given in the other order, one in ten with a letter missing, and half of the contacts are not the ones on record.
/// </summary>
internal static class AssistanceData
{
    public const int Requests = 200_000;

    /// <summary>Makes them where there are fewer, as the owner of the schema.</summary>
    public static async Task FillAsync(NpgsqlDataSource owner, int requests = Requests)
    {
        if (await CountAsync(owner) >= requests) return;
        await ExecuteAsync(owner, "DELETE FROM assistance_requests");
        // Nobody listens, and a notification for each of them is what would take the time.
        await ExecuteAsync(owner, "ALTER TABLE assistance_requests DISABLE TRIGGER assistance_requests_tell");
        await ExecuteAsync(owner, """
            INSERT INTO assistance_requests (id, reference_hash, reference_sealed, school_id, central, origin, reason, family_name, given_name, email, mobile,
                child_family_name, child_given_name, child_class, message, language, network, state, received_at, answered_at, closed_at, closed_why, typed_hash, version)
            SELECT gen_random_uuid(), sha256(('r' || n)::bytea), sha256(('s' || n)::bytea), school_id, false, 1, 1 + n % 5,
                CASE WHEN n % 5 = 0 THEN given ELSE family END, CASE WHEN n % 5 = 0 THEN family ELSE given END,
                CASE WHEN n % 3 > 0 THEN CASE WHEN n % 2 = 0 THEN coalesce(email, 'parent' || n || '@example.org') ELSE 'parent' || n || '@example.org' END END,
                CASE WHEN n % 3 = 0 THEN CASE WHEN n % 2 = 0 THEN coalesce(mobile, '+33639980000') ELSE '+336399800' || lpad((n % 100)::text, 2, '0') END END,
                child_family, CASE WHEN n % 10 = 3 THEN left(child_given, greatest(1, length(child_given) - 1)) ELSE child_given END, class_name,
                repeat('Bonjour, nous n''arrivons plus à ouvrir le compte depuis la rentrée. ', 1 + n % 4), 'fr', ('10.9.' || n / 256 % 256 || '.' || n % 256)::inet,
                CASE WHEN n % 10 > 0 THEN 4 ELSE 1 + n / 10 % 3 END, asked, CASE WHEN n % 10 > 0 OR n / 10 % 3 = 2 THEN asked + interval '7 hours' * (1 + n % 9) END,
                CASE WHEN n % 10 > 0 THEN asked + interval '9 hours' * (1 + n % 9) END, CASE WHEN n % 10 > 0 THEN 1 + n % 6 END, sha256(('t' || n)::bytea), 1
            FROM (
                SELECT f.*, now() - make_interval(secs => 60 + (CASE WHEN n % 10 = 0 THEN n % 1209600 ELSE n * 78 % 15552000 END)) AS asked FROM (
                    SELECT (row_number() OVER (ORDER BY md5(r.parent_id::text || r.child_id::text)))::int AS n, p.family_name AS family, p.given_name AS given, p.email, p.mobile,
                        c.family_name AS child_family, c.given_name AS child_given, m.school_id, m.class_name
                    FROM relations r JOIN accounts p ON p.id = r.parent_id JOIN accounts c ON c.id = r.child_id
                    JOIN memberships m ON m.account_id = c.id AND m.ends_on IS NULL
                    WHERE r.ends_on IS NULL) f
                WHERE n <= $1) d
            """, requests);
        await ExecuteAsync(owner, "ALTER TABLE assistance_requests ENABLE TRIGGER assistance_requests_tell");
        await ExecuteAsync(owner, "VACUUM (ANALYZE) assistance_requests");
        var made = await CountAsync(owner);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{made} requests for assistance made"));
    }

    private static async Task<long> CountAsync(NpgsqlDataSource owner)
    {
        await using var count = owner.CreateCommand("SELECT count(*) FROM assistance_requests");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource owner, string sql, params object[] values)
    {
        await using var command = owner.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
