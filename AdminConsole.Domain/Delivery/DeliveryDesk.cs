using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Delivery;

/// <summary>How one channel is doing. Refused and expired are those of the last seven days.</summary>
public sealed record ChannelState(Channel Channel, int Waiting, DateTimeOffset? OldestSince, int Refused, int Expired, DateTimeOffset? LastTakenAt, DateTimeOffset? FailingSince);

/// <summary>What a server said of late.</summary>
public sealed record ServerAnswer(Channel Channel, MessageState State, string Words, DateTimeOffset At);

/// <summary>A message that did not arrive, to somebody in the actor's scope.</summary>
public sealed record LostMessage(Guid Id, Guid AccountId, string FamilyName, string GivenName, Channel Channel, MessageKind Kind, string Recipient, MessageState State, DateTimeOffset At, string? Answer);

/// <summary>What the page of messages shows.</summary>
/// <param name="Answers">For central administrators alone: a server's words can name anybody's address.</param>
/// <param name="IsCentral">Whether the actor may try again and send a test.</param>
public sealed record DeliveryOverview(IReadOnlyList<ChannelState> Channels, IReadOnlyList<ServerAnswer> Answers, IReadOnlyList<LostMessage> Lost, bool IsCentral);

public enum TestOutcome { Queued, NotAllowed, NoAddress, TooMany }

/// <summary>The state of all messages, for local administrators and above.</summary>
public sealed class DeliveryDesk(IDbContextFactory<AdminDb> databases, NoticeMail notices)
{
    public const int ShownLost = 50;
    public const int TestsAnHour = 3;
    private const int ShownAnswers = 8;

    /// <summary>Longer than any lease of a worker: what is due later than this is under no worker's hands.</summary>
    private static readonly TimeSpan BeyondLeases = TimeSpan.FromMinutes(2);

    /// <summary>Null for whoever is no local administrator or above now. What is lost is that of his own scope, of the last 30 days, newest first.</summary>
    public async Task<DeliveryOverview?> ReadAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.GrantsOf(actor).MaxAsync(g => (Function?)g.Function, cancel) is not >= Function.LocalAdmin) return null;
        var central = await IsCentralAsync(db, actor, cancel);
        var channels = await db.Database.SqlQuery<ChannelState>($"""
            SELECT d.channel AS "Channel", waiting.many AS "Waiting", waiting.oldest AS "OldestSince", lost.refused AS "Refused", lost.expired AS "Expired",
                (SELECT max(m.finished_at) FROM outbox_messages m WHERE m.state = 2 AND m.channel = d.channel) AS "LastTakenAt", d.failing_since AS "FailingSince"
            FROM delivery_states d
            CROSS JOIN LATERAL (SELECT count(*)::int AS many, min(m.queued_at) AS oldest FROM outbox_messages m WHERE m.state = 1 AND m.channel = d.channel) waiting
            CROSS JOIN LATERAL (
                SELECT (count(*) FILTER (WHERE m.state = 3))::int AS refused, (count(*) FILTER (WHERE m.state = 4))::int AS expired
                FROM outbox_messages m WHERE m.state IN (3, 4) AND m.channel = d.channel AND m.finished_at > now() - interval '7 days') lost
            ORDER BY d.channel
            """).ToListAsync(cancel);
        var answers = !central ? [] : await db.OutboxMessages
            .Where(m => m.LastAnswer != null && (m.State == MessageState.Queued || ((m.State == MessageState.Refused || m.State == MessageState.Expired) && m.FinishedAt > AdminDb.Now().AddDays(-7))))
            .OrderByDescending(m => m.FinishedAt ?? AdminDb.Now()).ThenByDescending(m => m.Id).Take(ShownAnswers)
            .Select(m => new ServerAnswer(m.Channel, m.State, m.LastAnswer!, m.FinishedAt ?? m.QueuedAt)).ToListAsync(cancel);
        var lost = await (
            from message in db.OutboxMessages
            where (message.State == MessageState.Refused || message.State == MessageState.Expired) && message.FinishedAt > AdminDb.Now().AddDays(-30)
            join account in db.AccountsInScopeOf(actor) on message.AccountId equals account.Id
            orderby message.FinishedAt descending, message.Id descending
            select new LostMessage(message.Id, account.Id, account.FamilyName, account.GivenName, message.Channel, message.Kind, message.Recipient, message.State,
                message.FinishedAt!.Value, message.LastAnswer)).Take(ShownLost).ToListAsync(cancel);
        return new(channels, answers, lost, central);
    }

    /// <summary>Makes what was put off due at once; what a worker has in its hands is left to it. Null for whoever is no central administrator.</summary>
    /// <returns>How many messages are due now.</returns>
    public async Task<int?> RetryAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!await IsCentralAsync(db, actor, cancel)) return null;
        var many = await db.OutboxMessages.Where(m => m.State == MessageState.Queued && m.NextTryAt > AdminDb.Now() + BeyondLeases)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextTryAt, _ => AdminDb.Now()), cancel);
        if (many > 0)
        {
            await db.AuditAsync(new() { ActorId = actor.AccountId, Action = AuditAction.MessagesRetried, Outcome = AuditOutcome.Done, Network = actor.Network, Detail = $"{many}" }, cancel);
            await db.SaveChangesAsync(cancel);
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify('outbox_waiting', '')", cancel);
        }
        await transaction.CommitAsync(cancel);
        return many;
    }

    /// <summary>A mail to the actor's own address, <see cref="TestsAnHour"/> an hour at most; for central administrators.</summary>
    /// <param name="key">Of the wish: the same one sends once (rule 17 of recovery).</param>
    public async Task<TestOutcome> SendTestAsync(Guid key, Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Held, so that two clicks are counted one after the other.
        var own = await db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {actor.AccountId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancel);
        if (own is null || !await IsCentralAsync(db, actor, cancel)) return TestOutcome.NotAllowed;
        if (await db.AuditEntries.AnyAsync(e => e.RequestKey == key, cancel)) return TestOutcome.Queued;
        if (own.Email is not { } address) return TestOutcome.NoAddress;
        if (await db.OutboxMessages.CountAsync(m => m.AccountId == own.Id && m.Kind == MessageKind.Test && m.QueuedAt > AdminDb.Now().AddHours(-1), cancel) >= TestsAnHour)
            return TestOutcome.TooMany;
        db.Enqueue(notices.Test(own, address, await db.NowAsync(cancel)));
        await db.AuditAsync(new()
        {
            ActorId = own.Id, AccountId = own.Id, Action = AuditAction.TestMessageSent, Outcome = AuditOutcome.Done, Network = actor.Network, RequestKey = key,
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return TestOutcome.Queued;
    }

    private static Task<bool> IsCentralAsync(AdminDb db, Actor actor, CancellationToken cancel) =>
        db.GrantsOf(actor).AnyAsync(g => g.Function == Function.CentralAdmin && g.SchoolId == null, cancel);
}
