using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Delivery;

/// <summary>The outbox as the worker sees it: each step is one short transaction of its own, and none is open while a message travels.</summary>
internal sealed class OutboxQueue(IDbContextFactory<AdminDb> factory)
{
    /// <summary>
    /// Takes the most urgent message that is due, and leases it: until the lease runs out no other worker sees it. Null when
    /// nothing is due, or only for domains that have enough under way.
    /// </summary>
    public async Task<OutboxMessage?> ClaimAsync(short[] channels, string[] busyDomains, TimeSpan lease, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var claimed = await db.OutboxMessages.FromSql($"""
            UPDATE outbox_messages SET attempts = attempts + 1, next_try_at = now() + {lease}
            WHERE id = (
                SELECT id FROM outbox_messages
                WHERE state = 1 AND next_try_at <= now() AND expires_at > now() AND content IS NOT NULL
                    AND channel = ANY ({channels}) AND lower(split_part(recipient, '@', 2)) <> ALL ({busyDomains})
                ORDER BY priority, next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancel);
        return claimed.SingleOrDefault();
    }

    /// <summary>Stores the answer. A row that another worker has claimed since is left to him.</summary>
    public async Task MarkAsync(OutboxMessage message, SendAnswer answer, TimeSpan retryAfter, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var text = Clean(answer.Text);
        if (answer.Verdict is SendVerdict.TryLater)
        {
            // Never after the expiry: at that moment the row is looked at once more, and ended.
            await db.Database.ExecuteSqlAsync($"""
                UPDATE outbox_messages SET next_try_at = least(now() + {retryAfter}, expires_at), last_answer = {text}
                WHERE id = {message.Id} AND attempts = {message.Attempts} AND state = 1
                """, cancel);
        }
        else
        {
            // The account first: everybody who takes both rows takes them in this order.
            if (answer.Verdict is SendVerdict.RecipientRefused) await RefuseContactAsync(db, message, cancel);
            await FinishAsync(db, message, answer.Verdict is SendVerdict.Accepted ? MessageState.Accepted : MessageState.Refused, text, cancel);
        }
        await transaction.CommitAsync(cancel);
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

    /// <summary>A message that was withdrawn while it travelled was sent all the same, and says so.</summary>
    private static Task<int> FinishAsync(AdminDb db, OutboxMessage message, MessageState state, string? text, CancellationToken cancel) =>
        db.OutboxMessages
            .Where(m => m.Id == message.Id && m.Attempts == message.Attempts && (m.State == MessageState.Queued || m.State == MessageState.Withdrawn))
            .ExecuteUpdateAsync(set => set
                .SetProperty(m => m.State, state)
                .SetProperty(m => m.Content, (byte[]?)null)
                .SetProperty(m => m.LastAnswer, text)
                .SetProperty(m => m.FinishedAt, _ => AdminDb.Now()), cancel);

    private static Task<int> RefuseContactAsync(AdminDb db, OutboxMessage message, CancellationToken cancel) => message.Channel switch
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
