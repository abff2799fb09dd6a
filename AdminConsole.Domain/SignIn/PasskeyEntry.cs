using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.SignIn;

/// <summary>A passkey that the person has just shown, as the check of its signature found it.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="Challenge">Names the one question that it answers: no answer counts twice.</param>
public sealed record ShownPasskey(Guid AccountId, byte[] CredentialId, long SignCount, bool BackedUp, Guid Challenge);

/// <summary>What passkeys open: the console at once, since each proves a device and its owner, or the session that waits for a second factor.</summary>
public sealed class PasskeyEntry(
    IDbContextFactory<AdminDb> factory, IOptions<SessionOptions> sessions, IOptions<OperatorSignInOptions> operators)
{
    /// <summary>What may be a passkey of an account.</summary>
    public async Task<IReadOnlyList<Passkey>> OfAsync(Guid accountId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Passkeys.AsNoTracking().Where(p => p.AccountId == accountId).OrderBy(p => p.AddedAt).ToListAsync(cancel);
    }

    /// <summary>The one of that id; null for none.</summary>
    public async Task<Passkey?> FindAsync(byte[] credentialId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Passkeys.AsNoTracking().SingleOrDefaultAsync(p => p.CredentialId == credentialId, cancel);
    }

    /// <summary>
    /// Signs in with a passkey alone. Null for an account that is blocked, about to be deleted, without a function, activated nowhere, or whose owner comes in through
    /// the provider; journaled like every refusal. The function is carried from the first moment.
    /// </summary>
    public async Task<OpenedSession?> SignInAsync(ShownPasskey shown, IPAddress? network, string? userAgent, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var login = await db.Accounts
            .Where(a => a.Id == shown.AccountId && a.FederatedWith == null && a.ActivatedAt != null)
            .Where(a => a.DeletionDueAt == null && (a.BlockedAt == null || a.BlockedUntil <= AdminDb.Now()))
            .Where(a => db.CurrentGrants.Any(g => g.AccountId == a.Id)).Select(a => a.Login).SingleOrDefaultAsync(cancel);
        var glass = operators.Value is { Local: false, BreakGlass: { } named } && Folding.Login(named) == login;
        if (login is null || !(operators.Value.Local || glass) || !await TakeAsync(db, shown, cancel))
        {
            await commit.RollbackAsync(cancel);
            await RefuseAsync(shown.AccountId, network, cancel);
            return null;
        }
        await db.Accounts.Where(a => a.Id == shown.AccountId).ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSignInAt, _ => AdminDb.Now()), cancel);
        var session = await Sessions.OpenAsync(
            db, sessions.Value, new(shown.AccountId, HasFunction: true, network, userAgent, Remember: false) { Proof = SessionProof.SecondFactor }, cancel);
        await db.AuditAsync(new()
        {
            ActorId = shown.AccountId,
            AccountId = shown.AccountId,
            Action = glass ? AuditAction.BreakGlassUsed : AuditAction.SignedIn,
            Outcome = AuditOutcome.Done,
            Reason = FactorKinds.Passkey,
            Network = network,
            RequestKey = shown.Challenge,
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return session;
    }

    /// <summary>Proves the second factor of a session by one of its account's passkeys.</summary>
    public async Task<FactorAnswer> ProveAsync(Actor actor, ShownPasskey shown, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM accounts WHERE id = {actor.AccountId} FOR NO KEY UPDATE", cancel);
        if (!await FactorReader.Own(db, actor).AnyAsync(cancel)) return new(FactorOutcome.SignedOut);
        if (shown.AccountId != actor.AccountId || !await TakeAsync(db, shown, cancel))
        {
            await commit.RollbackAsync(cancel);
            await FactorProofs.RefuseAsync(db, actor, FactorOutcome.Wrong, cancel);
            return new(FactorOutcome.Wrong);
        }
        var session = await FactorProofs.KeepAsync(db, actor, FactorKinds.Passkey, shown.Challenge, cancel);
        await commit.CommitAsync(cancel);
        return new(FactorOutcome.Proven, session);
    }

    /// <summary>Journals a passkey that could not be checked, where somebody tried to come in with it.</summary>
    public async Task RefuseAsync(Guid? accountId, IPAddress? network, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db.AuditAsync(new()
        {
            AccountId = accountId,
            Action = AuditAction.SignInRefused,
            Outcome = AuditOutcome.Refused,
            Refusal = nameof(SignInOutcome.Refused),
            Reason = FactorKinds.Passkey,
            Network = network,
        }, cancel);
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>The same where it was to prove a second factor.</summary>
    public async Task RefuseProofAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await FactorProofs.RefuseAsync(db, actor, FactorOutcome.Wrong, cancel);
    }

    /// <summary>
    /// Uses the answer up: a question counts once, and a counter that went back is a copy's. The passkey's row is held before the journal is asked: of one answer that
    /// comes twice at once, the later finds what the earlier left there.
    /// </summary>
    private static async Task<bool> TakeAsync(AdminDb db, ShownPasskey shown, CancellationToken cancel) =>
        await db.Passkeys
            .Where(p => p.AccountId == shown.AccountId && p.CredentialId == shown.CredentialId && (p.SignCount < shown.SignCount || (p.SignCount == 0 && shown.SignCount == 0)))
            .ExecuteUpdateAsync(set => set
                .SetProperty(p => p.SignCount, shown.SignCount)
                .SetProperty(p => p.BackedUp, shown.BackedUp)
                .SetProperty(p => p.UsedAt, _ => AdminDb.Now()), cancel) == 1
        && !await db.AuditEntries.AnyAsync(e => e.RequestKey == shown.Challenge, cancel);
}
