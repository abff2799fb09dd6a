using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Search;

/// <summary>The full list of accounts in the actor's scope, by NOM, Prénom or by creation.</summary>
public sealed class AccountList(IDbContextFactory<AdminDb> databases)
{
    public const int PageSize = 50;

    /// <summary>As far as matches are counted; one more means that there are more.</summary>
    public const int MostCounted = 10_000;

    private const string Sql = """
        SELECT id, family_name, given_name, usage_name, profile, login, birth_date, class_name, school, other_schools, family, given, created_at, kind, blocked
        FROM search_page($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        """;

    private const string CountSql = "SELECT search_page_count($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

    /// <summary>
    /// The page that follows <paramref name="after"/> or comes before <paramref name="before"/>, the first when both are null or none that
    /// this list gave in this order. A school out of scope lists nobody, like one that does not exist (rule 14 of recovery).
    /// </summary>
    public async Task<AccountPage> ReadAsync(Actor actor, AccountFilter filter, AccountOrder order, string? after, string? before, CancellationToken cancel)
    {
        var typed = SearchText.Read(filter.Text);
        if (ListsNobody(filter, typed)) return AccountPage.Empty;
        var byCreation = order is AccountOrder.Newest or AccountOrder.Oldest;
        var (from, until) = (ListPlace.Read(after, byCreation), ListPlace.Read(before, byCreation));

        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        if (from is null && until is not null)
        {
            var found = await RowsAsync(connection, actor, filter, typed, order, until, back: true, cancel);
            // Less than a page before it: that is the first, and it is shown whole.
            if (found.Count > PageSize) return new([.. found.Take(PageSize).Reverse().Select(r => r.Hit)], found[PageSize - 1].Place.Write(), found[0].Place.Write());
        }
        var rows = await RowsAsync(connection, actor, filter, typed, order, from, back: false, cancel);
        if (rows is []) return AccountPage.Empty;
        return new([.. rows.Take(PageSize).Select(r => r.Hit)], from is null ? null : rows[0].Place.Write(), rows.Count > PageSize ? rows[PageSize - 1].Place.Write() : null);
    }

    /// <summary>How many the filter lets pass in the actor's scope; <see cref="MostCounted"/> + 1 for any more than that.</summary>
    public async Task<int> CountAsync(Actor actor, AccountFilter filter, CancellationToken cancel)
    {
        var typed = SearchText.Read(filter.Text);
        if (ListsNobody(filter, typed)) return 0;
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(CountSql, (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.AddRange(Asked(actor, filter, typed));
        command.Parameters.Add(new NpgsqlParameter { Value = MostCounted + 1 });
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Schools to filter by: those of the actor's scope, by name.</summary>
    public async Task<IReadOnlyList<SchoolChoice>> SchoolsAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Schools.Where(s => db.GrantsOf(actor).Any(g => g.SchoolId == null || g.SchoolId == s.Id))
            .OrderBy(s => s.Name).ThenBy(s => s.Town).Select(s => new SchoolChoice(s.Id, s.Name, s.Town)).ToListAsync(cancel);
    }

    /// <summary>Classes of a school that somebody is in today; none for a school out of scope.</summary>
    public async Task<IReadOnlyList<string>> ClassesAsync(Actor actor, Guid schoolId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.MembershipsInScopeOf(actor).Where(m => m.SchoolId == schoolId && m.ClassName != null)
            .Select(m => m.ClassName!).Distinct().Order().ToListAsync(cancel);
    }

    internal static bool ListsNobody(AccountFilter filter, SearchText typed) =>
        (typed.IsEmpty && !string.IsNullOrWhiteSpace(filter.Text))
        || (filter.ClassName is not null && (filter.SchoolId is null || filter.ClassName.Contains('\0', StringComparison.Ordinal)));

    private static async Task<List<(AccountHit Hit, ListPlace Place)>> RowsAsync(
        NpgsqlConnection connection, Actor actor, AccountFilter filter, SearchText typed, AccountOrder order, ListPlace? from, bool back, CancellationToken cancel)
    {
        var byCreation = order is AccountOrder.Newest or AccountOrder.Oldest;
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.AddRange(Asked(actor, filter, typed));
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            new() { Value = byCreation },
            new() { Value = (order is AccountOrder.NameDown or AccountOrder.Newest) != back },
            Nullable(from?.Family, NpgsqlDbType.Text),
            Nullable(from?.Given, NpgsqlDbType.Text),
            Nullable(from?.At, NpgsqlDbType.TimestampTz),
            Nullable(from?.Id, NpgsqlDbType.Uuid),
            new() { Value = PageSize + 1 },
        ]);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var marks = new LetterMarks(typed);
        var rows = new List<(AccountHit, ListPlace)>(PageSize + 1);
        while (await reader.ReadAsync(cancel))
        {
            var createdAt = await reader.GetFieldValueAsync<DateTimeOffset>(12, cancel);
            var hit = AccountSearch.Hit(reader, marks) with { Marks = AccountMarks.Read(createdAt, reader.GetInt16(13), reader.GetBoolean(14)) };
            rows.Add((hit, byCreation ? new("", "", createdAt, hit.Id) : new(reader.GetString(10), reader.GetString(11), null, hit.Id)));
        }
        return rows;
    }

    private static NpgsqlParameter[] Asked(Actor actor, AccountFilter filter, SearchText typed) =>
    [
        new() { Value = actor.AccountId },
        new() { Value = actor.SessionId },
        new() { Value = typed.Words, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        new() { Value = typed.Identifier, NpgsqlDbType = NpgsqlDbType.Text },
        new() { Value = typed.Phones, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        Nullable(typed.IdFrom, NpgsqlDbType.Uuid),
        Nullable(typed.IdTo, NpgsqlDbType.Uuid),
        Nullable(filter.SchoolId, NpgsqlDbType.Uuid),
        Nullable(filter.ClassName, NpgsqlDbType.Text),
        new() { Value = filter.Mask },
        new() { Value = filter.Value },
        Nullable(filter.CreatedSince, NpgsqlDbType.Date),
    ];

    internal static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
