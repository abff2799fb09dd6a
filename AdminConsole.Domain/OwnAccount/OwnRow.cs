using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>One's own account, held inside a transaction: two tabs follow one another and see what came before.</summary>
internal static class OwnRow
{
    /// <summary>The account, locked; null once the session is over or the account blocked.</summary>
    public static async Task<Account?> HoldAsync(AdminDb db, Actor actor, CancellationToken cancel)
    {
        var account = await HoldAsync(db, actor.AccountId, cancel);
        // Asked after the lock: a session that ended while this waited is over.
        return account is not null && await db.LiveSessions.AnyAsync(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId, cancel) ? account : null;
    }

    /// <summary>The account of a link, locked.</summary>
    public static Task<Account?> HoldAsync(AdminDb db, Guid accountId, CancellationToken cancel) =>
        db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {accountId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancel);

    /// <summary>What was on record for a channel.</summary>
    public static string? Contact(this Account account, Channel channel) => channel switch
    {
        Channel.Mail => account.Email,
        Channel.Sms => account.Mobile,
    };

    /// <summary>Puts a contact on record; a change of contact moves date and version.</summary>
    public static void Record(this Account account, Channel channel, string? value, ContactState? state, ContactSource? source, DateTimeOffset now)
    {
        if (channel is Channel.Mail) (account.Email, account.EmailState, account.EmailSource) = (value, state, source);
        else (account.Mobile, account.MobileState, account.MobileSource) = (value, state, source);
        account.ModifiedAt = now;
        account.Version++;
    }

    /// <summary>What a journal may hold of a contact.</summary>
    public static string Mask(Channel channel, string? value) => channel switch
    {
        Channel.Mail => EmailAddress.Mask(value),
        Channel.Sms => MobileNumber.Mask(value),
    } ?? "∅";

    /// <summary>A row of the journal for what the person does in a session of his.</summary>
    public static Task AuditOwnAsync(this AdminDb db, Actor actor, AuditAction action, string? detail, CancellationToken cancel) => db.AuditAsync(new AuditEntry
    {
        ActorId = actor.AccountId,
        AccountId = actor.AccountId,
        Action = action,
        Outcome = AuditOutcome.Done,
        Network = actor.Network,
        Detail = detail,
    }, cancel);

    /// <summary>A refusal of its own commit.</summary>
    public static async Task RefuseOwnAsync(this AdminDb db, Actor actor, AuditAction action, string refusal, CancellationToken cancel)
    {
        await db.AuditAsync(new AuditEntry
        {
            ActorId = actor.AccountId,
            AccountId = actor.AccountId,
            Action = action,
            Outcome = AuditOutcome.Refused,
            Refusal = refusal,
            Network = actor.Network,
        }, cancel);
        await db.SaveChangesAsync(cancel);
    }
}
