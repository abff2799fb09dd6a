using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Delivery;

/// <summary>The outbox as the worker sees it: each step is one short transaction of its own, and none is open while a message travels.</summary>
internal sealed class OutboxQueue(IDbContextFactory<AdminDb> factory)
{
    /// <summary>
    /// Takes the most urgent messages of a channel that are due, at most <paramref name="room"/>, and leases them: until the lease runs out
    /// no other worker sees them. A domain gets no more than it may have at once, those under way included.
    /// </summary>
    /// <param name="bulkRoom">How many of them may be such as nobody waits for.</param>
    public async Task<List<OutboxMessage>> ClaimAsync(
        Channel channel, int room, IReadOnlyDictionary<string, int> underWay, int perDomain, TimeSpan lease, CancellationToken cancel, int bulkRoom = int.MaxValue)
    {
        var (busy, domains, counts) = (underWay.Where(d => d.Value >= perDomain).Select(d => d.Key).ToArray(), underWay.Keys.ToArray(), underWay.Values.ToArray());
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.OutboxMessages.FromSql($"""
            WITH due AS MATERIALIZED (
                SELECT id, priority, next_try_at, lower(split_part(recipient, '@', 2)) AS domain FROM outbox_messages
                WHERE state = 1 AND next_try_at <= now() AND expires_at > now() AND content IS NOT NULL
                    AND channel = {(short)channel} AND lower(split_part(recipient, '@', 2)) <> ALL ({busy})
                ORDER BY priority, next_try_at, id LIMIT {room} FOR UPDATE SKIP LOCKED),
            fair AS (
                SELECT id, domain, priority, row_number() OVER (PARTITION BY domain ORDER BY priority, next_try_at, id) AS place,
                    row_number() OVER (PARTITION BY priority ORDER BY next_try_at, id) AS in_priority FROM due)
            UPDATE outbox_messages SET attempts = attempts + 1, next_try_at = now() + {lease}
            WHERE id IN (
                SELECT id FROM fair LEFT JOIN unnest({domains}, {counts}) AS taken (name, going) ON taken.name = domain
                WHERE place + coalesce(going, 0) <= {perDomain} AND (priority < 3 OR in_priority <= {bulkRoom}))
            RETURNING *
            """).AsNoTracking().ToListAsync(cancel);
    }

    /// <summary>Where a message counts as going; the same for all numbers.</summary>
    public static string DomainOf(OutboxMessage message) =>
        message.Recipient.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? message.Recipient[(at + 1)..].ToLowerInvariant() : "";

    /// <summary>Stores the answer. A row that another worker has claimed since is left to him.</summary>
    public async Task MarkAsync(OutboxMessage message, SendAnswer answer, TimeSpan retryAfter, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var text = Clean(answer.Text);
        switch (answer.Verdict)
        {
            case SendVerdict.Accepted:
                await FinishAsync(db, message, MessageState.Accepted, text, cancel);
                break;
            case SendVerdict.MessageRefused:
                await FinishAsync(db, message, MessageState.Refused, text, cancel);
                break;
            case SendVerdict.RecipientRefused:
                await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
                {
                    // The account first: everybody who takes both rows takes them in this order.
                    await RefuseContactAsync(db, message, cancel);
                    await FinishAsync(db, message, MessageState.Refused, text, cancel);
                    await transaction.CommitAsync(cancel);
                }
                break;
            case SendVerdict.TryLater:
                await DeferAsync(db, message, retryAfter, text, 0, cancel);
                break;
            case SendVerdict.Unanswered when message.Unanswered > 0:
                await FinishAsync(db, message, MessageState.Refused, OwnAnswer.NoAnswer, cancel);
                break;
            case SendVerdict.Unanswered:
                await DeferAsync(db, message, retryAfter, text, 1, cancel);
                break;
            case SendVerdict.Postponed when answer.NotBefore >= message.ExpiresAt:
                await FinishAsync(db, message, MessageState.Expired, text, cancel);
                break;
            case SendVerdict.Postponed:
                await db.OutboxMessages.Where(m => m.Id == message.Id && m.Attempts == message.Attempts && m.State == MessageState.Queued)
                    .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextTryAt, answer.NotBefore).SetProperty(m => m.LastAnswer, text), cancel);
                break;
        }
    }

    /// <summary>Ends what can only come too late; its bodies go.</summary>
    public async Task<int> ExpireAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.OutboxMessages
            .Where(m => m.State == MessageState.Queued && m.ExpiresAt <= AdminDb.Now() && m.NextTryAt <= AdminDb.Now())
            .ExecuteUpdateAsync(set => set
                .SetProperty(m => m.State, MessageState.Expired)
                .SetProperty(m => m.Content, (byte[]?)null)
                .SetProperty(m => m.FinishedAt, _ => AdminDb.Now()), cancel);
    }

    /// <summary>Never after the expiry: at that moment the row is looked at once more, and ended.</summary>
    private static Task<int> DeferAsync(AdminDb db, OutboxMessage message, TimeSpan retryAfter, string? text, int unanswered, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync($"""
            UPDATE outbox_messages SET next_try_at = least(now() + {retryAfter}, expires_at), last_answer = {text}, unanswered = unanswered + {unanswered}
            WHERE id = {message.Id} AND attempts = {message.Attempts} AND state = 1
            """, cancel);

    /// <summary>A message that was withdrawn while it travelled was sent all the same, and says so.</summary>
    private static Task<int> FinishAsync(AdminDb db, OutboxMessage message, MessageState state, string? text, CancellationToken cancel) =>
        db.OutboxMessages
            .Where(m => m.Id == message.Id && m.Attempts == message.Attempts && (m.State == MessageState.Queued || m.State == MessageState.Withdrawn))
            .ExecuteUpdateAsync(set => set
                .SetProperty(m => m.State, state)
                .SetProperty(m => m.Content, (byte[]?)null)
                .SetProperty(m => m.LastAnswer, text)
                .SetProperty(m => m.FinishedAt, _ => AdminDb.Now()), cancel);

    internal static Task<int> RefuseContactAsync(AdminDb db, OutboxMessage message, CancellationToken cancel) => message.Channel switch
    {
        Channel.Mail => db.Database.ExecuteSqlAsync(
            $"""
            UPDATE accounts SET email_state = 3 WHERE lower(email) = lower({message.Recipient})
                AND (id = {message.AccountId} OR id IN (SELECT account_id FROM message_shares WHERE message_id = {message.Id}))
            """, cancel),
        Channel.Sms => db.Database.ExecuteSqlAsync(
            $"UPDATE accounts SET mobile_state = 3 WHERE id = {message.AccountId} AND mobile = {message.Recipient}", cancel),
    };

    private static string? Clean(string? answer)
    {
        if (answer is null) return null;
        var line = string.Concat(answer.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length <= OutboxMessage.AnswerLength ? line : line[..OutboxMessage.AnswerLength];
    }
}
