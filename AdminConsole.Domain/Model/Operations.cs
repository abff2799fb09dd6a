using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>What an operator wants done to an account.</summary>
/// <param name="Key">Made up by the page for one wish of its user; the same key never acts twice (rule 17 of recovery).</param>
/// <param name="How">How the caller was verified, as claimed with it.</param>
internal sealed record Wish(Actor Actor, Guid AccountId, Act Act, AuditAction Action, Guid Key, VerifiedHow? How = null)
{
    /// <summary>For the journal, where it says more than the action does: ids, or what an operator gave in the place of a verification.</summary>
    public string? Reason { get; init; }

    /// <summary>The journal row of its success.</summary>
    /// <param name="detail">Masked values only.</param>
    public AuditEntry Done(string? detail) => new()
    {
        ActorId = Actor.AccountId,
        AccountId = AccountId,
        Action = Action,
        Outcome = AuditOutcome.Done,
        Reason = Reason,
        VerifiedHow = How,
        Network = Actor.Network,
        Detail = detail,
        RequestKey = Key,
    };

    /// <summary>The journal row of its refusal.</summary>
    public AuditEntry NotDone(string refusal) => new()
    {
        ActorId = Actor == default ? null : Actor.AccountId,
        AccountId = AccountId,
        Action = Action,
        Outcome = AuditOutcome.Refused,
        Refusal = refusal,
        Reason = Reason,
        VerifiedHow = How,
        Network = Actor.Network,
    };
}

/// <summary>How an operation's own result is read.</summary>
/// <param name="Refused">What the gate's refusal is among its results.</param>
/// <param name="IsDone">Whether it changed something and is to be committed.</param>
/// <param name="Refusal">Name of the refusal for the journal; null for a slip of the hand, which is answered at the field and leaves no row.</param>
internal sealed record ResultShape<T>(Func<GateAnswer, T> Refused, Func<T, bool> IsDone, Func<T, string?> Refusal)
{
    /// <summary>The same for a look at what would happen: nothing is committed and nothing journaled.</summary>
    public ResultShape<T> Looking() => this with { IsDone = _ => false, Refusal = _ => null };
}

/// <summary>The account that an operation holds, inside its transaction.</summary>
internal sealed record Held(AdminDb Db, Account Account, DateTimeOffset Now);

/// <summary>
/// The way that every operation of an operator on an account goes: its row is held, the gate is asked, and effect, message and
/// journal row are one commit (rules 13 and 15 of recovery). Refusals are journaled on their own.
/// </summary>
public sealed class Operations(IDbContextFactory<AdminDb> factory)
{
    /// <param name="attempt">Does it, or says why not; what it changed is saved only when it was done.</param>
    internal async Task<T> RunAsync<T>(Wish wish, ResultShape<T> shape, Func<Held, Task<T>> attempt, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        T result;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            // The row is held from here on: two operators, or two clicks, follow one another and see what came before.
            var account = await db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {wish.AccountId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancel);
            var gate = await Gate.AskAsync(db, wish.Actor, wish.AccountId, wish.Act, cancel);
            result = account is null || gate is not GateAnswer.Allowed
                ? shape.Refused(gate is GateAnswer.Allowed ? GateAnswer.NotFound : gate)
                : await attempt(new(db, account, await db.NowAsync(cancel)));
            if (shape.IsDone(result))
            {
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                return result;
            }
            await transaction.RollbackAsync(cancel);
        }
        if (shape.Refusal(result) is { } refusal) await JournalAsync(wish, refusal, cancel);
        return result;
    }

    /// <summary>What the same wish did the first time; null when it is new.</summary>
    internal static Task<AuditAction?> DoneBeforeAsync(AdminDb db, Wish wish, CancellationToken cancel) =>
        db.AuditEntries.Where(e => e.RequestKey == wish.Key && e.ActorId == wish.Actor.AccountId && e.AccountId == wish.AccountId)
            .Select(e => (AuditAction?)e.Action).SingleOrDefaultAsync(cancel);

    private async Task JournalAsync(Wish wish, string refusal, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db.AuditAsync(wish.NotDone(refusal), cancel);
        await db.SaveChangesAsync(cancel);
    }
}
