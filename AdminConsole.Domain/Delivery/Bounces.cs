using System.Text;
using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Delivery;

/// <summary>What became of a delivery status notification.</summary>
public enum BounceOutcome { Marked, NotFinal, NoNotification, UnknownMessage }

/// <summary>
/// Takes delivery status notifications (RFC 3464) as a mail server hands them over. Ours is found by its Message-ID, of which every mail has its own and which
/// comes back with the original's headers: the transport cannot give a mail a return path of its own without showing it as its sender.
/// </summary>
public sealed partial class Bounces(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Bytes that are read; what counts stands at the beginning, and no notification is too long to be refused.</summary>
    public const int MostRead = 1_000_000;

    /// <summary>
    /// 5.x.x marks the message and its address as refused, when that is still the account's, and leaves a journal row; anything else that is told
    /// is not final and changes nothing.
    /// </summary>
    public async Task<BounceOutcome> TakeAsync(Stream mail, CancellationToken cancel)
    {
        var text = await ReadAsync(mail, cancel);
        var body = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (body < 0 || !Report().IsMatch(text[..body])) return BounceOutcome.NoNotification;
        if (Status().Match(text, body) is not { Success: true } status) return BounceOutcome.NoNotification;
        if (Original().Match(text, body) is not { Success: true } original) return BounceOutcome.UnknownMessage;
        if (status.Groups[1].Value[0] is not '5') return BounceOutcome.NotFinal;
        return await MarkAsync(Guid.ParseExact(original.Groups[1].Value, "N"), status.Groups[1].Value, cancel);
    }

    private async Task<BounceOutcome> MarkAsync(Guid id, string status, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await db.OutboxMessages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id && m.Channel == Channel.Mail, cancel) is not { } message) return BounceOutcome.UnknownMessage;
        // The account first: everybody who takes both rows takes them in this order.
        await OutboxQueue.RefuseContactAsync(db, message, cancel);
        var marked = await db.OutboxMessages.Where(m => m.Id == id && m.State == MessageState.Accepted)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MessageState.Refused).SetProperty(m => m.LastAnswer, status), cancel);
        if (marked > 0)
        {
            await db.AuditAsync(new()
            {
                AccountId = message.AccountId, Action = AuditAction.AddressBounced, Outcome = AuditOutcome.Done, Detail = $"{EmailAddress.Mask(message.Recipient)} {status}",
            }, cancel);
            await db.SaveChangesAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
        return BounceOutcome.Marked;
    }

    /// <summary>Byte by byte as Latin-1: all that is looked for is ASCII, whatever else is in it.</summary>
    private static async Task<string> ReadAsync(Stream mail, CancellationToken cancel)
    {
        var bytes = new byte[MostRead];
        var read = await mail.ReadAtLeastAsync(bytes, MostRead, throwOnEndOfStream: false, cancel);
        return Encoding.Latin1.GetString(bytes, 0, read).ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^Content-Type:\s{0,3}multipart/report\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Report();

    [GeneratedRegex(@"^Status:[ \t]*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Status();

    [GeneratedRegex(@"^Message-ID:\s{0,3}<([0-9a-f]{32})@", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Original();
}
