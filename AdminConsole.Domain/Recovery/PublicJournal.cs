using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>Why a public request was not answered. Told to nobody but the journal.</summary>
internal enum AskRefusal { TooManyForAccount, TooManyForDestination, Blocked, NoContact, NoUsableContact }

/// <summary>What the journal keeps of a public request, where there is an account that it is about (rules 15 and 18 of recovery).</summary>
internal static class PublicJournal
{
    public static async Task AddAsync(
        AdminDb db, RecoveryRequest request, Account account, AuditAction action, AskRefusal? refusal, string? masked, CancellationToken cancel)
    {
        if (refusal is AskRefusal.TooManyForAccount or AskRefusal.TooManyForDestination && await IsToldAsync(db, account.Id, refusal.ToString()!, cancel)) return;
        await db.AuditAsync(new AuditEntry
        {
            AccountId = account.Id,
            Action = action,
            Outcome = refusal is null ? AuditOutcome.Done : AuditOutcome.Refused,
            Refusal = refusal?.ToString(),
            Network = request.Network,
            Detail = masked,
        }, cancel);
    }

    /// <summary>A thousand requests for one account are one row an hour: who asks without end does not fill the journal.</summary>
    private static Task<bool> IsToldAsync(AdminDb db, Guid accountId, string refusal, CancellationToken cancel) =>
        db.AuditEntries.AnyAsync(e => e.AccountId == accountId && e.Refusal == refusal && e.At > AdminDb.Now().AddHours(-1), cancel);
}
