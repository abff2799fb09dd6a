using System.Globalization;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>A kind of query and the texts of it, asked in turn.</summary>
internal sealed record SearchCase(string Name, string[] Texts);

/// <summary>What is typed in the measurement, taken from the names that are in the database by a seeded choice.</summary>
internal static class SearchCases
{
    public const int Seed = 77;

    /// <summary>Common and rare names are those of everybody; whole persons are chosen in the scope that is measured.</summary>
    /// <param name="schools">How many schools the scope has; null for all.</param>
    public static async Task<IReadOnlyList<SearchCase>> ReadAsync(NpgsqlDataSource source, int? schools)
    {
        var common = await NamesAsync(source, "ORDER BY count(*) DESC, 1 LIMIT 30");
        var rare = await NamesAsync(source, "HAVING count(*) BETWEEN 1 AND 3 ORDER BY md5(k) LIMIT 30");
        var given = await ColumnAsync(source, "SELECT given_key FROM accounts GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 30");
        var people = await PeopleAsync(source, schools);
        return
        [
            new("1 letter, common", Begin(common, 1)),
            new("1 letter, rare", ["x", "y", "w", "z", "q", "u"]),
            new("2 letters, common", Begin(common, 2)),
            new("2 letters, rare", Begin(rare, 2)),
            new("3 letters, common", Begin(common, 3)),
            new("3 letters, rare", Begin(rare, 3)),
            new("3 letters of a given name", Begin(given, 3)),
            new("5 letters, common", Begin(common, 5)),
            new("5 letters, rare", Begin(rare, 5)),
            new("accented", ["é", "hé", "lé", "gué", "frédé", "lefèv", "beré", "zoé", "éléo", "œuv", "noël", "françois"]),
            new("two words, 2 + 2 letters", Pairs(given, common, 2)),
            new("two words, common", Pairs(given, common, 20)),
            new("two given names", [.. given.Zip(given.Skip(1), (a, b) => $"{a} {b}").Take(20)]),
            new("two words, of one person", [.. people.Take(100).Select(p => $"{Cut(p.Given, 3)} {Cut(p.Family, 3)}")]),
            new("login", [.. people.Take(100).Select(p => p.Login)]),
            new("mail", [.. people.Where(p => p.Email is not null).Take(100).Select(p => p.Email!)]),
            new("no match", ["zzq", "xqj", "wvkz", "qqqq", "jxj", "zxcv"]),
            new("200 random", Random(people, 200)),
        ];
    }

    /// <summary>Names with one letter wrong, missing, too many or swapped; some still match somebody, and then count as found.</summary>
    public static async Task<string[]> MisspeltAsync(NpgsqlDataSource source, int? schools)
    {
        var random = new Random(Seed);
        return [.. (await PeopleAsync(source, schools)).Where(p => p.Family.Length > 4).Take(200).Select((p, i) => i % 3 == 0 ? $"{p.Given} {Misspell(p.Family, random)}" : Misspell(p.Family, random))];
    }

    private static string Misspell(string name, Random random)
    {
        var at = random.Next(1, name.Length - 1);
        var letter = (char)('a' + random.Next(26));
        return random.Next(4) switch
        {
            0 => name.Remove(at, 1),
            1 => name.Insert(at, letter.ToString()),
            2 => name.Remove(at, 1).Insert(at, letter.ToString()),
            _ => $"{name[..at]}{name[at + 1]}{name[at]}{name[(at + 2)..]}",
        };
    }

    private static string[] Random(IReadOnlyList<Person> people, int count)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var person = people[random.Next(people.Count)];
            var (one, two) = random.Next(2) == 0 ? (person.Family, person.Given) : (person.Given, person.Family);
            var text = Cut(one, random.Next(1, 9));
            return random.Next(3) == 0 && text.Length > 1 ? $"{text} {Cut(two, random.Next(2, 6))}" : text;
        })];
    }

    private static string[] Begin(string[] names, int letters) => [.. names.Select(n => Cut(n, letters)).Where(n => n.Length == letters).Distinct().Take(20)];

    private static string[] Pairs(string[] given, string[] family, int letters) => [.. given.Take(20).Zip(family, (g, f) => $"{Cut(g, letters)} {Cut(f, letters)}").Distinct()];

    private static string Cut(string name, int letters) => name.Length > letters ? name[..letters] : name;

    private static Task<string[]> NamesAsync(NpgsqlDataSource source, string which) =>
        ColumnAsync(source, $"SELECT k FROM (SELECT replace(family_key, ' ', '') AS k FROM accounts) f GROUP BY k {which}");

    private static async Task<string[]> ColumnAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync()) values.Add(reader.GetString(0));
        return [.. values];
    }

    private static async Task<IReadOnlyList<Person>> PeopleAsync(NpgsqlDataSource source, int? schools)
    {
        await using var command = source.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"""
            SELECT replace(a.family_key, ' ', ''), replace(a.given_key, ' ', ''), a.login, a.email FROM accounts a
            WHERE EXISTS (SELECT FROM memberships m WHERE m.account_id = a.id AND m.ends_on IS NULL AND m.school_id IN (
                SELECT id FROM schools ORDER BY uai LIMIT {schools ?? 100_000}))
            ORDER BY md5(a.login || '{Seed}') LIMIT 400
            """));
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync();
        var people = new List<Person>();
        while (await reader.ReadAsync()) people.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return people;
    }

    private sealed record Person(string Family, string Given, string Login, string? Email);
}
