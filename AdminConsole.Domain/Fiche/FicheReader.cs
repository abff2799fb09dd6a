using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Fiche;

/// <summary>Reads the fiche of one account.</summary>
public sealed class FicheReader(IDbContextFactory<AdminDb> databases)
{
    /// <summary>
    /// The fiche with the memberships that the actor may see. Null when the account is unknown, out of scope or the actor is
    /// no longer signed in: the three look the same (rule 14 of recovery).
    /// </summary>
    public async Task<AccountFiche?> ReadAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Gate.StandingAsync(db, actor, accountId, cancel) is not { } standing) return null;
        // Asks for scope again: between the gate's answer and this query a right may have gone.
        if (await Core(db, actor, accountId, standing).SingleOrDefaultAsync(cancel) is not { } core) return null;
        var family = await Family(db, accountId).ToListAsync(cancel);
        var people = await PeopleAsync(db, actor, [.. family.Select(r => r.Id), .. core.BlockedBy is { } by ? [by] : Array.Empty<Guid>()], cancel);
        return core.Fiche with
        {
            Functions = standing.Rank is null ? [] : await Functions(db, accountId).ToListAsync(cancel),
            Places = await Places(db, actor, accountId).ToListAsync(cancel),
            Parents = Members(isParent: true),
            Children = Members(isParent: false),
            Situation = core.Fiche.Situation with { BlockedBy = people.Where(p => p.Id == core.BlockedBy).Select(p => new PersonRef(p.FamilyName, p.GivenName)).FirstOrDefault() },
        };

        // What a child is written at is shown on his own fiche.
        List<Relative> Members(bool isParent) =>
            [.. people.Where(p => family.Any(r => r.Id == p.Id && r.IsParent == isParent)).Select(p => isParent ? p : p with { Email = null, Mobile = null })];
    }

    private sealed record CoreRow(AccountFiche Fiche, Guid? BlockedBy);

    private sealed record FamilyTie(Guid Id, bool IsParent);

    // One statement for all of it would be planned by guesses that are far off where a scope is everything: seconds, at a million accounts.
    private static IQueryable<CoreRow> Core(AdminDb db, Actor actor, Guid accountId, Standing standing) =>
        db.AccountsInScopeOf(actor).AsNoTracking().Where(a => a.Id == accountId).Select(a => new CoreRow(
            new AccountFiche
            {
                Id = a.Id,
                Version = a.Version,
                FamilyName = a.FamilyName,
                GivenName = a.GivenName,
                UsageName = a.UsageName,
                BirthDate = a.BirthDate,
                Profile = a.Profile,
                Login = a.Login,
                Alias = a.Alias,
                ExternalId = a.ExternalId,
                Source = a.Source,
                CreatedAt = a.CreatedAt,
                ModifiedAt = a.ModifiedAt,
                Functions = Array.Empty<Function>(),
                Places = Array.Empty<Place>(),
                Email = a.Email == null ? null : new ContactOnRecord(a.Email, a.EmailState!.Value, a.EmailSource!.Value) { SetAt = a.EmailSetAt },
                Mobile = a.Mobile == null ? null : new ContactOnRecord(a.Mobile, a.MobileState!.Value, a.MobileSource!.Value) { SetAt = a.MobileSetAt },
                HasFactor = db.Authenticators.Any(f => f.AccountId == a.Id) || db.Passkeys.Any(p => p.AccountId == a.Id),
                Situation = new AccountSituation(
                    a.ActivatedAt,
                    a.LastSignInAt,
                    a.BlockedAt != null && (a.BlockedUntil == null || a.BlockedUntil > AdminDb.Now()),
                    a.BlockedUntil,
                    a.DeletionDueAt,
                    a.FederatedWith)
                {
                    BlockedReason = a.BlockedReason,
                    DelayedUntil = db.SignInDelays.Where(d => d.DelayedUntil > AdminDb.Now() && db.LoginNames.Any(n => n.AccountId == a.Id && n.Name == d.Login)).Max(d => d.DelayedUntil),
                    ProvisionalUntil = db.LivingProvisionals.Where(t => t.AccountId == a.Id).Max(t => (DateTimeOffset?)t.ExpiresAt),
                    OpenSessions = db.LiveSessions.Count(s => s.AccountId == a.Id),
                },
                Standing = standing,
            }, a.BlockedBy));

    private static IQueryable<FamilyTie> Family(AdminDb db, Guid accountId) =>
        db.Relations.Where(r => (r.ChildId == accountId || r.ParentId == accountId) && (r.EndsOn == null || r.EndsOn > AdminDb.Today()))
            .Select(r => new FamilyTie(r.ChildId == accountId ? r.ParentId : r.ChildId, r.ChildId == accountId));

    private static IQueryable<Function> Functions(AdminDb db, Guid accountId) =>
        db.CurrentGrants.Where(g => g.AccountId == accountId).Select(g => g.Function).Distinct().OrderByDescending(function => function);

    private static IQueryable<Place> Places(AdminDb db, Actor actor, Guid accountId) =>
        from membership in db.MembershipsInScopeOf(actor)
        join school in db.Schools on membership.SchoolId equals school.Id
        where membership.AccountId == accountId
        orderby school.Name, membership.ClassName
        select new Place(school.Name, school.Town, membership.ClassName);

    /// <summary>Those of them who are in scope, by name.</summary>
    private static async Task<List<Relative>> PeopleAsync(AdminDb db, Actor actor, Guid[] ids, CancellationToken cancel) => ids is [] ? [] :
        await db.AccountsInScopeOf(actor).Where(p => ids.Contains(p.Id)).OrderBy(p => p.FamilyKey).ThenBy(p => p.GivenKey)
            .Select(p => new Relative(p.Id, p.FamilyName, p.GivenName, p.Civility,
                p.Email == null ? null : new ContactOnRecord(p.Email, p.EmailState!.Value, p.EmailSource!.Value),
                p.Mobile == null ? null : new ContactOnRecord(p.Mobile, p.MobileState!.Value, p.MobileSource!.Value)))
            .ToListAsync(cancel);
}
