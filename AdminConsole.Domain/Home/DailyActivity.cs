using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Home;

/// <summary>What was done in the actor's schools on one day in Europe/Paris.</summary>
/// <param name="PasswordsChosen">By a link or a provisional password, first activations included.</param>
/// <param name="Activations">Of those, the first ones of their accounts.</param>
public sealed record ActivityDay(DateOnly Day, int ResetsSent, int PasswordsChosen, int Activations, int RequestsAnswered);

/// <summary>Counts of the last days for the home page, out of the journal.</summary>
public sealed class DailyActivity(IDbContextFactory<AdminDb> databases)
{
    public const int Days = 30;

    /// <summary>
    /// The last <see cref="Days"/> days, oldest first, today last and up to this moment, of those whose schools the actor covers; an act
    /// for somebody of two of his schools counts once. All nought for an actor who is no longer signed in. Days that
    /// <see cref="ActivitySweep"/> has not counted yet are read in the journal, like today.
    /// </summary>
    public async Task<IReadOnlyList<ActivityDay>> ReadAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var counted = await db.Database.SqlQuery<Line>($"""SELECT day AS "Day", kind AS "Kind", acts::int AS "Acts" FROM activity_of({actor.AccountId}, {actor.SessionId})""").ToListAsync(cancel);
        var today = DateOnly.FromDateTime(ParisDay.In(await db.NowAsync(cancel)).DateTime);
        var acts = counted.ToDictionary(l => (l.Day, l.Kind), l => l.Acts);
        return [.. Enumerable.Range(1 - Days, Days).Select(today.AddDays).Select(day => new ActivityDay(day, Of(day, 1), Of(day, 2) + Of(day, 3), Of(day, 3), Of(day, 4)))];

        int Of(DateOnly day, short kind) => acts.GetValueOrDefault((day, kind));
    }

    private sealed record Line(DateOnly Day, short Kind, int Acts);
}
