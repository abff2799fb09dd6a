using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Search;

/// <summary>Whose accounts a walk meets.</summary>
internal sealed record WalkScope(Guid[] Schools, bool Everywhere)
{
    /// <summary>What these grants cover, or the one school that is asked for if they cover it.</summary>
    public static async Task<WalkScope> OfAsync(IQueryable<Grant> grants, Guid? asked, CancellationToken cancel)
    {
        var schools = await grants.Select(g => g.SchoolId).Distinct().ToListAsync(cancel);
        var everywhere = schools.Contains(null);
        if (asked is { } school) return new(everywhere || schools.Contains(school) ? [school] : [], Everywhere: false);
        return new([.. schools.OfType<Guid>().Order()], everywhere);
    }

    public bool IsSame(WalkScope other) => Everywhere == other.Everywhere && Schools.AsSpan().SequenceEqual(other.Schools);
}

/// <summary>Where the next part of a walk begins.</summary>
internal readonly record struct WalkPlace(string Family, string Given, Guid Id);

/// <summary>The accounts of a filter from the first to the last by NOM, Prénom, in parts, by the statement that the list itself is read with.</summary>
internal static class ListWalk
{
    private const string Keys = """
        search_keys($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::timestamp AT TIME ZONE 'Europe/Paris', false, false, $13, $14, NULL, $15, $16, $17)
        """;

    /// <summary>The next part; none when the walk is at its end, and for a filter that lists nobody.</summary>
    public static async Task<List<WalkPlace>> NextAsync(AdminDb db, WalkScope scope, AccountFilter filter, WalkPlace? after, int most, CancellationToken cancel)
    {
        var places = new List<WalkPlace>(most);
        await using var command = await CommandAsync(db, $"SELECT account_id, family, given FROM {Keys} WITH ORDINALITY k(account_id, family, given, at, place) ORDER BY place", scope, filter, after, most, count: false, cancel);
        if (command is null) return places;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) places.Add(new(reader.GetString(1), reader.GetString(2), reader.GetGuid(0)));
        return places;
    }

    /// <summary>How many it meets, counted no further than this.</summary>
    public static async Task<int> CountAsync(AdminDb db, WalkScope scope, AccountFilter filter, int most, CancellationToken cancel)
    {
        await using var command = await CommandAsync(db, $"SELECT count(*)::int FROM {Keys}", scope, filter, null, most, count: true, cancel);
        return command is null ? 0 : (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<NpgsqlCommand?> CommandAsync(AdminDb db, string sql, WalkScope scope, AccountFilter filter, WalkPlace? after, int most, bool count, CancellationToken cancel)
    {
        var typed = SearchText.Read(filter.Text);
        if (AccountList.ListsNobody(filter, typed)) return null;
        await db.Database.OpenConnectionAsync(cancel);
        return new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection())
        {
            Parameters =
            {
                new() { Value = scope.Schools, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = scope.Everywhere },
                new() { Value = typed.Words, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = typed.Identifier, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = typed.Phones, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                AccountList.Nullable(typed.IdFrom, NpgsqlDbType.Uuid),
                AccountList.Nullable(typed.IdTo, NpgsqlDbType.Uuid),
                AccountList.Nullable(filter.SchoolId, NpgsqlDbType.Uuid),
                AccountList.Nullable(filter.ClassName, NpgsqlDbType.Text),
                new() { Value = filter.Mask },
                new() { Value = filter.Value },
                AccountList.Nullable(filter.CreatedSince, NpgsqlDbType.Date),
                AccountList.Nullable(after?.Family, NpgsqlDbType.Text),
                AccountList.Nullable(after?.Given, NpgsqlDbType.Text),
                AccountList.Nullable(after?.Id, NpgsqlDbType.Uuid),
                new() { Value = most },
                new() { Value = count },
            },
        };
    }
}
