using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

public enum LockedOutOutcome
{
    /// <summary>Link and provisional password are in the result, and nowhere else.</summary>
    Shown,

    /// <summary>They are on their way to the given address.</summary>
    Sent,
    UnknownLogin,

    /// <summary>An operator of a higher rank helps him in the console.</summary>
    NoCentralAdmin,
    Blocked,
    Federated,
    AddressMalformed,
}

/// <param name="Secret">Of the link with which the password is chosen; only of <see cref="LockedOutOutcome.Shown"/>, and stored nowhere.</param>
/// <param name="Provisional">The same, to be typed at sign-in in the place of the password.</param>
/// <param name="Told">How many contacts on record are told.</param>
/// <param name="FactorCleared">Whether a second factor was there, and is not any more.</param>
public sealed record LockedOutResult(
    LockedOutOutcome Outcome, string? Secret = null, string? Provisional = null, DateTimeOffset? ExpiresAt = null, int Told = 0, bool FactorCleared = false);

/// <summary>
/// The way back for a central administrator whom nobody in the console can help. By the command line alone: whoever can run it holds the database
/// already. Nobody but the person chooses the password, and every contact on record is told.
/// </summary>
public sealed class LockedOutOperator(
    IDbContextFactory<AdminDb> factory, ResetTokens tokens, ResetMail mails, NoticeMail notices, NoticeSms texts, FactorNotices factors, SmsGateway sms)
{
    private const string Command = "recover-operator";

    /// <summary>
    /// Token, notices, message and journal row in one commit. Ends what was given out before for this account by operators; the password in use stays until
    /// another is chosen, and contacts on record stay as they are. The second factor stays too, unless its removal is asked for: then the person's sessions end, and
    /// the next sign-in sets one up anew (rule 19 of recovery).
    /// </summary>
    /// <param name="login">Login or alias of somebody who is central administrator now.</param>
    /// <param name="address">Where it is sent; null returns it instead.</param>
    /// <param name="clearFactor">For who lost phone, passkeys and codes as well.</param>
    public async Task<LockedOutResult> RecoverAsync(string login, string? address, bool clearFactor, CancellationToken cancel)
    {
        if (!TryAddress(address, out var to)) return new(LockedOutOutcome.AddressMalformed);
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var name = Folding.Login(login);
        var id = await db.LoginNames.Where(n => n.Name == name).Select(n => (Guid?)n.AccountId).SingleOrDefaultAsync(cancel);
        if (id is not { } accountId) return new(LockedOutOutcome.UnknownLogin);
        var account = await db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {accountId} FOR NO KEY UPDATE").SingleAsync(cancel);
        var now = await db.NowAsync(cancel);
        if (!await db.CurrentGrants.AnyAsync(g => g.AccountId == accountId && g.Function == Function.CentralAdmin, cancel)) return new(LockedOutOutcome.NoCentralAdmin);
        if (account.IsBlockedAt(now)) return new(LockedOutOutcome.Blocked);
        if (account.FederatedWith is not null) return new(LockedOutOutcome.Federated);

        var carrier = to is null ? TokenCarrier.Screen : TokenCarrier.Mail;
        var issued = await tokens.IssueAsync(
            db, new(accountId, TokenOrigin.Operator, carrier, ResetTokens.MailLife, to) { WithProvisional = true }, now, cancel);
        if (to is not null) db.Enqueue(mails.Write(account, issued, to, school: null));
        var told = Tell(db, account, now);
        var cleared = clearFactor && await ClearFactorAsync(db, account, now, cancel);
        await db.AuditAsync(new()
        {
            AccountId = accountId,
            Action = AuditAction.AccessRecovered,
            Outcome = AuditOutcome.Done,
            Reason = Command,
            Detail = EmailAddress.Mask(to),
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return to is null
            ? new(LockedOutOutcome.Shown, issued.Secret, issued.Provisional, issued.Token.ExpiresAt, told, cleared)
            : new(LockedOutOutcome.Sent, ExpiresAt: issued.Token.ExpiresAt, Told: told, FactorCleared: cleared);
    }

    /// <summary>False when there is none; nothing is done and said of it then.</summary>
    private async Task<bool> ClearFactorAsync(AdminDb db, Account account, DateTimeOffset now, CancellationToken cancel)
    {
        if (await Factors.ClearAsync(db, account.Id, cancel) == 0) return false;
        await WrongTries.ForgetAsync(db, account.Login, network: null, Tried.Factor, cancel);
        await db.EndSessionsAsync(account.Id, SessionEnd.FactorChanged, keep: null, cancel);
        factors.Tell(db, account, AuditAction.FactorCleared, now);
        await db.AuditAsync(new() { AccountId = account.Id, Action = AuditAction.FactorCleared, Outcome = AuditOutcome.Done, Reason = Command }, cancel);
        return true;
    }

    /// <summary>None at all is good as well.</summary>
    private static bool TryAddress(string? typed, out string? address)
    {
        address = typed is not null && EmailAddress.TryParse(typed, out var read, out _) ? read.Value : null;
        return typed is null || address is not null;
    }

    private int Tell(AdminDb db, Account account, DateTimeOffset now)
    {
        var told = 0;
        if (EmailAddress.TryParse(account.Email, out var reachable, out _))
        {
            db.Enqueue(notices.AccessRecovered(account, reachable.Value, now));
            told++;
        }
        if (sms.ReachOf(account) is { } number)
        {
            db.Enqueue(texts.AccessRecovered(account, number.Value, now));
            told++;
        }
        return told;
    }
}
