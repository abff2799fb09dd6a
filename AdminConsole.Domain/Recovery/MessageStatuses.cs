using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>The latest messages, newest first, and the moment at which this was so.</summary>
public sealed record MessageTimeline(IReadOnlyList<MessageStatus> Messages, DateTimeOffset Now);

/// <summary>What became of the messages to an account, for its open fiche. Changes are told by <see cref="Signal.AccountChanged"/>.</summary>
public sealed class MessageStatuses(IDbContextFactory<AdminDb> factory)
{
    /// <summary>Messages shown on a fiche.</summary>
    public const int Shown = 10;

    /// <summary>The account's latest messages; null when it is unknown, out of scope or the actor is no longer signed in.</summary>
    public async Task<MessageTimeline?> LatestAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var seen = await db.AccountsInScopeOf(actor).Where(a => a.Id == accountId).Select(a => new
        {
            Now = AdminDb.Now(),
            Messages =
                (from message in db.OutboxMessages
                 let share = db.MessageShares.Where(s => s.MessageId == message.Id && s.AccountId == a.Id).Select(s => s.TokenId).FirstOrDefault()
                 join issued in db.ResetTokens.Where(t => t.Purpose == TokenPurpose.Reset) on share ?? message.TokenId equals issued.Id into issues
                 from token in issues.DefaultIfEmpty()
                 where db.OutboxMessages.Where(m => m.AccountId == a.Id).Select(m => m.Id)
                     .Concat(db.MessageShares.Where(s => s.AccountId == a.Id).Select(s => s.MessageId)).Contains(message.Id)
                 orderby message.QueuedAt descending, message.Id descending
                 select new MessageStatus
                 {
                     Id = message.Id,
                     Kind = message.Kind,
                     Channel = message.Channel,
                     Recipient = message.Recipient,
                     State = message.State,
                     QueuedAt = message.QueuedAt,
                     FinishedAt = message.FinishedAt,
                     Attempts = message.Attempts,
                     NextTryAt = message.NextTryAt,
                     LastAnswer = message.LastAnswer,
                     LinkExpiresAt = (DateTimeOffset?)token.ExpiresAt,
                     OpenedAt = token.OpenedAt,
                     PasswordChangedAt = token.EndedWhy == TokenEnd.Redeemed ? token.EndedAt : null,
                     LinkEnded = token.EndedWhy,
                 }).Take(Shown).ToList(),
        }).SingleOrDefaultAsync(cancel);
        return seen is null ? null : new MessageTimeline(seen.Messages, seen.Now);
    }
}
