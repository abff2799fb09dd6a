using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Assistance;

/// <summary>How much the form takes and sends, counted in PostgreSQL for all processes together (rule 3 of recovery).</summary>
public sealed partial class AssistanceLimits(IOptions<AssistanceOptions> options, ILogger<AssistanceLimits> log)
{
    /// <summary>Acknowledgements to one address: whoever types a stranger's sends him no more than these.</summary>
    public const int MailsADay = 3;

    /// <summary>Apart from what « Besoin d'aide ? » counts in the same table.</summary>
    private const string Own = "a:";

    /// <summary>
    /// Counts one request; false when it is over a limit. The first over one is told to the journal and the log.
    /// </summary>
    internal async Task<bool> CountAsync(AdminDb db, IPAddress? network, CancellationToken cancel)
    {
        var (place, everywhere) = (Own + Networks.KeyOf(network), Own + RecoveryCounter.Everywhere);
        var counted = await RecoveryCounter.CountAsync(db, [everywhere, place], AssistanceOptions.WindowMinutes, cancel);
        var within = true;
        foreach (var (of, asked) in counted)
        {
            var most = of == everywhere ? options.Value.RequestsInAll : options.Value.RequestsFromNetwork;
            if (asked <= most) continue;
            within = false;
            if (asked == most + 1) await TellAsync(db, of == everywhere ? "TooManyInAll" : "TooManyFromNetwork", network, cancel);
        }
        return within;
    }

    /// <summary>Whether the address may have one more acknowledgement; counts it. The address is held until the transaction ends.</summary>
    internal static async Task<bool> AllowsMailAsync(AdminDb db, string address, CancellationToken cancel)
    {
        var subject = RecoveryUse.SubjectOf("assistance:" + address.ToLowerInvariant());
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({subject}::text, 0))", cancel);
        if (await db.RecoveryUses.CountAsync(u => u.Subject == subject && u.UsedAt > AdminDb.Now().AddDays(-1), cancel) >= MailsADay) return false;
        db.RecoveryUses.Add(new() { Subject = subject });
        return true;
    }

    private async Task TellAsync(AdminDb db, string limit, IPAddress? network, CancellationToken cancel)
    {
        await db.AuditAsync(new AuditEntry { Action = AuditAction.AssistanceAsked, Outcome = AuditOutcome.Refused, Refusal = limit, Network = network }, cancel);
        await db.SaveChangesAsync(cancel);
        Log.LimitPassed(log, limit, AssistanceOptions.WindowMinutes);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Alarm: {Limit} on the assistance form; further requests are refused until these {Minutes} minutes are over")]
        public static partial void LimitPassed(ILogger logger, string limit, int minutes);
    }
}
