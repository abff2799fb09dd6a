using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Functions;

/// <summary>A function to be given.</summary>
/// <param name="SchoolId">Null is every school.</param>
/// <param name="FirstDay">In Europe/Paris; null is now.</param>
/// <param name="LastDay">In Europe/Paris; null is without end.</param>
public sealed record GrantWish(Function Function, Guid? SchoolId, DateOnly? FirstDay = null, DateOnly? LastDay = null, bool MayExport = false);

/// <summary>What came of giving or withdrawing a function. Only <see cref="Done"/> changed anything.</summary>
public enum GrantOutcome
{
    Done,
    NothingToDo,

    /// <summary>The account holds this function there already in those days.</summary>
    AlreadyHeld,

    /// <summary>The first day is before today or after the last one, or either is more than ten years away.</summary>
    DayRefused,

    /// <summary>Unknown, or not one for which the actor gives functions.</summary>
    SchoolRefused,

    /// <summary>A pupil gets no function, nor does an account that is proposed for deletion.</summary>
    PersonRefused,

    /// <summary>Nobody with a way in would administer all schools any more, without an end.</summary>
    LastCentralAdmin,

    /// <summary>The second factor was proven too long ago (rule 19 of recovery).</summary>
    ProofTooOld,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>Gives and withdraws functions: for central administrators, over the schools that are theirs, and never for oneself.</summary>
public sealed class FunctionGrants(Operations operations, NoticeMail notices)
{
    /// <summary>No function is given for longer ahead than this, in years.</summary>
    public const int MostYears = 10;

    private static readonly ResultShape<GrantOutcome> Shape = new(
        OutcomeOf,
        outcome => outcome is GrantOutcome.Done,
        outcome => outcome is GrantOutcome.NothingToDo or GrantOutcome.AlreadyHeld or GrantOutcome.DayRefused ? null : $"{outcome}");

    /// <summary>
    /// Gives a function. Every reset token of the account dies with its former rank (rule 4 of recovery), and its remembered sessions end: such a one never carries
    /// a function. The person is told by mail.
    /// </summary>
    public Task<GrantOutcome> GrantAsync(Actor actor, Guid accountId, Guid key, GrantWish wanted, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.ChangeFunctions, AuditAction.FunctionGranted, key), async (held, wish) =>
        {
            var (db, account, now) = held;
            var today = await db.TodayAsync(cancel);
            if (!await MayGiveAsync(db, actor, wanted.SchoolId, cancel)) return GrantOutcome.SchoolRefused;
            if (account.Profile is Profile.Student || account.DeletionDueAt is not null) return GrantOutcome.PersonRefused;
            var (first, last) = (wanted.FirstDay ?? today, wanted.LastDay);
            if (first < today || last < first || first > today.AddYears(MostYears) || last > today.AddYears(MostYears)) return GrantOutcome.DayRefused;
            var starts = first == today ? now : ParisDay.EndOf(first.AddDays(-1));
            var ends = last is { } day ? ParisDay.EndOf(day) : (DateTimeOffset?)null;
            var same = db.Grants.Where(g => g.AccountId == accountId && g.Function == wanted.Function && g.SchoolId == wanted.SchoolId && g.MayExport == wanted.MayExport);
            if (await same.AnyAsync(g => (g.EndsAt == null || g.EndsAt > starts) && (ends == null || g.StartsAt < ends), cancel)) return GrantOutcome.AlreadyHeld;
            var grant = new Grant
            {
                Id = Guid.CreateVersion7(now), AccountId = accountId, Function = wanted.Function, SchoolId = wanted.SchoolId, StartsAt = starts, EndsAt = ends, MayExport = wanted.MayExport,
            };
            db.Grants.Add(grant);
            await ResetTokens.EndAsync(db, db.ResetTokens.Where(t => t.AccountId == accountId), TokenEnd.RankChanged, cancel);
            await db.Sessions.Where(s => s.AccountId == accountId && s.EndedAt == null && s.Remembered).ExecuteUpdateAsync(set => set
                .SetProperty(s => s.EndedAt, _ => AdminDb.Now())
                .SetProperty(s => s.EndedWhy, SessionEnd.RightsChanged), cancel);
            await db.AuditAsync(wish.Done(DetailOf(grant)), cancel);
            await TellAsync(held, wish, "Granted", grant, cancel);
            return GrantOutcome.Done;
        }, cancel);

    /// <summary>
    /// Withdraws a function, at once or with the end of a day. At once, every session of the account ends and with it its open circuits; later, the function is gone at
    /// the next action after that day. Refused where nobody would be left who administers all: also for two who withdraw each other's in the same moment.
    /// </summary>
    /// <param name="lastDay">In Europe/Paris, from today on; null is at once.</param>
    public Task<GrantOutcome> WithdrawAsync(Actor actor, Guid accountId, Guid key, Guid grantId, DateOnly? lastDay, CancellationToken cancel) =>
        RunAsync(new(actor, accountId, Act.ChangeFunctions, AuditAction.FunctionWithdrawn, key), async (held, wish) =>
        {
            var (db, _, now) = held;
            var today = await db.TodayAsync(cancel);
            if (await db.Grants.SingleOrDefaultAsync(g => g.Id == grantId && g.AccountId == accountId, cancel) is not { } grant || !await MayGiveAsync(db, actor, grant.SchoolId, cancel))
                return GrantOutcome.SchoolRefused;
            if (lastDay < today || lastDay > today.AddYears(MostYears)) return GrantOutcome.DayRefused;
            var end = lastDay is { } day ? ParisDay.EndOf(day) : now;
            if (end < grant.StartsAt) end = grant.StartsAt;
            if (grant.EndsAt is { } already && (already <= now || already == end)) return GrantOutcome.NothingToDo;
            if (IsOverAll(grant) && grant.EndsAt is null && await CentralAdmins.IsTheLastAsync(db, accountId, grant.Id, cancel)) return GrantOutcome.LastCentralAdmin;
            var holds = grant.StartsAt <= now;
            grant.EndsAt = end;
            if (lastDay is null && holds)
            {
                await ResetTokens.EndAsync(db, db.ResetTokens.Where(t => t.AccountId == accountId), TokenEnd.RankChanged, cancel);
                await db.EndSessionsAsync(accountId, SessionEnd.RightsChanged, keep: null, cancel);
            }
            await db.AuditAsync(wish.Done(DetailOf(grant)), cancel);
            await TellAsync(held, wish, lastDay is null ? "Withdrawn" : "EndsOn", grant, cancel);
            return GrantOutcome.Done;
        }, cancel);

    private Task<GrantOutcome> RunAsync(Wish wish, Func<Held, Wish, Task<GrantOutcome>> attempt, CancellationToken cancel) => operations.RunAsync(wish, Shape, async held =>
    {
        // One change of functions after the other. Whoever waited here may have lost his own meanwhile.
        await CentralAdmins.HoldAsync(held.Db, cancel);
        var gate = await Gate.AskAsync(held.Db, wish.Actor, wish.AccountId, wish.Act, cancel);
        if (gate is not GateAnswer.Allowed) return OutcomeOf(gate);
        if (await Operations.DoneBeforeAsync(held.Db, wish, cancel) is not null) return GrantOutcome.Done;
        return await FreshProof.IsHeldAsync(held.Db, wish.Actor, cancel) ? await attempt(held, wish) : GrantOutcome.ProofTooOld;
    }, cancel);

    private static bool IsOverAll(Grant grant) => grant is { Function: Function.CentralAdmin, SchoolId: null };

    private static async Task<bool> MayGiveAsync(AdminDb db, Actor actor, Guid? schoolId, CancellationToken cancel) => schoolId is { } id
        ? await Gate.AskSchoolAsync(db, actor, id, Function.CentralAdmin, cancel) is GateAnswer.Allowed
        : await db.GrantsOf(actor).AnyAsync(g => g.SchoolId == null && g.Function == Function.CentralAdmin, cancel);

    private static string DetailOf(Grant grant) =>
        $"{grant.Function} {(grant.SchoolId is { } school ? $"{school}" : "*")} {ParisDay.In(grant.StartsAt):yyyy-MM-dd} → {(grant.EndsAt is { } end ? $"{ParisDay.In(end):yyyy-MM-dd}" : "∞")}{(grant.MayExport ? " +export" : "")}";

    private async Task TellAsync(Held held, Wish wish, string what, Grant grant, CancellationToken cancel)
    {
        if (held.Account.EmailState is ContactState.Refused || !EmailAddress.TryParse(held.Account.Email, out var address, out _)) return;
        var texts = new MessageTexts(held.Account.Language);
        var school = grant.SchoolId is null ? texts["Functions.AllSchools"] : await held.Db.Schools.Where(s => s.Id == grant.SchoolId).Select(s => s.Name).SingleAsync(cancel);
        var until = grant.EndsAt is { } end ? texts.Day(end.AddTicks(-1)) : null;
        var more = what is "EndsOn" ? until! : until is null ? texts["Functions.Open"] : texts["Functions.Until", until];
        held.Db.Enqueue(notices.FunctionsChanged(
            held.Account, address.Value, texts[$"Functions.{what}", texts.Moment(held.Now), texts[$"Functions.{grant.Function}"], school, more], wish.Actor.AccountId, held.Now));
    }

    private static GrantOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => GrantOutcome.SignedOut,
        GateAnswer.OwnAccount => GrantOutcome.OwnAccount,
        GateAnswer.HigherRank => GrantOutcome.HigherRank,
        GateAnswer.FunctionTooLow => GrantOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => GrantOutcome.NotFound,
    };
}
