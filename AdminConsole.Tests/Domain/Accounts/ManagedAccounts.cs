using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

/// <summary>A local administrator of two schools, a pupil of the first, and what became of either.</summary>
public abstract class ManagedAccounts(TestDatabase database)
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected TestDatabase Database => database;

    protected School First { get; private set; } = null!;

    protected School Second { get; private set; } = null!;

    protected Actor Admin { get; private set; }

    protected Account Pupil { get; private set; } = null!;

    protected async Task SetAsync(Action<Account>? change = null)
    {
        (First, Second) = (await database.People.SchoolAsync("Collège A"), await database.People.SchoolAsync("Collège B"));
        Admin = await database.People.OperatorAsync(Function.LocalAdmin, [First, Second]);
        Pupil = await database.People.AccountAsync("Petit", "Lou", [First], change, "6e B");
    }

    protected async Task<AuditEntry> LatestAsync(Guid accountId)
    {
        await using var db = database.Open();
        return await db.AuditEntries.Where(e => e.AccountId == accountId).OrderByDescending(e => e.Id).FirstAsync(Cancel);
    }

    protected async Task<List<Membership>> PlacesAsync(Guid accountId)
    {
        await using var db = database.Open();
        return await db.Memberships.Where(m => m.AccountId == accountId).OrderBy(m => m.StartsOn).ThenBy(m => m.Id).ToListAsync(Cancel);
    }

    protected async Task<DateOnly> TodayAsync()
    {
        await using var db = database.Open();
        return await db.TodayAsync(Cancel);
    }
}
