using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Journal;

/// <summary>An operator who did more of something within an hour than is usual.</summary>
public sealed record VolumeAlarm(Guid OperatorId, string? FamilyName, string? GivenName, VolumeKind Kind, DateTimeOffset Hour, int Count);

/// <summary>The alarms that nobody has marked as seen, for those who are central administrators of all schools.</summary>
public sealed class VolumeAlarms(IDbContextFactory<AdminDb> databases)
{
    public const int Shown = 20;

    /// <summary>Newest first; none for anybody else.</summary>
    public async Task<IReadOnlyList<VolumeAlarm>> OpenAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await (
            from alarm in db.OperatorVolumes
            where alarm.AlarmedAt != null && alarm.SeenAt == null && db.GrantsOf(actor).Any(g => g.Function == Function.CentralAdmin && g.SchoolId == null)
            join account in db.Accounts on alarm.OperatorId equals account.Id into accounts
            from account in accounts.DefaultIfEmpty()
            orderby alarm.AlarmedAt descending
            select new VolumeAlarm(alarm.OperatorId, account.FamilyName, account.GivenName, alarm.Kind, alarm.Hour, alarm.Count)).Take(Shown).ToListAsync(cancel);
    }

    /// <summary>Marks one as seen, and journals it. False when the actor may not, it is his own, or it is none that is open.</summary>
    public async Task<bool> SeeAsync(Actor actor, VolumeAlarm seen, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var marked = await db.OperatorVolumes
            .Where(v => v.OperatorId == seen.OperatorId && v.Kind == seen.Kind && v.Hour == seen.Hour && v.AlarmedAt != null && v.SeenAt == null)
            .Where(v => v.OperatorId != actor.AccountId && db.GrantsOf(actor).Any(g => g.Function == Function.CentralAdmin && g.SchoolId == null))
            .ExecuteUpdateAsync(set => set.SetProperty(v => v.SeenAt, _ => AdminDb.Now()).SetProperty(v => v.SeenBy, actor.AccountId), cancel);
        if (marked == 0) return false;
        await db.AuditAsync(new()
        {
            ActorId = actor.AccountId, AccountId = seen.OperatorId, Action = AuditAction.AlarmSeen, Outcome = AuditOutcome.Done, Network = actor.Network, Detail = $"{seen.Kind}",
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
