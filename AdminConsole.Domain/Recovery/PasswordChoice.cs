using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>What a link, or a provisional password, is good for. Expiry is judged by the database's clock (rule 8 of recovery).</summary>
public enum LinkState
{
    Usable,
    Expired,
    Used,

    /// <summary>A newer link was sent, and only that one works.</summary>
    Superseded,

    /// <summary>Ended by something else: the password or the address was changed meanwhile, the account is blocked or signs in elsewhere.</summary>
    Ended,

    /// <summary>A whole link, but none of ours.</summary>
    Unknown,

    /// <summary>Cut short, doubled or otherwise damaged.</summary>
    Malformed,
}

/// <summary>What the page shows for a link; all but its state only while it is usable.</summary>
public sealed record LinkView(LinkState State, string? Login = null, int MinimumLength = 0)
{
    public Guid? AccountId { get; init; }

    /// <summary>What is asked besides the password; null for an account that is activated.</summary>
    public ActivationView? Activation { get; init; }
}

/// <summary>What came of a chosen password.</summary>
public enum ChoiceOutcome
{
    Changed,
    PasswordRefused,

    /// <summary>The password is good, something else of an activation is not.</summary>
    ActivationRefused,
    LinkDead,
}

/// <summary>The outcome with every reason of a refusal, or what became of the link.</summary>
public sealed record ChoiceResult(ChoiceOutcome Outcome, IReadOnlyList<PasswordRefusal> Refusals, LinkState Link)
{
    public ActivationFaults Faults { get; init; } = new();
}

/// <summary>« Choisissez votre mot de passe »: what the holder of a link, or of a provisional password, may do, and nothing else.</summary>
public sealed class PasswordChoice(
    IDbContextFactory<AdminDb> factory, PasswordRules rules, PhraseMaker phrases, PasswordHash hash, PasswordChange change,
    AccountActivation activations)
{
    /// <summary>Whether the link works. Changes nothing, however often it is asked: mail scanners open links (rule 7 of recovery).</summary>
    public async Task<LinkView> LookAsync(ResetKey key, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var (state, found) = await FindAsync(db, key, cancel);
        return found is null ? new(state) : new(state, found.Account.Login, rules.MinimumFor(found.Owner))
        {
            AccountId = found.Account.Id,
            Activation = activations.View(found.Account),
        };
    }

    /// <summary>Notes that somebody began to use the page; only the first time counts, and only for a link that works.</summary>
    public async Task OpenedAsync(ResetKey key, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (key.Of(db.LiveResetTokens) is not { } live) return;
        await live.Where(t => t.OpenedAt == null).ExecuteUpdateAsync(set => set.SetProperty(t => t.OpenedAt, _ => AdminDb.Now()), cancel);
    }

    /// <summary>« Proposer une phrase »: one that the rules take from this person; null when the link does not work.</summary>
    public async Task<string?> ProposeAsync(ResetKey key, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var (_, found) = await FindAsync(db, key, cancel);
        return found is null ? null : phrases.Propose(found.Owner);
    }

    /// <summary>
    /// Sets the password and activates an account that never was. Whatever is refused leaves the link as it is, and everything that is
    /// wrong is told at once. In one commit: of several at once exactly one wins, every other link and session of the account ends, new contacts of an
    /// activation are put on record, the contact that the link went to counts as confirmed, the journal has it, and the contacts on
    /// record are told. Nobody is signed in by it.
    /// </summary>
    public Task<ChoiceResult> RedeemAsync(ResetKey key, string password, IPAddress? network, CancellationToken cancel) =>
        RedeemAsync(key, password, Activation.Nothing, network, cancel);

    /// <inheritdoc cref="RedeemAsync(ResetKey, string, IPAddress?, CancellationToken)" />
    /// <param name="activation">Not looked at for an account that is activated.</param>
    public async Task<ChoiceResult> RedeemAsync(ResetKey key, string password, Activation activation, IPAddress? network, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var (state, found) = await FindAsync(db, key, cancel);
        if (found is null) return new(ChoiceOutcome.LinkDead, [], state);
        var refusals = rules.Check(password, found.Owner);
        var given = activations.Read(found.Account, activation);
        if (refusals.Count > 0 || given.Faults.Any)
            return new(refusals.Count > 0 ? ChoiceOutcome.PasswordRefused : ChoiceOutcome.ActivationRefused, refusals, state) { Faults = given.Faults };

        // Slow on purpose, so before the transaction that others may wait for.
        var hashed = hash.Hash(password);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var account = await db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {found.Account.Id} FOR NO KEY UPDATE").SingleAsync(cancel);
        var won = await db.LiveResetTokens.Where(t => t.Id == found.Token.Id).ExecuteUpdateAsync(set => set
            .SetProperty(t => t.EndedAt, _ => AdminDb.Now())
            .SetProperty(t => t.EndedWhy, TokenEnd.Redeemed)
            .SetProperty(t => t.OpenedAt, t => t.OpenedAt ?? AdminDb.Now()), cancel);
        if (won == 0)
        {
            await transaction.RollbackAsync(cancel);
            return new(ChoiceOutcome.LinkDead, [], (await FindAsync(db, key, cancel)).State);
        }
        var now = await db.NowAsync(cancel);
        var first = account.ActivatedAt is null;
        await activations.ApplyAsync(db, account, given, network, now, cancel);
        Confirm(account, found.Token);
        // A second copy of the mail may still wait, after a crash between sending and marking.
        await ResetTokens.WithdrawAsync(db, db.ResetTokens.Where(t => t.Id == found.Token.Id), cancel);
        await change.ApplyAsync(db, account, hashed, keep: null, now, cancel);
        await db.AuditAsync(new AuditEntry
        {
            AccountId = account.Id,
            Action = AuditAction.PasswordChosen,
            Outcome = AuditOutcome.Done,
            Network = network,
            Detail = $"{found.Token.Origin}, {found.Token.Carrier}{(key.IsEntry ? ", provisional password" : "")}{(first ? ", activation" : "")}",
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new(ChoiceOutcome.Changed, [], LinkState.Used);
    }

    /// <summary>What was sent to a contact and came back proves that contact, if it is the one on record.</summary>
    private static void Confirm(Account account, ResetToken token)
    {
        if (token.Contact is not { } contact) return;
        if (token.Carrier is TokenCarrier.Mail && EmailAddress.Same(contact, account.Email)) account.EmailState = ContactState.Confirmed;
        if (token.Carrier is TokenCarrier.Sms && contact == account.Mobile) account.MobileState = ContactState.Confirmed;
    }

    private static async Task<(LinkState State, Found? Found)> FindAsync(AdminDb db, ResetKey key, CancellationToken cancel)
    {
        if (key.Of(db.ResetTokens) is not { } tokens) return (LinkState.Malformed, null);
        var found = await (
            from token in tokens
            join account in db.Accounts on token.AccountId equals account.Id
            where token.Purpose == TokenPurpose.Reset
            select new Found(
                token, account,
                db.LiveResetTokens.Any(t => t.Id == token.Id), token.ExpiresAt <= AdminDb.Now(),
                db.CurrentGrants.Any(g => g.AccountId == account.Id),
                (from membership in db.CurrentMemberships
                 join school in db.Schools on membership.SchoolId equals school.Id
                 where membership.AccountId == account.Id
                 select school.Name).ToList()))
            .AsNoTracking().SingleOrDefaultAsync(cancel);
        if (found is null) return (LinkState.Unknown, null);
        return found.Works ? (LinkState.Usable, found) : (StateOf(found.Token, found.Late), null);
    }

    private static LinkState StateOf(ResetToken token, bool late) => token.EndedWhy switch
    {
        TokenEnd.Redeemed => LinkState.Used,
        TokenEnd.Superseded => LinkState.Superseded,
        null when late => LinkState.Expired,
        _ => LinkState.Ended,
    };

    private sealed record Found(ResetToken Token, Account Account, bool Works, bool Late, bool IsOperator, List<string> Schools)
    {
        public PasswordOwner Owner => PasswordOwner.Of(Account, IsOperator, Schools);
    }
}
