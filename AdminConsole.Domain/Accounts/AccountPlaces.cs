using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

/// <summary>What came of a changed place. Only <see cref="Done"/> changed anything.</summary>
public enum PlaceOutcome
{
    Done,
    NothingToDo,

    /// <summary>Already a member of that school on that day.</summary>
    AlreadyThere,
    ClassTooLong,
    ClassMalformed,

    /// <summary>Nobody is in such a class yet: has to be meant.</summary>
    ClassUnknown,

    /// <summary>Before today, before its own beginning, or further away than two years.</summary>
    DayRefused,

    /// <summary>The last school: nobody finds the account without one. Has to be meant.</summary>
    LastSchool,

    /// <summary>Somebody changed this place meanwhile.</summary>
    Stale,

    /// <summary>The school is closed or not one that the actor administers.</summary>
    SchoolRefused,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>« Rattacher », « Détacher », and the class in a school. Parents' schools follow their children's.</summary>
public sealed class AccountPlaces(Operations operations)
{
    private static readonly ResultShape<PlaceOutcome> Shape = new(
        OutcomeOf,
        outcome => outcome is PlaceOutcome.Done,
        outcome => outcome is PlaceOutcome.NothingToDo or PlaceOutcome.AlreadyThere or PlaceOutcome.ClassTooLong or PlaceOutcome.ClassMalformed or PlaceOutcome.ClassUnknown
            or PlaceOutcome.DayRefused or PlaceOutcome.LastSchool or PlaceOutcome.Stale ? null : $"{outcome}");

    /// <summary>Puts the account into a school that the actor administers, beside the ones where it is.</summary>
    /// <param name="target">School, and class in it.</param>
    /// <param name="firstDay">In Europe/Paris, today or within two years; null is today.</param>
    public Task<PlaceOutcome> AttachAsync(Actor actor, Guid accountId, Guid key, (Guid SchoolId, string? ClassName, bool ClassIsMeant) target, DateOnly? firstDay, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.ChangePlaces, AuditAction.SchoolAttached, key), async (held, wish) =>
        {
            var (db, _, now) = held;
            var today = await db.TodayAsync(cancel);
            var starts = firstDay ?? today;
            if (!await IsSchoolAsync(db, actor, target.SchoolId, cancel)) return PlaceOutcome.SchoolRefused;
            if (starts < today || starts > today.AddYears(2)) return PlaceOutcome.DayRefused;
            if (await ClassAsync(db, target.SchoolId, target.ClassName, target.ClassIsMeant, cancel) is { Fault: { } fault }) return fault;
            if (await db.Memberships.AnyAsync(m => m.AccountId == accountId && m.SchoolId == target.SchoolId && (m.EndsOn == null || m.EndsOn > starts), cancel)) return PlaceOutcome.AlreadyThere;
            var place = new Membership
            {
                Id = Guid.CreateVersion7(now), AccountId = accountId, SchoolId = target.SchoolId, StartsOn = starts,
                ClassName = (await ClassAsync(db, target.SchoolId, target.ClassName, true, cancel)).Name,
            };
            db.Memberships.Add(place);
            await AuditAsync(held, wish, place, cancel);
            return PlaceOutcome.Done;
        }, cancel);

    /// <summary>
    /// Ends one place of the account. A place that has begun holds until the end of its last day, so that an error can be put right; one that was added today or is
    /// still to come is taken back at once, unless no other is left.
    /// </summary>
    /// <param name="lastDay">In Europe/Paris, today or within two years; null is today.</param>
    /// <param name="evenTheLast">The operator was told what it means when no other school is left.</param>
    public Task<PlaceOutcome> DetachAsync(Actor actor, Guid accountId, Guid key, Guid placeId, DateOnly? lastDay, bool evenTheLast, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.ChangePlaces, AuditAction.SchoolDetached, key), async (held, wish) =>
        {
            var db = held.Db;
            var today = await db.TodayAsync(cancel);
            if (await PlaceAsync(db, actor, accountId, placeId, today, cancel) is not { } place) return PlaceOutcome.SchoolRefused;
            var last = lastDay ?? today;
            if (last < today || last > today.AddYears(2)) return PlaceOutcome.DayRefused;
            var end = last.AddDays(1);
            if (place.EndsOn == end) return PlaceOutcome.NothingToDo;
            var isLast = !await db.Memberships.AnyAsync(m => m.AccountId == accountId && m.Id != placeId && (m.EndsOn == null || m.EndsOn > end), cancel);
            if (isLast && !evenTheLast) return PlaceOutcome.LastSchool;
            await AuditAsync(held, wish, place, cancel);
            if (lastDay is null && place.StartsOn >= today && !isLast) db.Memberships.Remove(place);
            else if (end <= place.StartsOn) return PlaceOutcome.DayRefused;
            else place.EndsOn = end;
            return PlaceOutcome.Done;
        }, cancel);

    /// <summary>Takes back the end of a place that still holds.</summary>
    public Task<PlaceOutcome> KeepAsync(Actor actor, Guid accountId, Guid key, Guid placeId, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.ChangePlaces, AuditAction.SchoolAttached, key), async (held, wish) =>
        {
            if (await PlaceAsync(held.Db, actor, accountId, placeId, await held.Db.TodayAsync(cancel), cancel) is not { } place) return PlaceOutcome.SchoolRefused;
            if (place.EndsOn is null) return PlaceOutcome.NothingToDo;
            place.EndsOn = null;
            await AuditAsync(held, wish, place, cancel);
            return PlaceOutcome.Done;
        }, cancel);

    /// <summary>Another class in the same school; an empty text for none. Refused when it is no longer the class that the operator was looking at.</summary>
    public Task<PlaceOutcome> ChangeClassAsync(Actor actor, Guid accountId, Guid key, Guid placeId, (string? From, string? To, bool IsMeant) change, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.ChangePlaces, AuditAction.ClassChanged, key), async (held, wish) =>
        {
            var db = held.Db;
            if (await PlaceAsync(db, actor, accountId, placeId, await db.TodayAsync(cancel), cancel) is not { } place) return PlaceOutcome.SchoolRefused;
            var (name, fault) = await ClassAsync(db, place.SchoolId, change.To, change.IsMeant, cancel);
            if (fault is { } why) return why;
            if (name == place.ClassName) return PlaceOutcome.NothingToDo;
            if (change.From != place.ClassName) return PlaceOutcome.Stale;
            (place.ClassName, held.Account.ModifiedAt) = (name, held.Now);
            await AuditAsync(held, wish, place, cancel);
            return PlaceOutcome.Done;
        }, cancel);

    private Task<PlaceOutcome> RunAsync(Wish wish, Func<Held, Wish, Task<PlaceOutcome>> attempt, CancellationToken cancel) => operations.RunAsync(wish, Shape, async held =>
    {
        if (await Operations.DoneBeforeAsync(held.Db, wish, cancel) is not null) return PlaceOutcome.Done;
        var outcome = await attempt(held, wish);
        if (outcome is not PlaceOutcome.Done) return outcome;
        await held.Db.TellAccountChangedAsync(wish.AccountId, cancel);
        await ParentSchools.FollowChildAsync(held.Db, wish, wish.AccountId, held.Now, cancel);
        return outcome;
    }, cancel);

    /// <summary>One of the account's places that has not ended, in a school that the actor administers: another school's is not even there.</summary>
    private static async Task<Membership?> PlaceAsync(AdminDb db, Actor actor, Guid accountId, Guid placeId, DateOnly today, CancellationToken cancel) =>
        await db.Memberships.SingleOrDefaultAsync(m => m.Id == placeId && m.AccountId == accountId && (m.EndsOn == null || m.EndsOn > today), cancel) is { } place
        && await Gate.AskSchoolAsync(db, actor, place.SchoolId, Function.LocalAdmin, cancel) is GateAnswer.Allowed ? place : null;

    private static async Task<bool> IsSchoolAsync(AdminDb db, Actor actor, Guid schoolId, CancellationToken cancel) =>
        await Gate.AskSchoolAsync(db, actor, schoolId, Function.LocalAdmin, cancel) is GateAnswer.Allowed
        && await db.Schools.AnyAsync(s => s.Id == schoolId && (s.ClosedOn == null || s.ClosedOn > AdminDb.Today()), cancel);

    private static async Task<(string? Name, PlaceOutcome? Fault)> ClassAsync(AdminDb db, Guid schoolId, string? typed, bool isMeant, CancellationToken cancel)
    {
        if (PersonText.ClassOf(typed) is not { } name) return (null, null);
        if (PersonText.ClassFaultOf(typed) is { } fault) return (null, fault is ClassFault.TooLong ? PlaceOutcome.ClassTooLong : PlaceOutcome.ClassMalformed);
        var known = await SchoolsToManage.KnownAsync(db, schoolId, name, cancel);
        return known is null && !isMeant ? (null, PlaceOutcome.ClassUnknown) : (known ?? name, null);
    }

    // The school as well where the account is not, or no more, a member: whoever administers it reads of it.
    private static async Task AuditAsync(Held held, Wish wish, Membership place, CancellationToken cancel)
    {
        var row = wish.Done($"{place.Id}");
        var current = await held.Db.CurrentMemberships.Where(m => m.AccountId == wish.AccountId).Select(m => m.SchoolId).ToListAsync(cancel);
        row.SchoolIds = [.. current.Append(place.SchoolId).Distinct().Order()];
        await held.Db.AuditAsync(row, cancel);
    }

    private static PlaceOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => PlaceOutcome.SignedOut,
        GateAnswer.OwnAccount => PlaceOutcome.OwnAccount,
        GateAnswer.HigherRank => PlaceOutcome.HigherRank,
        GateAnswer.FunctionTooLow => PlaceOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => PlaceOutcome.NotFound,
    };
}
