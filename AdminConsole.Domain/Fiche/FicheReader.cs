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
        return await Gate.StandingAsync(db, actor, accountId, cancel) is { } standing ? await FicheAsync(db, actor, accountId, standing, cancel) : null;
    }

    // Asks for scope again: between the gate's answer and this query a right may have gone.
    private static Task<AccountFiche?> FicheAsync(AdminDb db, Actor actor, Guid accountId, Standing standing, CancellationToken cancel) =>
        db.AccountsInScopeOf(actor).AsNoTracking().AsSingleQuery().Where(a => a.Id == accountId).Select(a => new AccountFiche
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
            Functions = db.CurrentGrants.Where(g => g.AccountId == a.Id)
                .Select(g => g.Function).Distinct().OrderByDescending(function => function).ToList(),
            Places = (from membership in db.MembershipsInScopeOf(actor)
                      join school in db.Schools on membership.SchoolId equals school.Id
                      where membership.AccountId == a.Id
                      orderby school.Name, membership.ClassName
                      select new Place(school.Name, school.Town, membership.ClassName)).ToList(),
            Email = a.Email == null ? null : new ContactOnRecord(a.Email, a.EmailState!.Value, a.EmailSource!.Value),
            Mobile = a.Mobile == null ? null : new ContactOnRecord(a.Mobile, a.MobileState!.Value, a.MobileSource!.Value),
            Situation = new AccountSituation(
                a.ActivatedAt,
                a.LastSignInAt,
                a.BlockedAt != null && (a.BlockedUntil == null || a.BlockedUntil > AdminDb.Now()),
                a.BlockedUntil,
                a.DeletionDueAt,
                a.FederatedWith)
            {
                BlockedReason = a.BlockedReason,
                BlockedBy = db.AccountsInScopeOf(actor).Where(by => by.Id == a.BlockedBy).Select(by => new PersonRef(by.FamilyName, by.GivenName)).FirstOrDefault(),
                DelayedUntil = db.SignInDelays.Where(d => d.DelayedUntil > AdminDb.Now() && db.LoginNames.Any(n => n.AccountId == a.Id && n.Name == d.Login)).Max(d => d.DelayedUntil),
                ProvisionalUntil = db.LivingProvisionals.Where(t => t.AccountId == a.Id).Max(t => (DateTimeOffset?)t.ExpiresAt),
                OpenSessions = db.LiveSessions.Count(s => s.AccountId == a.Id),
            },
            Parents = db.Relations.Where(r => r.ChildId == a.Id && (r.EndsOn == null || r.EndsOn > AdminDb.Today()))
                .Join(db.AccountsInScopeOf(actor), r => r.ParentId, p => p.Id, (_, p) => p).OrderBy(p => p.FamilyKey).ThenBy(p => p.GivenKey)
                .Select(p => new Relative(p.Id, p.FamilyName, p.GivenName, p.Civility,
                    p.Email == null ? null : new ContactOnRecord(p.Email, p.EmailState!.Value, p.EmailSource!.Value),
                    p.Mobile == null ? null : new ContactOnRecord(p.Mobile, p.MobileState!.Value, p.MobileSource!.Value))).ToList(),
            Children = db.Relations.Where(r => r.ParentId == a.Id && (r.EndsOn == null || r.EndsOn > AdminDb.Today()))
                .Join(db.AccountsInScopeOf(actor), r => r.ChildId, c => c.Id, (_, c) => c).OrderBy(c => c.FamilyKey).ThenBy(c => c.GivenKey)
                .Select(c => new Relative(c.Id, c.FamilyName, c.GivenName, c.Civility, null, null)).ToList(),
            Standing = standing,
        }).SingleOrDefaultAsync(cancel);
}
