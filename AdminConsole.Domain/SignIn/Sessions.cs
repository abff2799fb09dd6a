using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.SignIn;

/// <summary>A session as it is at this moment.</summary>
/// <param name="DisplayName">Given and family name of its account.</param>
/// <param name="Function">Highest function that may be used in it; null for none.</param>
/// <param name="Untouched">Whether it is worth a <see cref="Sessions.TouchAsync"/>.</param>
public sealed record SessionView(Guid Id, Guid AccountId, string DisplayName, Function? Function, bool Untouched)
{
    /// <summary>Whether its account holds a function that it does not carry before a second factor was proven.</summary>
    public bool FactorDue { get; init; }
    public DateTimeOffset IdleUntil { get; init; }

    /// <summary>When it was looked at, by the clock that judges its ends.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>End whatever happens.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>The sessions behind the cookies: looked at on every request, moved forward by activity, ended.</summary>
public sealed class Sessions(IDbContextFactory<AdminDb> factory, IOptions<SessionOptions> options)
{
    /// <summary>« Se souvenir de moi », for a person without a function. Such a session never carries a function.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromDays(30);

    /// <summary>Activity is written at most this often.</summary>
    private const int TouchSeconds = 60;

    /// <summary>
    /// The session if it still holds, and what may be done in it now; null once it is over. A remembered one is over as
    /// soon as its account holds a function: who has one signs in anew, for a session that may carry it.
    /// </summary>
    public async Task<SessionView?> LookAsync(Guid sessionId, Guid accountId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var actor = new Actor(accountId, sessionId);
        return await
            (from session in db.LiveSessions
             join account in db.Accounts on session.AccountId equals account.Id
             where session.Id == sessionId && session.AccountId == accountId
             where !session.Remembered || !db.CurrentGrants.Any(g => g.AccountId == accountId)
             select new SessionView(
                 session.Id, account.Id, account.GivenName + " " + account.FamilyName,
                 db.GrantsOf(actor).Max(g => (Function?)g.Function),
                 session.LastSeenAt < AdminDb.Now().AddSeconds(-TouchSeconds))
             {
                 FactorDue = !session.Remembered && session.Withheld != FunctionSet.None
                     && db.CurrentGrants.Any(g => g.AccountId == accountId) && !db.GrantsOf(actor).Any(),
                 IdleUntil = session.IdleUntil,
                 Now = AdminDb.Now(),
                 ExpiresAt = session.ExpiresAt,
             })
            .SingleOrDefaultAsync(cancel);
    }

    /// <summary>Activity: moves the idle end forward, never past the absolute one. Does nothing more than once a minute, nor for a session that is over.</summary>
    public async Task TouchAsync(Guid sessionId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var idle = TimeSpan.FromMinutes(options.Value.IdleMinutes);
        await db.Database.ExecuteSqlAsync($"""
            UPDATE sessions SET last_seen_at = now(), idle_until = least(expires_at, greatest(idle_until, now() + {idle}))
            WHERE id = {sessionId} AND ended_at IS NULL AND idle_until > now() AND expires_at > now()
            AND last_seen_at < now() - interval '1 second' * {TouchSeconds}
            """, cancel);
    }

    /// <summary>Ends the actor's own session; open circuits of it hear of it. A second time does nothing.</summary>
    public async Task SignOutAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var ended = await db.Sessions.Where(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, _ => AdminDb.Now()).SetProperty(s => s.EndedWhy, SessionEnd.SignedOut), cancel);
        if (ended == 0) return;
        await db.AuditAsync(new()
        {
            ActorId = actor.AccountId,
            AccountId = actor.AccountId,
            Action = AuditAction.SignedOut,
            Outcome = AuditOutcome.Done,
            Network = actor.Network,
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
    }

    private sealed record Opened(Guid Id, DateTimeOffset ExpiresAt);

    /// <summary>Opens a session inside the transaction of a sign-in. Its ends are set by the database's clock.</summary>
    internal static async Task<OpenedSession> OpenAsync(AdminDb db, SessionOptions options, NewSession wanted, CancellationToken cancel)
    {
        var lasting = wanted is { Remember: true, HasFunction: false };
        var whole = lasting ? RememberedFor : TimeSpan.FromHours(options.AbsoluteHours);
        var idle = lasting ? whole : TimeSpan.FromMinutes(options.IdleMinutes);
        var agent = wanted.UserAgent is { Length: > Session.UserAgentLength } tooLong ? tooLong[..Session.UserAgentLength] : wanted.UserAgent;
        // Half a character is none that the database takes.
        if (agent is [.., var end] && char.IsHighSurrogate(end)) agent = agent[..^1];
        var id = Guid.CreateVersion7();
        var (account, network, withheld, proof) = (wanted.AccountId, wanted.Network, (short)wanted.Withheld, (short)wanted.Proof);
        var rows = await db.Database.SqlQuery<Opened>($"""
            INSERT INTO sessions (id, account_id, idle_until, expires_at, remembered, network, user_agent, withheld, proof, proven_at)
            VALUES ({id}, {account}, now() + least({idle}, {whole}), now() + {whole}, {lasting}, {network}, {agent}, {withheld}, {proof}, CASE WHEN {proof} <> 0 THEN now() END)
            RETURNING id AS "Id", expires_at AS "ExpiresAt"
            """).ToListAsync(cancel);
        var due = wanted is { HasFunction: true, Withheld: not FunctionSet.None } && !await db.GrantsOf(new Actor(account, id)).AnyAsync(cancel);
        return new(id, account, rows[0].ExpiresAt, lasting, wanted.HasFunction) { FactorDue = due };
    }

    /// <summary>
    /// A session in which more was proven goes on under a new id, carrying every function; the old row ends. Who held the old cookie holds nothing.
    /// </summary>
    internal static async Task<OpenedSession> ElevateAsync(AdminDb db, Actor actor, SessionEnd why, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        var proof = (short)SessionProof.SecondFactor;
        var rows = await db.Database.SqlQuery<Opened>($"""
            INSERT INTO sessions (id, account_id, started_at, idle_until, expires_at, remembered, network, user_agent, withheld, proof, proven_at)
            SELECT {id}, account_id, started_at, idle_until, expires_at, remembered, network, user_agent, 0, {proof}, now() FROM sessions WHERE id = {actor.SessionId}
            RETURNING id AS "Id", expires_at AS "ExpiresAt"
            """).ToListAsync(cancel);
        await db.Sessions.Where(s => s.Id == actor.SessionId && s.EndedAt == null).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.EndedAt, _ => AdminDb.Now())
            .SetProperty(s => s.EndedWhy, why), cancel);
        return new(id, actor.AccountId, rows[0].ExpiresAt, Remembered: false, HasFunction: true);
    }
}

/// <summary>A session that is to be opened.</summary>
/// <param name="Remember">« Se souvenir de moi », which only who holds no function gets.</param>
internal sealed record NewSession(Guid AccountId, bool HasFunction, IPAddress? Network, string? UserAgent, bool Remember)
{
    public FunctionSet Withheld { get; init; }
    public SessionProof Proof { get; init; }
}
