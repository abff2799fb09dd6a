using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>That somebody is always there who can give functions.</summary>
internal static class CentralAdmins
{
    /// <summary>One change of functions after the other, until the transaction ends.</summary>
    public static Task HoldAsync(AdminDb db, CancellationToken cancel) => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('functions', 0))", cancel);

    /// <summary>Whether nobody but this account, apart from one grant of it or with all of its grants, administers all schools without an end and can sign in.</summary>
    /// <param name="grantId">The one that goes; null for all of them.</param>
    public static async Task<bool> IsTheLastAsync(AdminDb db, Guid accountId, Guid? grantId, CancellationToken cancel)
    {
        var able = db.CurrentGrants.Where(g => g.Function == Function.CentralAdmin && g.SchoolId == null && g.EndsAt == null);
        var others = able.Where(g => grantId == null ? g.AccountId != accountId : g.Id != grantId);
        var usable = db.Accounts.Where(a => a.DeletionDueAt == null && a.BlockedAt == null && (a.PasswordHash != null || a.FederatedWith != null));
        return await usable.AnyAsync(a => a.Id == accountId && able.Any(g => g.AccountId == a.Id), cancel) && !await usable.AnyAsync(a => others.Any(g => g.AccountId == a.Id), cancel);
    }
}
