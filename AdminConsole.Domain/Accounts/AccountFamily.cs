using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

/// <summary>What came of a changed relation. Only <see cref="Done"/> changed anything.</summary>
public enum FamilyOutcome
{
    Done,
    NothingToDo,

    /// <summary>A responsable is no pupil, an enfant is one, and nobody is his own.</summary>
    NotAPair,

    /// <summary>The other one is out of scope, or not one on whom the actor may act.</summary>
    OtherRefused,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>« Responsables » and « enfants »: adds and ends a relation. The other end has to be in scope as well, and below the actor.</summary>
public sealed class AccountFamily(Operations operations)
{
    private static readonly ResultShape<FamilyOutcome> Shape = new(
        OutcomeOf,
        outcome => outcome is FamilyOutcome.Done,
        outcome => outcome is FamilyOutcome.NothingToDo or FamilyOutcome.NotAPair ? null : $"{outcome}");

    /// <summary>Makes a pupil and another account child and parent, whichever of them the fiche is of. The parent's schools follow.</summary>
    public Task<FamilyOutcome> AddAsync(Actor actor, Guid accountId, Guid key, Guid otherId, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.ChangeFamily, AuditAction.RelationAdded, key), otherId, async (db, parent, child) =>
        {
            if (await db.Relations.SingleOrDefaultAsync(r => r.ParentId == parent && r.ChildId == child, cancel) is not { } relation)
            {
                db.Relations.Add(new() { ParentId = parent, ChildId = child });
                return FamilyOutcome.Done;
            }
            if (relation.EndsOn is null) return FamilyOutcome.NothingToDo;
            relation.EndsOn = null;
            return FamilyOutcome.Done;
        }, cancel);

    /// <summary>Ends it today: nothing about the child goes to the parent any more.</summary>
    public Task<FamilyOutcome> EndAsync(Actor actor, Guid accountId, Guid key, Guid otherId, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.ChangeFamily, AuditAction.RelationEnded, key), otherId, async (db, parent, child) =>
        {
            var today = await db.TodayAsync(cancel);
            if (await db.Relations.SingleOrDefaultAsync(r => r.ParentId == parent && r.ChildId == child && (r.EndsOn == null || r.EndsOn > today), cancel) is not { } relation)
                return FamilyOutcome.NothingToDo;
            relation.EndsOn = today;
            return FamilyOutcome.Done;
        }, cancel);

    private Task<FamilyOutcome> RunAsync(Wish wish, Guid otherId, Func<AdminDb, Guid, Guid, Task<FamilyOutcome>> attempt, CancellationToken cancel) =>
        operations.RunAsync(wish, Shape, async held =>
        {
            var db = held.Db;
            if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return FamilyOutcome.Done;
            if (await Gate.AskAsync(db, wish.Actor, otherId, Act.ChangeFamily, cancel) is not GateAnswer.Allowed) return FamilyOutcome.OtherRefused;
            var other = await db.Accounts.Where(a => a.Id == otherId).Select(a => a.Profile).SingleAsync(cancel);
            if (otherId == wish.AccountId || (held.Account.Profile is Profile.Student) == (other is Profile.Student)) return FamilyOutcome.NotAPair;
            var (parent, child) = held.Account.Profile is Profile.Student ? (otherId, wish.AccountId) : (wish.AccountId, otherId);
            var outcome = await attempt(db, parent, child);
            if (outcome is not FamilyOutcome.Done) return outcome;
            await db.AuditAsync(wish.Done($"{otherId}"), cancel);
            await ParentSchools.FollowAsync(db, wish, parent, held.Now, cancel);
            await db.TellAccountChangedAsync(parent, cancel);
            await db.TellAccountChangedAsync(child, cancel);
            return outcome;
        }, cancel);

    private static FamilyOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => FamilyOutcome.SignedOut,
        GateAnswer.OwnAccount => FamilyOutcome.OwnAccount,
        GateAnswer.HigherRank => FamilyOutcome.HigherRank,
        GateAnswer.FunctionTooLow => FamilyOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => FamilyOutcome.NotFound,
    };
}
