using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>What follows from a new password, whoever's page it was chosen on, inside the transaction that holds the account's row.</summary>
public sealed class PasswordChange(NoticeMail notices, NoticeSms smsNotices, SmsGateway sms)
{
    /// <summary>
    /// Stores the hash; the account's sessions, but for the one that is kept, its open circuits, its reset links and its unconfirmed
    /// changes of contact end, its delays are forgotten, and each contact on record is told. The caller saves, journals and commits.
    /// </summary>
    /// <param name="keep">The session in which the person changed it; null ends all of them.</param>
    internal async Task ApplyAsync(AdminDb db, Account account, string hash, Guid? keep, DateTimeOffset now, CancellationToken cancel)
    {
        var first = account.ActivatedAt is null;
        account.PasswordHash = hash;
        account.PasswordChangedAt = now;
        account.ActivatedAt ??= now;
        await ResetTokens.EndAsync(db, db.ResetTokens.Where(t => t.AccountId == account.Id && t.Purpose == TokenPurpose.Reset), TokenEnd.PasswordChanged, cancel);
        // Whoever asked for it knew the password that is no more.
        await PendingChanges.EndAsync(db, PendingChanges.Of(db, account.Id), OwnContactChangeEnd.PasswordChanged, cancel);
        await db.EndSessionsAsync(account.Id, SessionEnd.PasswordChanged, keep, cancel);
        // Whoever guessed wrongly before must not keep the person from signing in with what was just chosen.
        // A second factor is not proven by it, and neither are the tries at one forgotten (rule 19 of recovery).
        await db.DelaysOf(account.Id).Where(d => d.Network != WrongTries.FactorPlace).ExecuteDeleteAsync(cancel);
        if (EmailAddress.TryParse(account.Email, out var reachable, out _))
            db.Enqueue(first ? notices.Activated(account, reachable.Value, now) : notices.PasswordChanged(account, reachable.Value, now));
        if (sms.ReachOf(account) is { } mobile) db.Enqueue(smsNotices.PasswordChanged(account, mobile.Value, now));
    }
}
