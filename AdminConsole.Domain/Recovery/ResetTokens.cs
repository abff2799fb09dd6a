using System.Security.Cryptography;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>Issues and ends reset tokens, inside the transaction of whatever makes it necessary.</summary>
internal static class ResetTokens
{
    /// <summary>How long a link sent by mail works (rule 6 of recovery).</summary>
    public static readonly TimeSpan MailLife = TimeSpan.FromMinutes(60);

    /// <summary>
    /// A new token and the secret that only its message will hold. Ends earlier ones of the same origin and no others: what a
    /// stranger asks for on a public page cancels nothing that a school has given out (rule 4 of recovery).
    /// </summary>
    public static async Task<(ResetToken Token, string Secret)> IssueByMailAsync(
        AdminDb db, Guid accountId, TokenOrigin origin, string contact, Guid? issuedBy, DateTimeOffset now, CancellationToken cancel)
    {
        await EndAsync(db, db.ResetTokens.Where(t => t.AccountId == accountId && t.Purpose == TokenPurpose.Reset && t.Origin == origin), TokenEnd.Superseded, cancel);
        var secret = LinkSecret.New();
        var token = new ResetToken
        {
            Id = Guid.CreateVersion7(now),
            AccountId = accountId,
            Purpose = TokenPurpose.Reset,
            Origin = origin,
            Carrier = TokenCarrier.Mail,
            SecretHash = LinkSecret.Hash(secret),
            Contact = contact,
            IssuedBy = issuedBy,
            IssuedAt = now,
            ExpiresAt = now + MailLife,
        };
        db.ResetTokens.Add(token);
        return (token, secret);
    }

    /// <summary>Ends those of the given tokens that still live; a message that waits with one of them is never sent.</summary>
    public static async Task EndAsync(AdminDb db, IQueryable<ResetToken> tokens, TokenEnd why, CancellationToken cancel)
    {
        var live = tokens.Where(t => t.EndedAt == null);
        await WithdrawAsync(db, live, cancel);
        await live.ExecuteUpdateAsync(set => set
            .SetProperty(t => t.EndedAt, _ => AdminDb.Now())
            .SetProperty(t => t.EndedWhy, why), cancel);
    }

    /// <summary>A message that waits with one of these tokens is not sent any more.</summary>
    public static Task<int> WithdrawAsync(AdminDb db, IQueryable<ResetToken> tokens, CancellationToken cancel) =>
        db.OutboxMessages.Where(m => m.State == MessageState.Queued && tokens.Any(t => t.Id == m.TokenId)).ExecuteUpdateAsync(set => set
            .SetProperty(m => m.State, MessageState.Withdrawn)
            .SetProperty(m => m.Content, (byte[]?)null)
            .SetProperty(m => m.FinishedAt, _ => AdminDb.Now()), cancel);
}

/// <summary>The secret part of a link: 256 bits of the operating system's generator as 43 characters of base64url.</summary>
internal static class LinkSecret
{
    private const int Bytes = 32;
    private const int Characters = 43;

    public static string New() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string secret) => SHA256.HashData(System.Buffers.Text.Base64Url.DecodeFromChars(secret));

    /// <summary>
    /// The secret in what came back from a mail program, without the dot, bracket or line end that some glue to a
    /// link; null for what cannot be one: cut short, doubled, foreign.
    /// </summary>
    public static string? Read(string? linkText)
    {
        var text = (linkText ?? "").Trim().Trim('.', ',', ';', ':', '!', '>', '<', ')', '(', ']', '"', '\'', '»', '«', '\u00a0', ' ', '\r', '\n', '\t');
        return text.Length == Characters && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && System.Buffers.Text.Base64Url.IsValid(text, out var length) && length == Bytes ? text : null;
    }
}
