using System.Net;
using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.SignIn;

/// <summary>Why somebody who came from the organisation's identity provider does not come in.</summary>
public enum ProviderRefusal
{
    /// <summary>The provider does not answer, or not as it should.</summary>
    Unreachable,

    /// <summary>The answer belongs to no question of this browser, or came a second time.</summary>
    NotAsked,

    /// <summary>The person gave up at the provider.</summary>
    Cancelled,

    /// <summary>The provider refused.</summary>
    RefusedThere,

    /// <summary>The answer or its token is not what a good one is: signature, issuer, audience, nonce, time.</summary>
    NotGenuine,

    /// <summary>The token lacks the claim that names the account.</summary>
    NoClaim,
    NoAccount,
    SeveralAccounts,
    NoFunction,
    Blocked,
}

/// <summary>Either the session or why there is none.</summary>
public sealed record ProviderAnswer(OpenedSession? Session, ProviderRefusal? Refusal = null);

/// <summary>Signing in as the one operator whom the organisation's identity provider names. Accounts are never created by it.</summary>
public sealed class ProviderSignIn(IDbContextFactory<AdminDb> factory, IOptions<SessionOptions> sessions, IOptions<ProviderOptions> provider)
{
    /// <summary>
    /// Refusals without an account that the journal keeps, from one network within <see cref="WindowMinutes"/>: anybody may ask for the callback's
    /// address as often as he likes, and a journal is never emptied.
    /// </summary>
    public const int RefusalsKept = 30;
    private const int WindowMinutes = 10;

    private const string Reason = "OpenIdConnect";

    /// <summary>The row after the last one that is kept says that there were more.</summary>
    private const string TooManyFromNetwork = nameof(TooManyFromNetwork);

    /// <summary>
    /// Opens a session for the account that the claim means, if it is exactly one that holds a current function, in one commit with the journal
    /// row. A refusal is journaled as well, with the reference that its page shows.
    /// </summary>
    /// <param name="claim">Value of <see cref="ProviderOptions.LoginClaim"/> in a token that was validated.</param>
    public async Task<ProviderAnswer> EnterAsync(string? claim, string reference, IPAddress? network, string? userAgent, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var (accountId, refusal) = await FindAsync(db, claim, cancel);
        if (refusal is null && !await TakeAsync(db, accountId!.Value, cancel)) refusal = ProviderRefusal.Blocked;
        if (refusal is { } why)
        {
            await JournalAsync(db, accountId, why.ToString(), reference, network, cancel);
            await commit.CommitAsync(cancel);
            return new(null, why);
        }
        var session = await Sessions.OpenAsync(
            db, sessions.Value, new(accountId!.Value, HasFunction: true, network, userAgent, Remember: false) { Proof = SessionProof.Provider }, cancel);
        await db.AuditAsync(new()
        {
            ActorId = accountId,
            AccountId = accountId,
            Action = AuditAction.SignedIn,
            Outcome = AuditOutcome.Done,
            Reason = Reason,
            Network = network,
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return new(session);
    }

    /// <summary>Journals a refusal that came before any account was named, up to <see cref="RefusalsKept"/>.</summary>
    public async Task RefuseAsync(ProviderRefusal why, string reference, IPAddress? network, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var place = "o:" + Networks.KeyOf(network);
        var before = (await RecoveryCounter.CountAsync(db, [place], WindowMinutes, cancel))[place] - 1;
        if (before <= RefusalsKept) await JournalAsync(db, null, before < RefusalsKept ? why.ToString() : TooManyFromNetwork, reference, network, cancel);
    }

    private async Task<(Guid? AccountId, ProviderRefusal? Refusal)> FindAsync(AdminDb db, string? claim, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(claim) || claim.Length > Account.EmailLength) return (null, ProviderRefusal.NoClaim);
        var found = await Named(db, claim)
            .Select(a => new { a.Id, HasFunction = db.CurrentGrants.Any(g => g.AccountId == a.Id) })
            .OrderByDescending(a => a.HasFunction).Take(2).ToListAsync(cancel);
        return found switch
        {
            [] => (null, ProviderRefusal.NoAccount),
            [{ HasFunction: true }, { HasFunction: true }] => (null, ProviderRefusal.SeveralAccounts),
            [{ HasFunction: true } one, ..] => (one.Id, null),
            [{ } one, ..] => (found.Count == 1 ? one.Id : null, ProviderRefusal.NoFunction),
        };
    }

    /// <summary>
    /// An alias names nobody here, because operators set it; and an address only once its owner has confirmed it: whoever may correct another's
    /// contact must not come in as him.
    /// </summary>
    private IQueryable<Account> Named(AdminDb db, string claim)
    {
        switch (provider.Value.LoginClaimIs)
        {
            case AccountKey.Login:
                // Nobody types this one: whoever is called « éva » there is not the « eva » of here.
                var login = Ascii.IsValid(claim) ? Folding.Login(claim) : "";
                return from name in db.LoginNames
                       join account in db.Accounts on name.AccountId equals account.Id
                       where name.Name == login && name.Kind == LoginNameKind.Login
                       select account;
            case AccountKey.ExternalId:
                return db.Accounts.Where(a => a.ExternalId == claim);
            case AccountKey.Email:
                return db.Accounts.FromSql($"""SELECT * FROM accounts WHERE lower(email) COLLATE "C" = lower({claim}) AND email IS NOT NULL""")
                    .Where(a => a.EmailState == ContactState.Confirmed);
            default:
                throw new InvalidOperationException($"No such key: {provider.Value.LoginClaimIs}.");
        }
    }

    private static async Task<bool> TakeAsync(AdminDb db, Guid accountId, CancellationToken cancel) =>
        await db.Accounts.Where(a => a.Id == accountId && a.DeletionDueAt == null && (a.BlockedAt == null || a.BlockedUntil <= AdminDb.Now()))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSignInAt, _ => AdminDb.Now()), cancel) == 1;

    private static async Task JournalAsync(AdminDb db, Guid? accountId, string why, string reference, IPAddress? network, CancellationToken cancel)
    {
        await db.AuditAsync(new()
        {
            AccountId = accountId,
            Action = AuditAction.SignInRefused,
            Outcome = AuditOutcome.Refused,
            Refusal = why,
            Reason = Reason,
            Detail = reference,
            Network = network,
        }, cancel);
        await db.SaveChangesAsync(cancel);
    }
}
