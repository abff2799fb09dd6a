using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

/// <summary>A place of the account that has not ended, in a school of the actor's scope.</summary>
/// <param name="LastDay">Null while it is open.</param>
/// <param name="MayChange">Whether the actor is a local administrator there or more.</param>
public sealed record ManagedPlace(Guid Id, Guid SchoolId, string School, string Town, string? ClassName, DateOnly StartsOn, DateOnly? LastDay, bool MayChange);

/// <summary>Reads what « Gérer le compte » works on and the fiche does not show.</summary>
public sealed class ManagedAccount(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Places by school, those to come as well; empty when the account is unknown or out of scope. Schools out of scope are not among them.</summary>
    public async Task<IReadOnlyList<ManagedPlace>> PlacesAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Gate.StandingAsync(db, actor, accountId, cancel) is null) return [];
        return await (
            from place in db.Memberships
            join school in db.Schools on place.SchoolId equals school.Id
            where place.AccountId == accountId && (place.EndsOn == null || place.EndsOn > AdminDb.Today())
            where db.GrantsOf(actor).Any(g => g.SchoolId == null || g.SchoolId == place.SchoolId)
            orderby school.Name, place.StartsOn, place.Id
            select new ManagedPlace(
                place.Id, school.Id, school.Name, school.Town, place.ClassName, place.StartsOn, place.EndsOn == null ? null : place.EndsOn.Value.AddDays(-1),
                db.GrantsOf(actor).Any(g => g.Function >= Function.LocalAdmin && (g.SchoolId == null || g.SchoolId == place.SchoolId)))).ToListAsync(cancel);
    }
}
