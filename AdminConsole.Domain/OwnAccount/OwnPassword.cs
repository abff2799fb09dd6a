using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

public enum OwnPasswordOutcome
{
    Changed,
    SignedOut,
    WrongPassword,
    Delayed,
    NoPassword,

    /// <summary>The new one is refused: <see cref="OwnPasswordResult.Refusals"/> says why.</summary>
    Refused,

    /// <summary>The new one is the current one.</summary>
    Same,
}

/// <summary>The session that goes on after a change, under a new id.</summary>
/// <param name="ExpiresAt">End whatever happens, as before.</param>
public sealed record RenewedSession(Guid Id, DateTimeOffset ExpiresAt, bool Remembered);

/// <summary>The outcome, with what its sentence needs.</summary>
public sealed record OwnPasswordResult(OwnPasswordOutcome Outcome)
{
    public IReadOnlyList<PasswordRefusal> Refusals { get; init; } = [];
    public RenewedSession? Session { get; init; }
    public TimeSpan Wait { get; init; }
}

/// <summary>Changing one's own password with the current one.</summary>
public sealed class OwnPassword(IDbContextFactory<AdminDb> factory, PasswordProof proof, PasswordRules rules, PhraseMaker phrases, PasswordHash hashes, PasswordChange change)
{
    /// <summary>
    /// Changes it. The new one is judged only after the current one was right, so that a wrong try costs one slow hash and tells nothing. In
    /// one commit: every session but this one ends, this one goes on under a new id, links end, the contacts on record are told.
    /// </summary>
    public async Task<OwnPasswordResult> ChangeAsync(Actor actor, string? current, string wanted, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var answer = await proof.AskAsync(db, actor, current, cancel);
        if (answer.Outcome is not ProofOutcome.Proven) return await RefusedAsync(db, actor, answer, cancel);
        if (await OwnerAsync(db, actor, cancel) is not { } owner) return new(OwnPasswordOutcome.SignedOut);
        var refusals = rules.Check(wanted, owner);
        if (refusals.Count > 0) return new(OwnPasswordOutcome.Refused) { Refusals = refusals };
        if (hashes.Verify(answer.Hash, wanted) is not HashAnswer.Wrong) return new(OwnPasswordOutcome.Same);

        // Slow on purpose, so before the transaction that others may wait for.
        var hashed = hashes.Hash(wanted);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var account = await OwnRow.HoldAsync(db, actor, cancel);
        if (account is null || account.PasswordHash != answer.Hash) return new(OwnPasswordOutcome.SignedOut);
        var session = await RenewAsync(db, actor, cancel);
        await change.ApplyAsync(db, account, hashed, session.Id, await db.NowAsync(cancel), cancel);
        await db.AuditOwnAsync(actor, AuditAction.PasswordChanged, null, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new(OwnPasswordOutcome.Changed) { Session = session };
    }

    /// <summary>« Proposer une phrase »: one that the rules take from this person; null when the session is over.</summary>
    public async Task<string?> ProposeAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await OwnerAsync(db, actor, cancel) is { } owner ? phrases.Propose(owner) : null;
    }

    /// <summary>A session that has just proven more gets a new id: who held the old cookie holds nothing.</summary>
    private static async Task<RenewedSession> RenewAsync(AdminDb db, Actor actor, CancellationToken cancel)
    {
        var old = await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == actor.SessionId, cancel);
        var id = Guid.CreateVersion7();
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO sessions (id, account_id, started_at, idle_until, expires_at, remembered, network, user_agent, withheld, proof, proven_at)
            SELECT {id}, account_id, started_at, idle_until, expires_at, remembered, network, user_agent, withheld, proof, proven_at FROM sessions WHERE id = {old.Id}
            """, cancel);
        return new(id, old.ExpiresAt, old.Remembered);
    }

    private static Task<PasswordOwner?> OwnerAsync(AdminDb db, Actor actor, CancellationToken cancel) => PasswordOwner.ReadAsync(
        db, db.LiveSessions.Where(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId).Select(s => s.AccountId), cancel);

    private static async Task<OwnPasswordResult> RefusedAsync(AdminDb db, Actor actor, PasswordProof.Answer answer, CancellationToken cancel)
    {
        if (answer.Outcome is ProofOutcome.Wrong) await db.RefuseOwnAsync(actor, AuditAction.PasswordChanged, nameof(OwnPasswordOutcome.WrongPassword), cancel);
        return new(answer.Outcome switch
        {
            ProofOutcome.Wrong or ProofOutcome.Proven => OwnPasswordOutcome.WrongPassword,
            ProofOutcome.Delayed => OwnPasswordOutcome.Delayed,
            ProofOutcome.SignedOut => OwnPasswordOutcome.SignedOut,
            ProofOutcome.NoPassword => OwnPasswordOutcome.NoPassword,
        }) { Wait = answer.Wait };
    }
}
