using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Delivery;

/// <summary>
/// SMS a day, counted in the database for all processes together (rule 24 of recovery). Taken before an SMS is handed over, so that no crash
/// and no race goes beyond it.
/// </summary>
public sealed partial class SmsBudget(IDbContextFactory<AdminDb> factory, IOptions<SmsOptions> options, ILogger<SmsBudget> log)
{
    /// <summary>Takes one of today's, in Paris by the database's clock; null when they are used up, which is told once a day.</summary>
    public async Task<DateOnly?> TakeAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var taken = await db.Database.SqlQuery<DateOnly>($"""
            INSERT INTO sms_days AS held (day, sent) VALUES (today(), 1)
            ON CONFLICT (day) DO UPDATE SET sent = held.sent + 1 WHERE held.sent < {options.Value.DailyBudget}
            RETURNING day AS "Value"
            """).ToListAsync(cancel);
        if (taken is [var day]) return day;
        await AlarmAsync(db, cancel);
        return null;
    }

    /// <summary>For an SMS that was certainly not sent.</summary>
    public async Task GiveBackAsync(DateOnly day, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db.SmsDays.Where(d => d.Day == day && d.Sent > 0).ExecuteUpdateAsync(set => set.SetProperty(d => d.Sent, d => d.Sent - 1), cancel);
    }

    /// <summary>Next midnight in Paris, by the database's clock.</summary>
    public async Task<DateTimeOffset> RenewedAtAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return ParisDay.EndOf(await db.Database.SqlQuery<DateOnly>($"SELECT today() AS \"Value\"").SingleAsync(cancel));
    }

    private async Task AlarmAsync(AdminDb db, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var first = await db.SmsDays.Where(d => d.Day == AdminDb.Today() && d.AlarmedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.AlarmedAt, _ => AdminDb.Now()), cancel);
        if (first == 0) return;
        await db.AuditAsync(new AuditEntry { Action = AuditAction.SmsBudgetSpent, Outcome = AuditOutcome.Done, Detail = $"{options.Value.DailyBudget}" }, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        Log.Spent(log, options.Value.DailyBudget);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The {Budget} SMS of today (Sms:DailyBudget) are used up: none is sent before midnight in Paris")]
        public static partial void Spent(ILogger logger, int budget);
    }
}
