using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Functions;

/// <summary>Which functions to list; every part that is null or empty lets all pass.</summary>
/// <param name="Text">Beginning of a name or login.</param>
/// <param name="Ended">Those that are over as well.</param>
public sealed record FunctionFilter(string? Text = null, Guid? SchoolId = null, Function? Function = null, bool Ended = false);

/// <summary>One function of one person over a school, or over all.</summary>
/// <param name="IsOver">Judged by the database's clock.</param>
/// <param name="IsToCome">Judged by the database's clock.</param>
/// <param name="InScope">Whether the person has a fiche that the actor can open.</param>
/// <param name="Own">The actor's own, which he neither gives nor withdraws.</param>
public sealed record FunctionRow(
    Guid GrantId, Guid AccountId, string FamilyName, string GivenName, string Login, Function Function, Guid? SchoolId, string? School, string? Town,
    DateTimeOffset StartsAt, DateTimeOffset? EndsAt, bool MayExport, bool IsOver, bool IsToCome, bool InScope, bool Own, DateTimeOffset? LastSignInAt);

/// <param name="HasMore">There are more than are listed: filter.</param>
public sealed record FunctionPart(IReadOnlyList<FunctionRow> Rows, bool HasMore);

/// <summary>A school for which the actor gives functions.</summary>
public sealed record FunctionSchool(Guid Id, string Name, string Town);

/// <summary>Who administers what, for central administrators and over the schools that are theirs.</summary>
public sealed class FunctionList(IDbContextFactory<AdminDb> databases)
{
    /// <summary>More on one page would be no overview.</summary>
    public const int Most = 200;

    /// <summary>By school, then function from the highest, then name; functions over all schools first. Null for who is no central administrator now.</summary>
    public async Task<FunctionPart?> ReadAsync(Actor actor, FunctionFilter filter, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!await Mine(db, actor).AnyAsync(cancel)) return null;
        var text = Folding.Fold(filter.Text);
        var login = Folding.Login(filter.Text);
        var rows = await (
            from grant in db.Grants
            join account in db.Accounts on grant.AccountId equals account.Id
            join one in db.Schools on grant.SchoolId equals one.Id into schools
            from school in schools.DefaultIfEmpty()
            where Mine(db, actor).Any(g => g.SchoolId == null || g.SchoolId == grant.SchoolId)
            where filter.Ended || grant.EndsAt == null || grant.EndsAt > AdminDb.Now()
            where filter.SchoolId == null || grant.SchoolId == null || grant.SchoolId == filter.SchoolId
            where filter.Function == null || grant.Function == filter.Function
            where text == "" || account.FamilyKey.StartsWith(text) || account.GivenKey.StartsWith(text) || (login != "" && account.Login.StartsWith(login))
            orderby grant.SchoolId != null, school.Name, school.Town, grant.Function descending, account.FamilyKey, account.GivenKey, grant.StartsAt, grant.Id
            select new FunctionRow(
                grant.Id, account.Id, account.FamilyName, account.GivenName, account.Login, grant.Function, grant.SchoolId, school == null ? null : school.Name, school == null ? null : school.Town,
                grant.StartsAt, grant.EndsAt, grant.MayExport, grant.EndsAt != null && grant.EndsAt <= AdminDb.Now(), grant.StartsAt > AdminDb.Now(),
                db.MembershipsInScopeOf(actor).Any(m => m.AccountId == account.Id), account.Id == actor.AccountId, account.LastSignInAt)).Take(Most + 1).ToListAsync(cancel);
        return new([.. rows.Take(Most)], rows.Count > Most);
    }

    /// <summary>Schools for which the actor gives functions, by name; whether he gives those over all of them as well.</summary>
    public async Task<(IReadOnlyList<FunctionSchool> Schools, bool All)> SchoolsAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var schools = await db.Schools.Where(s => (s.ClosedOn == null || s.ClosedOn > AdminDb.Today()) && Mine(db, actor).Any(g => g.SchoolId == null || g.SchoolId == s.Id))
            .OrderBy(s => s.Name).ThenBy(s => s.Town).Select(s => new FunctionSchool(s.Id, s.Name, s.Town)).ToListAsync(cancel);
        return (schools, await Mine(db, actor).AnyAsync(g => g.SchoolId == null, cancel));
    }

    /// <summary>Whether the page of functions is for this actor: a central administrator's grant, now.</summary>
    public async Task<bool> IsForAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Mine(db, actor).AnyAsync(cancel);
    }

    private static IQueryable<Grant> Mine(AdminDb db, Actor actor) => db.GrantsOf(actor).Where(g => g.Function == Function.CentralAdmin);
}
