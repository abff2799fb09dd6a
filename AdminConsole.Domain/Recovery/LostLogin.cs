using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>
/// Answers « Vous avez perdu votre identifiant ? »: one mail to the address that was typed, with every login that has it on record and a
/// link for each (rule 5 of recovery).
/// </summary>
public sealed class LostLogin(ResetTokens tokens, LoginsMail mails)
{
    /// <summary>More logins than this share only the address of an office; the mail says that there are more.</summary>
    public const int Listed = 20;

    /// <summary>
    /// Queues the mail and a journal row for each account, for the transaction that holds the request. Blocked accounts are left out: they
    /// get nothing, here as when they are asked for by login. So are those whose address was refused by its server.
    /// </summary>
    internal async Task AnswerAsync(AdminDb db, RecoveryRequest request, DateTimeOffset now, CancellationToken cancel)
    {
        var (address, most) = (request.Typed!, Listed + 1);
        var accounts = await db.Accounts.FromSql($"""
            SELECT * FROM accounts
            WHERE lower(email) COLLATE "C" = lower({address}) AND email IS NOT NULL AND email_state <> 3
                AND deletion_due_at IS NULL AND (blocked_at IS NULL OR blocked_until <= now())
            ORDER BY id LIMIT {most} FOR NO KEY UPDATE
            """).ToListAsync(cancel);
        var destination = PublicLimits.Destination(address);
        var mayBeSentTo = await PublicLimits.AllowsDestinationAsync(db, destination, cancel);
        if (mayBeSentTo) PublicLimits.Use(db, destination, now);

        List<ListedLogin> listed = [];
        foreach (var account in accounts.Take(Listed))
        {
            var allowed = mayBeSentTo && await PublicLimits.AllowsAccountAsync(db, account.Id, cancel);
            AskRefusal? refusal = allowed ? null : mayBeSentTo ? AskRefusal.TooManyForAccount : AskRefusal.TooManyForDestination;
            await PublicJournal.AddAsync(db, request, account, AuditAction.LoginsAsked, refusal, allowed ? EmailAddress.Mask(address) : null, cancel);
            if (allowed) PublicLimits.Use(db, account.Id, now);
            listed.Add(new(account, allowed && account.FederatedWith is null ? await IssueAsync(db, account, now, cancel) : null, allowed));
        }
        // Nothing new to say: whoever asks too often already has the mails of before.
        if (!listed.Exists(each => each.IsNew)) return;
        var (message, shares) = mails.Write(
            [.. listed.OrderBy(each => each.Account.FamilyKey, StringComparer.Ordinal).ThenBy(each => each.Account.GivenKey, StringComparer.Ordinal)],
            accounts.Count > Listed, await SchoolsAsync(db, listed, cancel), address, request.Language, now);
        db.Enqueue(message);
        db.MessageShares.AddRange(shares);
    }

    private Task<IssuedToken> IssueAsync(AdminDb db, Account account, DateTimeOffset now, CancellationToken cancel) =>
        tokens.IssueAsync(db, new(account.Id, TokenOrigin.Public, TokenCarrier.Mail, ResetTokens.MailLife, account.Email), now, cancel);

    private static async Task<ILookup<Guid, string>> SchoolsAsync(AdminDb db, List<ListedLogin> listed, CancellationToken cancel)
    {
        var ids = listed.ConvertAll(each => each.Account.Id);
        var schools = await (
            from membership in db.CurrentMemberships
            join school in db.Schools on membership.SchoolId equals school.Id
            where ids.Contains(membership.AccountId)
            select new { membership.AccountId, school.Name }).Distinct().ToListAsync(cancel);
        return schools.OrderBy(school => school.Name, StringComparer.Ordinal).ToLookup(school => school.AccountId, school => school.Name);
    }
}
