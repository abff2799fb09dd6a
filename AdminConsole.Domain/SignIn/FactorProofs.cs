using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.SignIn;

/// <summary>What came of proving a second factor.</summary>
public enum FactorOutcome
{
    Proven,
    Wrong,

    /// <summary>That code was right and has been used: the next one comes within half a minute.</summary>
    UsedBefore,

    /// <summary>Too many wrong codes in a row; this one was not looked at.</summary>
    Delayed,

    /// <summary>The account has no second factor.</summary>
    NotEnrolled,
    SignedOut,
}

/// <param name="Session">Under a new id, when the session carries more than before.</param>
/// <param name="Wait">How long the next try has to wait.</param>
/// <param name="CodesLeft">After a recovery code: how many are left.</param>
public sealed record FactorAnswer(FactorOutcome Outcome, OpenedSession? Session = null, TimeSpan Wait = default, int? CodesLeft = null);

/// <summary>Proving a second factor by a code: of the application, or one of those on paper.</summary>
public sealed class FactorProofs(IDbContextFactory<AdminDb> factory, TotpSecrets secrets)
{
    /// <summary>
    /// One try, counted before it is looked at and delayed from the fifth wrong one on, for the account whatever its network (rule 10 of recovery). A code of the
    /// application is good for its half minute, the one before and the one after, by the database's clock, and once; one on paper is good once. In one commit
    /// with the journal row the session carries its functions, under a new id; where it did before, its proof is fresh again.
    /// </summary>
    /// <param name="typed">Six digits, or a recovery code.</param>
    public async Task<FactorAnswer> ProveAsync(Actor actor, string? typed, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var login = await FactorReader.Own(db, actor).Join(db.Accounts, s => s.AccountId, a => a.Id, (_, a) => a.Login).SingleOrDefaultAsync(cancel);
        if (login is null) return new(FactorOutcome.SignedOut);
        if (!await Factors.AreThereAsync(db, actor.AccountId, cancel)) return new(FactorOutcome.NotEnrolled);
        var turn = await WrongTries.CountAsync(db, login, actor.Network, Tried.Factor, cancel);
        if (!turn.Taken) return new(FactorOutcome.Delayed, Wait: turn.Wait);

        await using (var commit = await db.Database.BeginTransactionAsync(cancel))
        {
            var (outcome, kind) = await LookAsync(db, actor, typed, cancel);
            if (outcome is FactorOutcome.Proven)
            {
                var session = await KeepAsync(db, actor, kind, key: null, cancel);
                await WrongTries.ForgetAsync(db, login, actor.Network, Tried.Factor, cancel);
                int? left = kind is FactorKinds.Paper ? await db.RecoveryCodes.CountAsync(c => c.AccountId == actor.AccountId && c.UsedAt == null, cancel) : null;
                await commit.CommitAsync(cancel);
                return new(FactorOutcome.Proven, session, CodesLeft: left);
            }
            await commit.RollbackAsync(cancel);
            await RefuseAsync(db, actor, outcome, cancel);
            return new(outcome, Wait: turn.Wait);
        }
    }

    /// <summary>Notes the proof, with its row in the journal, inside the transaction of what proved it. The session under a new id when it carries more from now on.</summary>
    /// <param name="key">Of a proof that may be kept only once.</param>
    internal static async Task<OpenedSession?> KeepAsync(AdminDb db, Actor actor, string kind, Guid? key, CancellationToken cancel)
    {
        var again = await FactorReader.Own(db, actor).Where(s => s.Proof == SessionProof.SecondFactor && s.Withheld == FunctionSet.None)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.ProvenAt, _ => AdminDb.Now()), cancel) == 1;
        var session = again ? null : await Sessions.ElevateAsync(db, actor, SessionEnd.Elevated, cancel);
        await db.AuditAsync(Row(actor, AuditAction.FactorProven, kind, key), cancel);
        await db.SaveChangesAsync(cancel);
        return session;
    }

    internal static async Task RefuseAsync(AdminDb db, Actor actor, FactorOutcome why, CancellationToken cancel)
    {
        var row = Row(actor, AuditAction.FactorProven, null, null);
        (row.Outcome, row.Refusal) = (AuditOutcome.Refused, why.ToString());
        await db.AuditAsync(row, cancel);
        await db.SaveChangesAsync(cancel);
    }

    internal static AuditEntry Row(Actor actor, AuditAction action, string? detail, Guid? key) => new()
    {
        ActorId = actor.AccountId,
        AccountId = actor.AccountId,
        Action = action,
        Outcome = AuditOutcome.Done,
        Network = actor.Network,
        Detail = detail,
        RequestKey = key,
    };

    private async Task<(FactorOutcome Outcome, string Kind)> LookAsync(AdminDb db, Actor actor, string? typed, CancellationToken cancel)
    {
        // The row is held: of two tries with one code, or of a factor that is removed meanwhile, one comes first.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM accounts WHERE id = {actor.AccountId} FOR NO KEY UPDATE", cancel);
        if (!await FactorReader.Own(db, actor).AnyAsync(cancel)) return (FactorOutcome.SignedOut, "");
        if (TotpSecrets.Normalize(typed) is { } code) return (await LookAtCodeAsync(db, actor.AccountId, code, cancel), FactorKinds.Application);
        if (RecoveryCodeText.Normalize(typed) is not { } paper) return (FactorOutcome.Wrong, "");
        var hash = RecoveryCode.HashOf(paper);
        var used = await db.RecoveryCodes.Where(c => c.AccountId == actor.AccountId && c.Hash == hash && c.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, _ => AdminDb.Now()), cancel);
        if (used == 1) return (FactorOutcome.Proven, FactorKinds.Paper);
        var before = await db.RecoveryCodes.AnyAsync(c => c.AccountId == actor.AccountId && c.Hash == hash, cancel);
        return (before ? FactorOutcome.UsedBefore : FactorOutcome.Wrong, "");
    }

    private async Task<FactorOutcome> LookAtCodeAsync(AdminDb db, Guid accountId, string code, CancellationToken cancel)
    {
        if (await db.Authenticators.AsNoTracking().SingleOrDefaultAsync(f => f.AccountId == accountId, cancel) is not { } application) return FactorOutcome.Wrong;
        if (TotpSecrets.StepOf(secrets.Unprotect(accountId, application.Secret), code, await db.NowAsync(cancel)) is not { } step) return FactorOutcome.Wrong;
        var taken = await db.Authenticators.Where(f => f.AccountId == accountId && f.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.LastStep, step), cancel);
        return taken == 1 ? FactorOutcome.Proven : FactorOutcome.UsedBefore;
    }
}

/// <summary>Kinds of second factors, as the journal has them.</summary>
internal static class FactorKinds
{
    public const string Application = "application";
    public const string Paper = "code de secours";
    public const string Passkey = "clé d'accès";
}
