using System.Buffers.Text;
using System.Text;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Search;

/// <summary>Which accounts to list; every part that is null or empty lets all pass.</summary>
/// <param name="Text">As typed in the search: words of names, or an identifier or its beginning.</param>
/// <param name="ClassName">Needs <paramref name="SchoolId"/>, since every school has its 6e B.</param>
public sealed record AccountFilter(string? Text = null, Guid? SchoolId = null, string? ClassName = null, Profile? Profile = null);

/// <summary>One page of the list.</summary>
/// <param name="Next">What to ask the next page with, fit for a URL; null when this is the last.</param>
public sealed record AccountPage(IReadOnlyList<AccountHit> Rows, string? Next)
{
    public static readonly AccountPage Empty = new([], null);
}

/// <summary>A school to filter by.</summary>
public sealed record SchoolChoice(Guid Id, string Name, string Town);

/// <summary>The full list of accounts in the actor's scope, by NOM, Prénom.</summary>
public sealed class AccountList(IDbContextFactory<AdminDb> databases)
{
    public const int PageSize = 50;

    private const string Sql = """
        SELECT id, family_name, given_name, usage_name, profile, login, birth_date, class_name, school, other_schools, family, given
        FROM search_list($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 51)
        """;

    /// <summary>
    /// The page that follows <paramref name="after"/>, the first when it is null or none that this list gave. A school out of scope lists
    /// nobody, like one that does not exist (rule 14 of recovery).
    /// </summary>
    public async Task<AccountPage> ReadAsync(Actor actor, AccountFilter filter, string? after, CancellationToken cancel)
    {
        var typed = SearchText.Read(filter.Text);
        if (typed.IsEmpty && !string.IsNullOrWhiteSpace(filter.Text)) return AccountPage.Empty;
        if (filter.ClassName is not null && (filter.SchoolId is null || filter.ClassName.Contains('\0', StringComparison.Ordinal))) return AccountPage.Empty;

        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        await using var command = Command((NpgsqlConnection)db.Database.GetDbConnection(), actor, filter, typed, Place.Read(after));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var marks = new LetterMarks(typed);
        var rows = new List<AccountHit>(PageSize);
        Place? last = null;
        while (await reader.ReadAsync(cancel))
        {
            if (rows.Count == PageSize) return new(rows, last!.Write());
            rows.Add(AccountSearch.Hit(reader, marks));
            last = new(reader.GetString(10), reader.GetString(11), reader.GetGuid(0));
        }
        return rows is [] ? AccountPage.Empty : new(rows, null);
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

    private static NpgsqlCommand Command(NpgsqlConnection connection, Actor actor, AccountFilter filter, SearchText typed, Place? after) => new(Sql, connection)
    {
        Parameters =
        {
            new() { Value = actor.AccountId },
            new() { Value = actor.SessionId },
            new() { Value = typed.Words, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = typed.Identifier, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = typed.Phones, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            Nullable(typed.IdFrom, NpgsqlDbType.Uuid),
            Nullable(typed.IdTo, NpgsqlDbType.Uuid),
            Nullable(filter.SchoolId, NpgsqlDbType.Uuid),
            Nullable(filter.ClassName, NpgsqlDbType.Text),
            Nullable((short?)filter.Profile, NpgsqlDbType.Smallint),
            Nullable(after?.Family, NpgsqlDbType.Text),
            Nullable(after?.Given, NpgsqlDbType.Text),
            Nullable(after?.Id, NpgsqlDbType.Uuid),
        },
    };

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    /// <summary>Where a page ends. The key itself, not the person: it stays good when he is gone, and tells nothing of anybody else.</summary>
    private sealed record Place(string Family, string Given, Guid Id)
    {
        public string Write() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Family}\n{Given}\n{Id:N}"));

        public static Place? Read(string? written)
        {
            if (written is null or { Length: > 3_000 } || !Base64Url.IsValid(written)) return null;
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(written)).Split('\n');
            return parts is [var family, var given, var id] && Guid.TryParseExact(id, "N", out var guid)
                && !family.Contains('\0', StringComparison.Ordinal) && !given.Contains('\0', StringComparison.Ordinal) ? new(family, given, guid) : null;
        }
    }
}
