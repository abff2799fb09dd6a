using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

/// <summary>A parent's schools are his children's: kept so whenever a child's place or the relation changes, inside the transaction that changes it.</summary>
internal static class ParentSchools
{
    /// <summary>The schools of all current parents of a child.</summary>
    public static async Task FollowChildAsync(AdminDb db, Wish wish, Guid childId, DateTimeOffset now, CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        var parents = await db.Relations.Where(r => r.ChildId == childId && (r.EndsOn == null || r.EndsOn > AdminDb.Today())).Select(r => r.ParentId).ToListAsync(cancel);
        foreach (var parent in parents) await FollowAsync(db, wish, parent, now, cancel);
    }

    /// <summary>
    /// Brings the places of one parent in line with those of the children that he has now. Nobody who is more than a parent is touched, and the
    /// last child's schools stay when the relation ends: else nobody would find the parent any more.
    /// </summary>
    public static async Task FollowAsync(AdminDb db, Wish wish, Guid parentId, DateTimeOffset now, CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        if (!await db.Accounts.AnyAsync(a => a.Id == parentId && a.Profile == Profile.Relative, cancel)) return;
        var today = DateOnly.FromDateTime(ParisDay.In(now).DateTime);
        var wanted = (await (from relation in db.Relations
                             join place in db.Memberships on relation.ChildId equals place.AccountId
                             where relation.ParentId == parentId && (relation.EndsOn == null || relation.EndsOn > today) && (place.EndsOn == null || place.EndsOn > today)
                             select new { place.SchoolId, place.StartsOn, place.EndsOn }).ToListAsync(cancel))
            .GroupBy(place => place.SchoolId)
            .ToDictionary(places => places.Key, places => (
                StartsOn: places.Min(p => p.StartsOn), EndsOn: places.Any(p => p.EndsOn is null) ? null : places.Max(p => p.EndsOn)));
        if (wanted.Count == 0) return;
        var places = await db.Memberships.Where(m => m.AccountId == parentId && (m.EndsOn == null || m.EndsOn > today)).ToListAsync(cancel);
        foreach (var place in places)
        {
            var end = wanted.TryGetValue(place.SchoolId, out var of) ? of.EndsOn : today.AddDays(1);
            if (place.EndsOn == end) continue;
            place.EndsOn = end;
            await ToldAsync(db, wish, parentId, end is null ? AuditAction.SchoolAttached : AuditAction.SchoolDetached, place.Id, cancel);
        }
        foreach (var (schoolId, of) in wanted.Where(school => places.All(place => place.SchoolId != school.Key)))
        {
            var place = new Membership
            {
                Id = Guid.CreateVersion7(now), AccountId = parentId, SchoolId = schoolId, StartsOn = of.StartsOn < today ? today : of.StartsOn, EndsOn = of.EndsOn,
            };
            db.Memberships.Add(place);
            await ToldAsync(db, wish, parentId, AuditAction.SchoolAttached, place.Id, cancel);
        }
        await db.TellAccountChangedAsync(parentId, cancel);
    }

    // Beside the row of what was asked for, which alone bears the key of the wish.
    private static Task ToldAsync(AdminDb db, Wish wish, Guid parentId, AuditAction action, Guid placeId, CancellationToken cancel) => db.AuditAsync(new()
    {
        ActorId = wish.Actor.AccountId,
        AccountId = parentId,
        Action = action,
        Outcome = AuditOutcome.Done,
        Network = wish.Actor.Network,
        Detail = $"{placeId} ({wish.AccountId})",
    }, cancel);
}
