using System.Globalization;
using System.Runtime.CompilerServices;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Search;

/// <summary>A place of somebody in a school that may be exported.</summary>
public sealed record ExportedPlace(string School, string Uai, string? ClassName);

/// <summary>One account as it goes into a file: what the fiche shows, and no secret.</summary>
public sealed record ExportedAccount(
    Guid Id, string FamilyName, string GivenName, string? UsageName, Profile Profile, string Login, string? Alias, string? ExternalId, AccountSource Source, DateOnly? BirthDate,
    string? Email, ContactState? EmailState, string? Mobile, ContactState? MobileState, DateTimeOffset? ActivatedAt, bool Blocked, DateTimeOffset? DeletionDueAt,
    DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt, IReadOnlyList<ExportedPlace> Places);

/// <summary>The list of accounts as a file, for those whose grant says that they may export.</summary>
public sealed class AccountExport(IDbContextFactory<AdminDb> databases)
{
    /// <summary>The first ones by name only: a filter by school gets at the others.</summary>
    public const int MostRows = 100_000;

    private const int ReadAtOnce = 500;

    /// <summary>Whether the actor holds a grant, as local administrator or above, that may export.</summary>
    public async Task<bool> MayAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Exporting(db, actor).AnyAsync(cancel);
    }

    /// <summary>
    /// The accounts of the filter with a current place in a school that an exporting grant covers, by NOM, Prénom, <see cref="MostRows"/> at most. That they are
    /// exported, and how many, is in the journal before the first is read (rule 15 of recovery). Asks for a fresh proof.
    /// </summary>
    public async Task<Export<ExportedAccount>> BeginAsync(Actor actor, AccountFilter filter, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!await Exporting(db, actor).AnyAsync(cancel)) return Export<ExportedAccount>.Of(ExportOutcome.NotAllowed);
        if (!await FreshProof.IsHeldAsync(db, actor, cancel)) return Export<ExportedAccount>.Of(ExportOutcome.ProofTooOld);
        var scope = await WalkScope.OfAsync(Exporting(db, actor), filter.SchoolId, cancel);
        var count = await ListWalk.CountAsync(db, scope, filter, MostRows + 1, cancel);
        var limited = count > MostRows;
        count = Math.Min(count, MostRows);
        db.AuditEntries.Add(new()
        {
            ActorId = actor.AccountId,
            SchoolIds = filter.SchoolId is null ? [] : scope.Schools,
            Action = AuditAction.AccountsExported,
            Outcome = AuditOutcome.Done,
            Network = actor.Network,
            Detail = Told(count, limited, filter),
        });
        await db.SaveChangesAsync(cancel);
        // What the database counts of itself with an export of the journal.
        await db.Database.ExecuteSqlAsync($"SELECT count_volume({actor.AccountId}, {(short)VolumeKind.Exports})", cancel);
        await transaction.CommitAsync(cancel);
        return new(ExportOutcome.Begun, count, limited, RowsAsync(actor, filter, scope, count, cancel));
    }

    /// <summary>Each part is read with the rights as they are then: whoever reads slowly holds nothing open. Who leaves meanwhile is not in it.</summary>
    /// <exception cref="ExportEndedException">The right covers less than when it began.</exception>
    private async IAsyncEnumerable<ExportedAccount> RowsAsync(Actor actor, AccountFilter filter, WalkScope scope, int most, [EnumeratorCancellation] CancellationToken cancel)
    {
        WalkPlace? after = null;
        while (most > 0)
        {
            List<ExportedAccount> part;
            await using (var db = await databases.CreateDbContextAsync(cancel))
            {
                if (!scope.IsSame(await WalkScope.OfAsync(Exporting(db, actor), filter.SchoolId, cancel))) throw new ExportEndedException();
                var places = await ListWalk.NextAsync(db, scope, filter, after, Math.Min(most, ReadAtOnce), cancel);
                if (places is []) yield break;
                (after, most) = (places[^1], most - places.Count);
                part = await ReadAsync(db, actor, [.. places.Select(p => p.Id)], cancel);
            }
            foreach (var account in part) yield return account;
        }
    }

    private static async Task<List<ExportedAccount>> ReadAsync(AdminDb db, Actor actor, Guid[] ids, CancellationToken cancel)
    {
        var grants = Exporting(db, actor);
        var accounts = await db.Accounts.AsSplitQuery().Where(a => ids.Contains(a.Id)).OrderBy(a => a.Id).Select(a => new ExportedAccount(
            a.Id, a.FamilyName, a.GivenName, a.UsageName, a.Profile, a.Login, a.Alias, a.ExternalId, a.Source, a.BirthDate, a.Email, a.EmailState, a.Mobile, a.MobileState,
            a.ActivatedAt, a.BlockedAt != null && (a.BlockedUntil == null || a.BlockedUntil > AdminDb.Now()), a.DeletionDueAt, a.CreatedAt, a.ModifiedAt,
            (from membership in db.CurrentMemberships
             join school in db.Schools on membership.SchoolId equals school.Id
             where membership.AccountId == a.Id && grants.Any(g => g.SchoolId == null || g.SchoolId == school.Id)
             orderby school.Name, membership.ClassName
             select new ExportedPlace(school.Name, school.Uai, membership.ClassName)).ToList())).ToDictionaryAsync(a => a.Id, cancel);
        return [.. ids.Select(accounts.GetValueOrDefault).OfType<ExportedAccount>().Where(a => a.Places is not [])];
    }

    private static IQueryable<Grant> Exporting(AdminDb db, Actor actor) => db.GrantsOf(actor).Where(g => g.Function >= Function.LocalAdmin && g.MayExport);

    /// <summary>What was carried away: filters by words of their own, and of what was typed only that something was (rule 18 of recovery).</summary>
    private static string Told(int count, bool limited, AccountFilter filter)
    {
        var told = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{count}{(limited ? "+" : "")}") };
        if (filter.Text is not null) told.Add("q");
        if (filter.ClassName is { } name) told.Add(name);
        if (filter.Profile is { } profile) told.Add($"{profile}");
        if (filter.Source is { } source) told.Add($"{source}");
        if (filter.Activated is { } activated) told.Add(activated ? "Activated" : "NeverActivated");
        if (filter.Blocked) told.Add("Blocked");
        if (filter.Email is { } email) told.Add($"Email{email}");
        if (filter.NoMobile) told.Add("NoMobile");
        if (filter.CreatedSince is { } since) told.Add(string.Create(CultureInfo.InvariantCulture, $"≥ {since:yyyy-MM-dd}"));
        if (filter.Deleted) told.Add("Deleted");
        var detail = string.Join(", ", told);
        return detail.Length <= Account.ReasonLength ? detail : detail[..Account.ReasonLength];
    }
}
