using System.Net;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Journal;

/// <summary>The journal as local administrators and above read it: the rows of their schools, newest first.</summary>
public sealed class JournalReader(IDbContextFactory<AdminDb> databases)
{
    public const int PageSize = 50;

    /// <summary>New rows are counted no further.</summary>
    public const int MostFresh = 99;

    internal const string Columns = "e.id, e.at, e.action, e.actor_id, e.account_id, e.outcome, e.refusal, e.reason, e.verified_how, e.network, e.detail";

    /// <summary>
    /// The page of rows older than <paramref name="before"/>, the newest when it is null. A row is in scope by the schools that its account had at that
    /// moment; one that concerns no school is for those who cover all. An account, operator or school out of scope lists nothing, like one that does
    /// not exist (rule 14 of recovery); so does everything for whom the journal is not.
    /// </summary>
    public async Task<JournalPart> ReadAsync(Actor actor, JournalFilter filter, long? before, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        if (await ResolveAsync(db, actor, filter, cancel) is not { } resolved) return new([], null);
        var rows = new List<JournalRow>(PageSize + 1);
        await using (var command = JournalQuery.Command((NpgsqlConnection)db.Database.GetDbConnection(), actor, resolved, before ?? long.MaxValue, PageSize + 1, export: false, Columns))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) rows.Add(Row(reader));
        long? next = null;
        if (rows.Count > PageSize)
        {
            rows.RemoveAt(PageSize);
            next = rows[^1].Id;
        }
        return new(await NamedAsync(db, actor, rows, cancel), next);
    }

    /// <summary>How many rows of the filter came after this one, <see cref="MostFresh"/> at most.</summary>
    public async Task<int> FreshAsync(Actor actor, JournalFilter filter, long after, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        if (await ResolveAsync(db, actor, filter, cancel) is not { } resolved) return 0;
        await using var command = JournalQuery.Command((NpgsqlConnection)db.Database.GetDbConnection(), actor, resolved, long.MaxValue, MostFresh, export: false, "e.id", after);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var fresh = 0;
        while (await reader.ReadAsync(cancel)) fresh++;
        return fresh;
    }

    /// <summary>What the actor may do with the journal now.</summary>
    public async Task<JournalRights> RightsAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var exports = await db.GrantsOf(actor).Where(g => g.Function >= Function.LocalAdmin).Select(g => g.MayExport).ToListAsync(cancel);
        return new(exports is not [], exports.Contains(true));
    }

    /// <summary>Schools to filter by, by name.</summary>
    public async Task<IReadOnlyList<JournalSchool>> SchoolsAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Schools.Where(s => db.GrantsOf(actor).Any(g => g.Function >= Function.LocalAdmin && (g.SchoolId == null || g.SchoolId == s.Id)))
            .OrderBy(s => s.Name).ThenBy(s => s.Town).Select(s => new JournalSchool(s.Id, s.Name, s.Town)).ToListAsync(cancel);
    }

    /// <summary>Null when it names somebody whom the actor cannot see.</summary>
    internal static async Task<ResolvedFilter?> ResolveAsync(AdminDb db, Actor actor, JournalFilter filter, CancellationToken cancel)
    {
        Guid? by = null, account = null;
        if (!string.IsNullOrWhiteSpace(filter.Operator) && (by = await PersonAsync(db, actor, filter.Operator, cancel)) is null) return null;
        if (!string.IsNullOrWhiteSpace(filter.Account) && (account = await PersonAsync(db, actor, filter.Account, cancel)) is null) return null;
        return new(by, account, filter.SchoolId, filter.Group is { } group ? JournalGroups.ActionsOf(group) : null, filter.Outcome,
            filter.From is { } from ? ParisDay.EndOf(from.AddDays(-1)) : null, filter.To is { } to ? ParisDay.EndOf(to) : null);
    }

    // Whoever is gone is named by the rows alone: an id that nobody has any more passes for those who cover all.
    private static async Task<Guid?> PersonAsync(AdminDb db, Actor actor, string words, CancellationToken cancel)
    {
        // Nobody is called so, and the database takes no such text.
        if (words.Contains('\0', StringComparison.Ordinal)) return null;
        var typed = Folding.Login(words);
        Guid? id = Guid.TryParse(words, out var given) ? given : await db.LoginNames.Where(n => n.Name == typed).Select(n => (Guid?)n.AccountId).SingleOrDefaultAsync(cancel);
        if (id is null || id == actor.AccountId) return id;
        return await db.AccountsInScopeOf(actor).AnyAsync(a => a.Id == id, cancel) || await db.GrantsOf(actor).AnyAsync(g => g.SchoolId == null, cancel) ? id : null;
    }

    internal static async Task<IReadOnlyList<JournalRow>> NamedAsync(AdminDb db, Actor actor, List<JournalRow> rows, CancellationToken cancel)
    {
        // On their own: joined to the rows, everybody in scope would be gone through.
        Guid[] ids = [.. rows.SelectMany(r => new[] { r.ActorId, r.AccountId }).OfType<Guid>().Distinct()];
        if (ids is []) return rows;
        var people = await db.AccountsInScopeOf(actor).Where(a => ids.Contains(a.Id))
            .Select(a => new JournalPerson(a.Id, a.FamilyName, a.GivenName, a.Login)).ToDictionaryAsync(p => p.Id, cancel);
        return [.. rows.Select(r => r with
        {
            Actor = r.ActorId is { } by ? people.GetValueOrDefault(by) : null,
            Account = r.AccountId is { } whom ? people.GetValueOrDefault(whom) : null,
        })];
    }

    internal static JournalRow Row(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), Enum.Parse<AuditAction>(reader.GetString(2)), Nullable<Guid>(reader, 3), null, Nullable<Guid>(reader, 4), null,
        reader.GetInt16(5) == (short)AuditOutcome.Refused ? Text(reader, 6) ?? "" : null, Text(reader, 7),
        reader.IsDBNull(8) ? null : (VerifiedHow)reader.GetInt16(8), reader.IsDBNull(9) ? null : reader.GetFieldValue<IPAddress>(9).ToString(), Text(reader, 10));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? Nullable<T>(NpgsqlDataReader reader, int column) where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}
