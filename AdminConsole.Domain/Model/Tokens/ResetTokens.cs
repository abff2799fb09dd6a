using AdminConsole.Domain.Model.Passwords;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model.Tokens;

/// <summary>A token just issued, with the secrets that only its message or its paper will hold.</summary>
/// <param name="Secret">Of the link.</param>
/// <param name="Provisional">To be typed at sign-in instead, as it is shown; null where there is none.</param>
internal sealed record IssuedToken(ResetToken Token, string Secret, string? Provisional);

/// <summary>What a new token is for.</summary>
/// <param name="Contact">Address or number that it goes to; null when it goes to none.</param>
/// <param name="IssuedBy">The operator; null when the person asked.</param>
internal sealed record TokenWish(
    Guid AccountId, TokenOrigin Origin, TokenCarrier Carrier, TimeSpan Life, string? Contact = null, Guid? IssuedBy = null)
{
    public TokenPurpose Purpose { get; init; } = TokenPurpose.Reset;

    /// <summary>Whether it may also be typed at sign-in. Only for <see cref="TokenPurpose.Reset"/>.</summary>
    public bool WithProvisional { get; init; }

    /// <summary>Typed in or read out, and no link goes with it.</summary>
    public bool WithoutLink { get; init; }

    /// <summary>A code to read out to an operator, for <see cref="TokenPurpose.CallerCode"/>.</summary>
    public string? Code { get; init; }

    /// <summary>The change that it confirms or cancels.</summary>
    public Guid? ChangeId { get; init; }

    /// <summary>Leaves earlier ones as they are: the same thing is told to several contacts at once.</summary>
    public bool BesideOthers { get; init; }
}

/// <summary>Issues and ends reset tokens, inside the transaction of whatever makes it necessary.</summary>
public sealed class ResetTokens(PasswordHash hashes)
{
    /// <summary>How long a link sent by mail works (rule 6 of recovery).</summary>
    internal static readonly TimeSpan MailLife = TimeSpan.FromMinutes(60);

    /// <summary>How long a link sent by SMS works (rule 6 of recovery).</summary>
    internal static readonly TimeSpan SmsLife = TimeSpan.FromMinutes(30);

    /// <summary>
    /// A new token. Ends earlier ones of the same purpose, origin and change and no others: what a stranger asks for on a public page
    /// cancels nothing that a school has given out (rule 4 of recovery). The caller holds the account's row.
    /// </summary>
    internal async Task<IssuedToken> IssueAsync(AdminDb db, TokenWish wish, DateTimeOffset now, CancellationToken cancel)
    {
        var ofAccount = db.ResetTokens.Where(t => t.AccountId == wish.AccountId);
        var earlier = ofAccount.Where(t => t.Purpose == wish.Purpose && t.Origin == wish.Origin && t.ChangeId == wish.ChangeId);
        if (!wish.BesideOthers) await EndAsync(db, earlier, TokenEnd.Superseded, cancel);
        var secret = LinkSecret.New();
        var provisional = wish.WithProvisional ? await NewProvisionalAsync(ofAccount, cancel) : null;
        var token = new ResetToken
        {
            Id = Guid.CreateVersion7(now),
            AccountId = wish.AccountId,
            Purpose = wish.Purpose,
            Origin = wish.Origin,
            Carrier = wish.Carrier,
            SecretHash = wish.WithoutLink || wish.Code is not null ? null : LinkSecret.Hash(secret),
            ProvisionalHash = (provisional ?? wish.Code) is { } typed ? hashes.HashProvisional(typed) : null,
            ProvisionalTag = provisional is null ? null : ProvisionalPassword.TagOf(provisional),
            Contact = wish.Contact,
            ChangeId = wish.ChangeId,
            IssuedBy = wish.IssuedBy,
            IssuedAt = now,
            ExpiresAt = now + wish.Life,
        };
        db.ResetTokens.Add(token);
        return new(token, secret, provisional);
    }

    /// <summary>What went to these contacts of the account: its own, and its children's that a responsable got in their place.</summary>
    internal static async Task<IQueryable<ResetToken>> SentToAsync(AdminDb db, Guid accountId, IReadOnlyCollection<string?> contacts, CancellationToken cancel)
    {
        var accounts = await db.Relations.Where(r => r.ParentId == accountId).Select(r => r.ChildId).ToListAsync(cancel);
        accounts.Add(accountId);
        return db.ResetTokens.Where(t => accounts.Contains(t.AccountId) && t.Contact != null && contacts.Contains(t.Contact));
    }

    /// <summary>Ends those of the given tokens that still live; a message that waits with one of them is never sent.</summary>
    internal static async Task EndAsync(AdminDb db, IQueryable<ResetToken> tokens, TokenEnd why, CancellationToken cancel)
    {
        var live = tokens.Where(t => t.EndedAt == null);
        await WithdrawAsync(db, live, cancel);
        await live.ExecuteUpdateAsync(set => set
            .SetProperty(t => t.EndedAt, _ => AdminDb.Now())
            .SetProperty(t => t.EndedWhy, why), cancel);
    }

    /// <summary>A message that waits with one of these tokens is not sent any more; one with several is, as long as another of them lives.</summary>
    internal static Task<int> WithdrawAsync(AdminDb db, IQueryable<ResetToken> tokens, CancellationToken cancel) =>
        db.OutboxMessages.Where(m => m.State == MessageState.Queued && (
            tokens.Any(t => t.Id == m.TokenId)
            || (db.MessageShares.Any(s => s.MessageId == m.Id && tokens.Any(t => t.Id == s.TokenId))
                && !db.MessageShares.Any(s => s.MessageId == m.Id && !tokens.Any(t => t.Id == s.TokenId)
                    && db.ResetTokens.Any(t => t.Id == s.TokenId && t.EndedAt == null))))).ExecuteUpdateAsync(set => set
            .SetProperty(m => m.State, MessageState.Withdrawn)
            .SetProperty(m => m.Content, (byte[]?)null)
            .SetProperty(m => m.FinishedAt, _ => AdminDb.Now()), cancel);

    /// <summary>One whose tag no other living token of the account has: a try at sign-in then names one hash, and costs one.</summary>
    private static async Task<string> NewProvisionalAsync(IQueryable<ResetToken> ofAccount, CancellationToken cancel)
    {
        var taken = await ofAccount.Where(t => t.EndedAt == null && t.ExpiresAt > AdminDb.Now() && t.ProvisionalTag != null)
            .Select(t => t.ProvisionalTag).ToListAsync(cancel);
        while (true)
        {
            var provisional = ProvisionalPassword.Create();
            if (!taken.Contains(ProvisionalPassword.TagOf(provisional))) return provisional;
        }
    }
}
