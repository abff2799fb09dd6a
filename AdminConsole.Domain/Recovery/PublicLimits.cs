using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>
/// What public requests may do to one account and to one address or number (rule 3 of recovery). Only requests that were granted count: a
/// stranger who asks without end does not keep the person from asking an hour later.
/// </summary>
internal static class PublicLimits
{
    public const int AccountAnHour = 3;
    public const int AccountADay = 10;
    public const int DestinationAnHour = 10;

    /// <summary>Whether the account may have one more. The caller holds its row; for a login that nobody has nothing hangs on it.</summary>
    public static async Task<bool> AllowsAccountAsync(AdminDb db, Guid subject, CancellationToken cancel)
    {
        var (hour, day) = await UsedAsync(db, subject, cancel);
        return hour < AccountAnHour && day < AccountADay;
    }

    /// <summary>Whether the destination may have one more. It is held until the transaction ends, so that two requests cannot both be the last.</summary>
    public static async Task<bool> AllowsDestinationAsync(AdminDb db, Guid subject, CancellationToken cancel)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({subject}::text, 0))", cancel);
        return (await UsedAsync(db, subject, cancel)).Hour < DestinationAnHour;
    }

    public static void Use(AdminDb db, Guid subject, DateTimeOffset now) => db.RecoveryUses.Add(new() { Subject = subject, UsedAt = now });

    /// <summary>Letter case makes no two destinations of one.</summary>
    public static Guid Destination(string contact) => RecoveryUse.SubjectOf("to:" + contact.ToLowerInvariant());

    public static Guid UnknownLogin(string name) => RecoveryUse.SubjectOf("login:" + name);

    private static async Task<(int Hour, int Day)> UsedAsync(AdminDb db, Guid subject, CancellationToken cancel)
    {
        var times = await db.RecoveryUses
            .Where(u => u.Subject == subject && u.UsedAt > AdminDb.Now().AddDays(-1))
            .OrderByDescending(u => u.UsedAt).Take(AccountADay + DestinationAnHour)
            .Select(u => u.UsedAt > AdminDb.Now().AddHours(-1)).ToListAsync(cancel);
        return (times.Count(withinTheHour => withinTheHour), times.Count);
    }
}
