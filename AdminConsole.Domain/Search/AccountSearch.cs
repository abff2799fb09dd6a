using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Search;

/// <summary>The type-ahead « Rechercher un utilisateur ».</summary>
public sealed class AccountSearch(IDbContextFactory<AdminDb> databases)
{
    /// <summary>As many as a list under a combobox can show.</summary>
    public const int MostHits = 20;

    // One more than is shown tells whether there are more. Scope, session and grants are read inside (rules 13 and 14 of recovery).
    internal const string Sql = """
        SELECT id, family_name, given_name, usage_name, profile, login, birth_date, class_name, school, other_schools
        FROM search_accounts($1, $2, $3, $4, $5, $6, $7, $8, 21)
        """;

    /// <summary>
    /// Who in the actor's scope answers to what was typed: words of names in any order, or the beginning, from three
    /// characters, of a login, alias, address, number, external id or identifier. Exact identifiers first, then family
    /// names that begin so, then other words of names, then beginnings of identifiers; within each the actor's own schools,
    /// then NOM, Prénom. When nothing matches, near spellings. Any text is good; one without letter or digit finds
    /// nothing, as does an actor who is no longer signed in.
    /// </summary>
    public async Task<SearchResult> FindAsync(Actor actor, string text, CancellationToken cancel)
    {
        var typed = SearchText.Read(text);
        if (typed.IsEmpty) return SearchResult.Nothing;

        var found = await AskAsync(actor, typed, near: false, cancel);
        if (found.Hits is [] && typed.AsName is { } name)
        {
            typed = name;
            found = await AskAsync(actor, typed, near: false, cancel);
        }
        return found.Hits is [] && typed.LooksLikeAName ? await AskAsync(actor, typed, near: true, cancel) : found;
    }

    // By Npgsql and not by EF Core: this statement runs at each keystroke, and the translation would cost as much again.
    internal async Task<SearchResult> AskAsync(Actor actor, SearchText typed, bool near, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var marks = near ? null : new LetterMarks(typed);
        await using var command = Command(connection, actor, typed, near);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var hits = new List<AccountHit>(MostHits);
        while (await reader.ReadAsync(cancel))
        {
            if (hits.Count == MostHits) return new(hits, HasMore: true, near);
            hits.Add(Hit(reader, marks));
        }
        return hits is [] ? SearchResult.Nothing : new(hits, HasMore: false, near);
    }

    internal static NpgsqlCommand Command(NpgsqlConnection connection, Actor actor, SearchText typed, bool near) => new(Sql, connection)
    {
        Parameters =
        {
            new() { Value = actor.AccountId },
            new() { Value = actor.SessionId },
            new() { Value = typed.Words, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = typed.Identifier, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = typed.Phones, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = (object?)typed.IdFrom ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new() { Value = (object?)typed.IdTo ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new() { Value = near },
        },
    };

    internal static AccountHit Hit(NpgsqlDataReader reader, LetterMarks? marks)
    {
        var (familyName, givenName, usageName, login) = (reader.GetString(1), reader.GetString(2), Text(reader, 3), reader.GetString(5));
        return new(
            reader.GetGuid(0), familyName, givenName, usageName, (Profile)reader.GetInt16(4), login,
            reader.IsDBNull(6) ? null : reader.GetFieldValue<DateOnly>(6), Text(reader, 7), reader.GetString(8), reader.GetInt32(9),
            marks?.Of(familyName, givenName, usageName, login) ?? MatchedLetters.None);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
