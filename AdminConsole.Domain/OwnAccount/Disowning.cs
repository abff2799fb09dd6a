using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

public enum DisownOutcome
{
    /// <summary>Everything is closed, and a reset is on its way to what was on record.</summary>
    Sent,

    /// <summary>Everything is closed; no message could be sent: no contact, or too many already.</summary>
    Closed,
    SignedOut,
}

/// <summary>« Ce n'était pas moi »: closes what a stranger may have opened, and leads back in.</summary>
public sealed class Disowning(IDbContextFactory<AdminDb> factory, OwnResets back)
{
    /// <summary>Whoever signs in again and again to click again must not flood the mailbox.</summary>
    public const int MessagesAnHour = 3;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>
    /// In one commit: all sessions end, changes of contact that wait are dropped, links that the person or a stranger asked for end, and
    /// a reset goes to the contact on record; over <see cref="MessagesAnHour"/> the last ones stay. A stranger who is signed in can click it
    /// too, to have a reset sent to an address of his: what waits never counts, and when the contact was replaced by itself within 72 hours, the former one gets a reset of its own.
    /// </summary>
    public async Task<DisownOutcome> DisownAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await OwnRow.HoldAsync(db, actor, cancel) is not { } account) return DisownOutcome.SignedOut;
        var now = await db.NowAsync(cancel);
        var since = now - Hour;
        var resets = db.ResetTokens.Where(t => t.AccountId == account.Id && t.Purpose == TokenPurpose.Reset);
        var room = await resets.CountAsync(t => t.Origin == TokenOrigin.Self && t.IssuedAt > since, cancel) < MessagesAnHour;

        await db.EndSessionsAsync(account.Id, SessionEnd.EndedByOwner, keep: null, cancel);
        await PendingChanges.EndAsync(db, PendingChanges.Of(db, account.Id), OwnContactChangeEnd.Disowned, cancel);
        // A stranger who knows the password must not keep the person out by clicking: where nothing new is sent, what was sent stays.
        if (room) await ResetTokens.EndAsync(db, resets.Where(t => t.Origin == TokenOrigin.Self || t.Origin == TokenOrigin.Public), TokenEnd.Revoked, cancel);
        var sent = room ? await SendAsync(db, account, now, cancel) : 0;
        await db.AuditOwnAsync(actor, AuditAction.AccountDisowned, null, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return sent > 0 ? DisownOutcome.Sent : DisownOutcome.Closed;
    }

    private async Task<int> SendAsync(AdminDb db, Account account, DateTimeOffset now, CancellationToken cancel)
    {
        var recent = now - PendingChanges.CancelLife;
        var former = await db.OwnContactChanges
            .Where(c => c.AccountId == account.Id && c.EndedAt == null && c.ConfirmedAt > recent && c.OldValue != null)
            .OrderByDescending(c => c.ConfirmedAt).Select(c => new { c.Channel, c.OldValue }).ToListAsync(cancel);
        return await back.SendAsync(
            db, account,
            former.Where(c => c.Channel is Channel.Mail).Select(c => c.OldValue).Prepend(account.Email),
            former.Where(c => c.Channel is Channel.Sms).Select(c => c.OldValue).Prepend(account.Mobile), now, cancel);
    }
}
