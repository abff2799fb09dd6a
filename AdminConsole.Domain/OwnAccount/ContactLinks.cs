using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>What a link to confirm or to cancel is good for. Whatever it is not good for looks alike but for the three that help.</summary>
public enum ContactLinkState
{
    Usable,

    /// <summary>It has done what it is for.</summary>
    Done,
    Expired,

    /// <summary>Good for nothing: replaced by a later one, given up, overtaken, of an account that is blocked, never ours.</summary>
    Dead,

    /// <summary>Cut short, doubled or otherwise damaged.</summary>
    Malformed,
}

/// <summary>What the page of a link shows.</summary>
/// <param name="NewValue">In full on a confirmation, which went there; masked on a cancellation.</param>
/// <param name="Confirmed">On a cancellation: the new contact already counts.</param>
public sealed record ContactLinkView(ContactLinkState State, Channel Channel = Channel.Mail, string? NewValue = null, bool Confirmed = false);

/// <summary>What the holder of a link to confirm or to cancel a change of contact may do, signed in or not.</summary>
public sealed class ContactLinks(IDbContextFactory<AdminDb> factory, ContactMessages messages, OwnResets back)
{
    /// <summary>Whether the link still confirms. Changes nothing, however often it is asked (rule 7 of recovery).</summary>
    public Task<ContactLinkView> LookAtConfirmationAsync(string? linkText, CancellationToken cancel) => LookAsync(linkText, TokenPurpose.ConfirmContact, cancel);

    /// <summary>Whether the link still cancels. Changes nothing, however often it is asked (rule 7 of recovery).</summary>
    public Task<ContactLinkView> LookAtCancellationAsync(string? linkText, CancellationToken cancel) => LookAsync(linkText, TokenPurpose.CancelContact, cancel);

    /// <summary>
    /// The new contact counts, and as confirmed. In one commit: of several at once one wins, links that went to the former contact
    /// end, every contact that was on record is told, the journal has it. Nothing for a blocked account, nor when somebody else
    /// changed the contact since it was asked for.
    /// </summary>
    public async Task<ContactLinkView> ConfirmAsync(string? linkText, IPAddress? network, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var (view, found) = await FindAsync(db, linkText, TokenPurpose.ConfirmContact, cancel);
        if (found is null) return view;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            var account = (await OwnRow.HoldAsync(db, found.Change.AccountId, cancel))!;
            if (await RedeemAsync(db, found.Token, cancel))
            {
                var now = await db.NowAsync(cancel);
                var change = await db.OwnContactChanges.SingleAsync(c => c.Id == found.Change.Id, cancel);
                account.Record(change.Channel, change.NewValue, ContactState.Confirmed, ContactSource.Self, now);
                change.ConfirmedAt = now;
                await EndResetsToAsync(db, account.Id, [change.OldValue], cancel);
                await messages.TellAsync(db, account, change, ContactNews.Done, now, cancel);
                await AuditAsync(db, change, AuditAction.ContactChanged, change.OldValue, change.NewValue, network, cancel);
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                return view with { State = ContactLinkState.Done };
            }
        }
        return (await FindAsync(db, linkText, TokenPurpose.ConfirmContact, cancel)).View;
    }

    /// <summary>
    /// Drops a change that waits. One that is done is taken back, and with it whatever the same hand changed after it: the former
    /// contact counts again, all sessions end and the links that went to the new one, both are told, and a reset goes to what is then on record,
    /// because whoever changed it knew the password. Holds for a blocked account as well: it gives nobody more than there was.
    /// </summary>
    public async Task<ContactLinkView> CancelAsync(string? linkText, IPAddress? network, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var (view, found) = await FindAsync(db, linkText, TokenPurpose.CancelContact, cancel);
        if (found is null) return view;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            var account = (await OwnRow.HoldAsync(db, found.Change.AccountId, cancel))!;
            var undone = await SinceAsync(db, account, found.Change.Id, cancel);
            // A live link of a change that is over, or that somebody else has replaced since.
            if (undone is null && await Live(db, TokenPurpose.CancelContact).AnyAsync(t => t.Id == found.Token.Id, cancel)) return new(ContactLinkState.Dead, view.Channel);
            if (undone is not null && await RedeemAsync(db, found.Token, cancel))
            {
                var confirmed = undone.Count > 0;
                if (confirmed) await RestoreAsync(db, account, undone, found.Token, network, cancel);
                else await AuditAsync(db, found.Change, AuditAction.ContactChangeCancelled, found.Change.OldValue, found.Change.NewValue, network, cancel);
                var dropped = PendingChanges.Of(db, account.Id).Where(c => confirmed || c.Id == found.Change.Id);
                await PendingChanges.EndAsync(db, dropped, OwnContactChangeEnd.Cancelled, cancel);
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                return view with { State = ContactLinkState.Done, Confirmed = confirmed };
            }
        }
        return (await FindAsync(db, linkText, TokenPurpose.CancelContact, cancel)).View;
    }

    /// <summary>
    /// The change and those that the person's session made after it, when nobody else changed the contact in between; empty for one that
    /// waits. Null when there is nothing left to take back: what an operator has put on record since stays.
    /// </summary>
    private static async Task<List<OwnContactChange>?> SinceAsync(AdminDb db, Account account, Guid changeId, CancellationToken cancel)
    {
        var change = await db.OwnContactChanges.SingleAsync(c => c.Id == changeId, cancel);
        if (change.EndedAt is not null) return null;
        if (change.ConfirmedAt is not { } at) return [];
        var chain = await db.OwnContactChanges
            .Where(c => c.AccountId == account.Id && c.Channel == change.Channel && c.EndedAt == null && c.ConfirmedAt >= at)
            .OrderBy(c => c.ConfirmedAt).ToListAsync(cancel);
        var unbroken = chain.Zip(chain.Skip(1)).All(pair => pair.Second.OldValue == pair.First.NewValue);
        return unbroken && chain[0].Id == changeId && chain[^1].NewValue == account.Contact(change.Channel) ? chain : null;
    }

    /// <summary>
    /// What was changed of the other contact, asked for after the change: the former address was not on record any more to hear of it. Empty
    /// when nothing was, or when somebody else has put something on record since.
    /// </summary>
    private static async Task<List<OwnContactChange>> BesideAsync(AdminDb db, Account account, OwnContactChange change, CancellationToken cancel)
    {
        var chain = await db.OwnContactChanges
            .Where(c => c.AccountId == account.Id && c.Channel != change.Channel && c.EndedAt == null && c.ConfirmedAt != null && c.AskedAt >= change.AskedAt)
            .OrderBy(c => c.ConfirmedAt).ToListAsync(cancel);
        var unbroken = chain.Zip(chain.Skip(1)).All(pair => pair.Second.OldValue == pair.First.NewValue);
        return chain.Count > 0 && unbroken && chain[^1].NewValue == account.Contact(chain[0].Channel) ? chain : [];
    }

    private async Task RestoreAsync(AdminDb db, Account account, List<OwnContactChange> undone, ResetToken link, IPAddress? network, CancellationToken cancel)
    {
        var now = await db.NowAsync(cancel);
        var beside = await BesideAsync(db, account, undone[0], cancel);
        await TakeBackAsync(db, account, undone, link, network, now, cancel);
        if (beside.Count > 0) await TakeBackAsync(db, account, beside, link, network, now, cancel);
        await db.EndSessionsAsync(account.Id, SessionEnd.EndedByOwner, keep: null, cancel);
        messages.TellRestored(db, account, beside.Count > 0 ? [undone[^1].NewValue, beside[^1].NewValue] : [undone[^1].NewValue], now);
        await back.SendAsync(db, account, [account.Email], [account.Mobile], now, cancel);
    }

    private static async Task TakeBackAsync(
        AdminDb db, Account account, List<OwnContactChange> undone, ResetToken link, IPAddress? network, DateTimeOffset now, CancellationToken cancel)
    {
        var (first, last) = (undone[0], undone[^1]);
        // A link that was used where it had been sent proves that it arrives.
        var state = first.OldValue is not null && first.OldValue == link.Contact ? ContactState.Confirmed : first.OldState;
        account.Record(first.Channel, first.OldValue, state, first.OldSource, now);
        foreach (var change in undone) (change.EndedAt, change.EndedWhy) = (now, OwnContactChangeEnd.Cancelled);
        var ids = undone.Select(c => c.Id).ToArray();
        await ResetTokens.EndAsync(db, db.ResetTokens.Where(t => ids.Contains(t.ChangeId!.Value)), TokenEnd.Revoked, cancel);
        await EndResetsToAsync(db, account.Id, [.. undone.Select(c => c.NewValue)], cancel);
        await AuditAsync(db, first, AuditAction.ContactChangeCancelled, last.NewValue, first.OldValue, network, cancel);
    }

    private async Task<ContactLinkView> LookAsync(string? linkText, TokenPurpose purpose, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return (await FindAsync(db, linkText, purpose, cancel)).View;
    }

    /// <summary>The one condition that decides, in one statement with the redemption. The account's row is held.</summary>
    private static async Task<bool> RedeemAsync(AdminDb db, ResetToken token, CancellationToken cancel) => await Live(db, token.Purpose).Where(t => t.Id == token.Id)
        .ExecuteUpdateAsync(set => set.SetProperty(t => t.EndedAt, _ => AdminDb.Now()).SetProperty(t => t.EndedWhy, TokenEnd.Redeemed), cancel) == 1;

    /// <summary>Links that work now. To confirm, the account may not be blocked, and the contact must still be the one that was to be replaced.</summary>
    private static IQueryable<ResetToken> Live(AdminDb db, TokenPurpose purpose)
    {
        var live = db.ResetTokens.Where(t => t.Purpose == purpose && t.EndedAt == null && t.ExpiresAt > AdminDb.Now());
        return purpose is TokenPurpose.CancelContact ? live : live.Where(t =>
            db.OwnContactChanges.Any(c => c.Id == t.ChangeId && c.ConfirmedAt == null && c.EndedAt == null && db.Accounts.Any(a =>
                a.Id == c.AccountId && a.DeletionDueAt == null && (a.BlockedAt == null || a.BlockedUntil <= AdminDb.Now()) && (c.Channel == Channel.Mail ? a.Email : a.Mobile) == c.OldValue)));
    }

    private sealed record Found(ResetToken Token, OwnContactChange Change, bool Works, bool Late);

    private static async Task<(ContactLinkView View, Found? Found)> FindAsync(AdminDb db, string? linkText, TokenPurpose purpose, CancellationToken cancel)
    {
        if (LinkSecret.Read(linkText) is not { } secret) return (new(ContactLinkState.Malformed), null);
        var digest = LinkSecret.Hash(secret);
        var found = await (
            from token in db.ResetTokens
            join change in db.OwnContactChanges on token.ChangeId equals change.Id
            where token.SecretHash == digest && token.Purpose == purpose
            select new Found(token, change, Live(db, purpose).Any(t => t.Id == token.Id), token.ExpiresAt <= AdminDb.Now()))
            .AsNoTracking().SingleOrDefaultAsync(cancel);
        if (found is null) return (new(ContactLinkState.Dead), null);
        var state = found switch
        {
            { Works: true } => ContactLinkState.Usable,
            { Token.EndedWhy: TokenEnd.Redeemed } => ContactLinkState.Done,
            { Token.EndedWhy: null, Late: true } => ContactLinkState.Expired,
            _ => ContactLinkState.Dead,
        };
        if (state is not (ContactLinkState.Usable or ContactLinkState.Done)) return (new(state, found.Change.Channel), null);
        var shown = purpose is TokenPurpose.ConfirmContact ? found.Change.NewValue : OwnRow.Mask(found.Change.Channel, found.Change.NewValue);
        return (new(state, found.Change.Channel, shown, found.Change.ConfirmedAt is not null), found.Works ? found : null);
    }

    /// <summary>But for the links that cancel: those live on at the former contact.</summary>
    private static async Task EndResetsToAsync(AdminDb db, Guid accountId, string?[] contacts, CancellationToken cancel)
    {
        var sent = await ResetTokens.SentToAsync(db, accountId, contacts, cancel);
        await ResetTokens.EndAsync(db, sent.Where(t => t.Purpose == TokenPurpose.Reset || t.Purpose == TokenPurpose.CallerCode), TokenEnd.ContactChanged, cancel);
    }

    /// <summary>Nobody is signed in here: the holder of a link acts.</summary>
    private static Task AuditAsync(AdminDb db, OwnContactChange change, AuditAction action, string? from, string? to, IPAddress? network, CancellationToken cancel) =>
        db.AuditAsync(new AuditEntry
        {
            AccountId = change.AccountId,
            Action = action,
            Outcome = AuditOutcome.Done,
            Network = network,
            Detail = $"{OwnRow.Mask(change.Channel, from)} → {OwnRow.Mask(change.Channel, to)}",
        }, cancel);
}
