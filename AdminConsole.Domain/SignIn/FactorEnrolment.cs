using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.SignIn;

/// <summary>What came of adding or removing a factor.</summary>
public enum EnrolOutcome
{
    Done,

    /// <summary>The code is not of the application that was offered this secret.</summary>
    Wrong,

    /// <summary>The offer is too old; there is a new one.</summary>
    OfferGone,

    /// <summary>The person has to prove himself first: by a factor, or by signing in where there is none.</summary>
    ProofNeeded,

    /// <summary>There is one already, or it is another account's.</summary>
    TakenAlready,

    /// <summary>It is gone already.</summary>
    NotThere,

    /// <summary>The person's function needs one, and this is the last.</summary>
    LastOne,
}

/// <summary>What an application is to be set up with.</summary>
/// <param name="Secret">To be typed by hand.</param>
/// <param name="Address">What the picture says.</param>
/// <param name="Offer">What the form carries: the secret, unreadable.</param>
public sealed record TotpOffer(string Secret, string Address, string Offer);

/// <param name="Session">The session that goes on, under a new id; every other one is over.</param>
/// <param name="Codes">New recovery codes, shown once; null when there are none.</param>
public sealed record EnrolAnswer(EnrolOutcome Outcome, OpenedSession? Session = null, IReadOnlyList<string>? Codes = null);

/// <summary>Adding and removing one's own second factors. Every change ends the account's other sessions and is told to its contacts.</summary>
public sealed class FactorEnrolment(
    IDbContextFactory<AdminDb> factory, FactorReader reader, TotpSecrets secrets, FactorNotices notices, IOptions<SiteOptions> site)
{
    /// <summary>A secret for an application, stored nowhere yet.</summary>
    public TotpOffer Offer(Actor actor, string login) => Shown(actor, login, TotpSecrets.Create());

    /// <summary>The same offer again, after a wrong code; a new one when it is too old.</summary>
    public TotpOffer OfferAgain(Actor actor, string login, string? offer) => Shown(actor, login, secrets.Open(actor.AccountId, offer) ?? TotpSecrets.Create());

    /// <summary>Adds the application that shows this code, if it is one of the offered secret. Its first code is used by it.</summary>
    public async Task<EnrolAnswer> AddApplicationAsync(Actor actor, string? offer, string? typed, CancellationToken cancel)
    {
        if (secrets.Open(actor.AccountId, offer) is not { } secret) return new(EnrolOutcome.OfferGone);
        return await ChangeAsync(actor, AuditAction.FactorAdded, FactorKinds.Application, async db =>
        {
            if (TotpSecrets.Normalize(typed) is not { } code || TotpSecrets.StepOf(secret, code, await db.NowAsync(cancel)) is not { } step) return EnrolOutcome.Wrong;
            if (await db.Authenticators.AnyAsync(f => f.AccountId == actor.AccountId, cancel)) return EnrolOutcome.TakenAlready;
            db.Authenticators.Add(new() { AccountId = actor.AccountId, Secret = secrets.Protect(actor.AccountId, secret), LastStep = step });
            return EnrolOutcome.Done;
        }, cancel);
    }

    /// <summary>Adds a passkey that was proven to be the person's.</summary>
    public Task<EnrolAnswer> AddPasskeyAsync(Actor actor, Passkey passkey, CancellationToken cancel) =>
        ChangeAsync(actor, AuditAction.FactorAdded, FactorKinds.Passkey, async db =>
        {
            if (await db.Passkeys.AnyAsync(p => p.CredentialId == passkey.CredentialId, cancel)) return EnrolOutcome.TakenAlready;
            (passkey.Id, passkey.AccountId) = (Guid.CreateVersion7(), actor.AccountId);
            db.Passkeys.Add(passkey);
            return EnrolOutcome.Done;
        }, cancel);

    public Task<EnrolAnswer> RemoveApplicationAsync(Actor actor, CancellationToken cancel) =>
        RemoveAsync(actor, FactorKinds.Application, db => db.Authenticators.Where(f => f.AccountId == actor.AccountId).ExecuteDeleteAsync(cancel), cancel);

    public Task<EnrolAnswer> RemovePasskeyAsync(Actor actor, Guid passkeyId, CancellationToken cancel) =>
        RemoveAsync(actor, FactorKinds.Passkey, db => db.Passkeys.Where(p => p.AccountId == actor.AccountId && p.Id == passkeyId).ExecuteDeleteAsync(cancel), cancel);

    /// <summary>Ten new recovery codes, shown once; the earlier ones are void.</summary>
    public Task<EnrolAnswer> MakeCodesAsync(Actor actor, CancellationToken cancel) =>
        ChangeAsync(actor, AuditAction.RecoveryCodesMade, null, async db =>
        {
            if (!await Factors.AreThereAsync(db, actor.AccountId, cancel)) return EnrolOutcome.NotThere;
            await db.RecoveryCodes.Where(c => c.AccountId == actor.AccountId).ExecuteDeleteAsync(cancel);
            return EnrolOutcome.Done;
        }, cancel);

    private Task<EnrolAnswer> RemoveAsync(Actor actor, string kind, Func<AdminDb, Task<int>> delete, CancellationToken cancel) =>
        ChangeAsync(actor, AuditAction.FactorRemoved, kind, async db =>
        {
            if (await delete(db) == 0) return EnrolOutcome.NotThere;
            if (await Factors.AreThereAsync(db, actor.AccountId, cancel)) return EnrolOutcome.Done;
            if (await reader.IsRequiredAsync(db, actor.AccountId, cancel)) return EnrolOutcome.LastOne;
            await Factors.ClearAsync(db, actor.AccountId, cancel);
            return EnrolOutcome.Done;
        }, cancel);

    /// <summary>One change in one commit: the row is held, the proof asked for; then journal, messages, the end of other sessions and a new id for this one.</summary>
    private async Task<EnrolAnswer> ChangeAsync(Actor actor, AuditAction action, string? kind, Func<AdminDb, Task<EnrolOutcome>> change, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using (var commit = await db.Database.BeginTransactionAsync(cancel))
        {
            var account = await db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {actor.AccountId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancel);
            var outcome = account is null || !await FactorReader.Changing(db, actor).AnyAsync(cancel) ? EnrolOutcome.ProofNeeded : await change(db);
            if (outcome is EnrolOutcome.Done)
            {
                await db.SaveChangesAsync(cancel);
                var codes = await CodesAsync(db, actor.AccountId, cancel);
                var session = await Sessions.ElevateAsync(db, actor, SessionEnd.FactorChanged, cancel);
                await db.EndSessionsAsync(actor.AccountId, SessionEnd.FactorChanged, session.Id, cancel);
                await db.AuditAsync(FactorProofs.Row(actor, action, kind, null), cancel);
                notices.Tell(db, account!, action, await db.NowAsync(cancel));
                await db.SaveChangesAsync(cancel);
                await commit.CommitAsync(cancel);
                return new(EnrolOutcome.Done, session, codes);
            }
            await commit.RollbackAsync(cancel);
            if (outcome is not (EnrolOutcome.Wrong or EnrolOutcome.NotThere or EnrolOutcome.TakenAlready)) await RefuseAsync(actor, action, kind, outcome, cancel);
            return new(outcome);
        }
    }

    /// <summary>Ten codes where there is a factor and no code at all; null otherwise.</summary>
    private static async Task<IReadOnlyList<string>?> CodesAsync(AdminDb db, Guid accountId, CancellationToken cancel)
    {
        if (!await Factors.AreThereAsync(db, accountId, cancel) || await db.RecoveryCodes.AnyAsync(c => c.AccountId == accountId, cancel)) return null;
        string[] codes = [.. Enumerable.Range(0, RecoveryCodeText.Count).Select(_ => RecoveryCodeText.Create())];
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode { Id = Guid.CreateVersion7(), AccountId = accountId, Hash = RecoveryCode.HashOf(RecoveryCodeText.Normalize(code)!) }));
        return codes;
    }

    private async Task RefuseAsync(Actor actor, AuditAction action, string? kind, EnrolOutcome why, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var row = FactorProofs.Row(actor, action, kind, null);
        (row.Outcome, row.Refusal) = (AuditOutcome.Refused, why.ToString());
        await db.AuditAsync(row, cancel);
        await db.SaveChangesAsync(cancel);
    }

    private TotpOffer Shown(Actor actor, string login, byte[] secret) =>
        new(TotpSecrets.Text(secret), TotpSecrets.Address(secret, site.Value.Name, login), secrets.Seal(actor.AccountId, secret));
}
