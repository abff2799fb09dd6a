using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>What came of asking for another address or number.</summary>
public enum ContactAskOutcome
{
    /// <summary>A confirmation is on its way; what is on record stays until it is used.</summary>
    Asked,
    SignedOut,
    WrongPassword,
    Delayed,
    NoPassword,

    /// <summary>No such address or number: <see cref="ContactAskResult.AddressFault"/> or <see cref="ContactAskResult.MobileFault"/> says why.</summary>
    Malformed,

    /// <summary>It is on record already.</summary>
    Same,

    /// <summary>Too many changes within a day.</summary>
    TooMany,

    /// <summary>Too many messages to that destination within an hour.</summary>
    DestinationBusy,

    /// <summary>No SMS is sent by this installation.</summary>
    NotOffered,

    /// <summary>To send again, or to give up: there is nothing that waits.</summary>
    NothingPending,
}

/// <summary>The outcome, with what its sentence needs.</summary>
public sealed record ContactAskResult(ContactAskOutcome Outcome)
{
    public AddressFault? AddressFault { get; init; }
    public MobileFault? MobileFault { get; init; }

    /// <summary>How long the next try of the password has to wait.</summary>
    public TimeSpan Wait { get; init; }
}

/// <summary>
/// Changing one's own address or mobile. The new one waits for its confirmation; the old one stays, is told, and can cancel
/// for 72 hours. That another account has the same address is allowed, because families share one, and is told to nobody.
/// </summary>
public sealed class OwnContacts(IDbContextFactory<AdminDb> factory, PasswordProof proof, ContactMessages messages, SmsGateway gateway)
{
    public const int ChangesADay = 5;
    public const int MessagesAnHour = 10;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Old changes hold addresses that nobody needs any more.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>
    /// Asks for a replacement, against the current password. In one commit: an earlier one that waits is over, the confirmation
    /// to the new contact and a notice with a cancelling link to each contact on record are queued, the journal has it.
    /// </summary>
    public async Task<ContactAskResult> AskAsync(Actor actor, Channel channel, string? typed, string? password, CancellationToken cancel)
    {
        if (channel is Channel.Sms && !gateway.Offered) return new(ContactAskOutcome.NotOffered);
        if (Read(channel, typed, out var value) is { } malformed) return malformed;
        await using var db = await factory.CreateDbContextAsync(cancel);
        var answer = await proof.AskAsync(db, actor, password, cancel);
        if (answer.Outcome is not ProofOutcome.Proven) return await RefusedAsync(db, actor, answer, cancel);

        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var account = await OwnRow.HoldAsync(db, actor, cancel);
        var outcome = account is null || account.PasswordHash != answer.Hash
            ? ContactAskOutcome.SignedOut
            : await TryAsync(db, actor, account, channel, value, cancel);
        return new(await EndAsync(db, transaction, actor, outcome, cancel));
    }

    /// <summary>« Renvoyer »: a new link for the same change, which ends the one sent before.</summary>
    public async Task<ContactAskResult> ResendAsync(Actor actor, Guid changeId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await OwnRow.HoldAsync(db, actor, cancel) is not { } account) return new(ContactAskOutcome.SignedOut);
        if (await Waiting(db, account.Id).AsTracking().SingleOrDefaultAsync(c => c.Id == changeId, cancel) is not { } change) return new(ContactAskOutcome.NothingPending);
        var outcome = ContactAskOutcome.DestinationBusy;
        if (!await IsBusyAsync(db, change.NewKey, cancel))
        {
            await messages.ConfirmAsync(db, account, change, await db.NowAsync(cancel), cancel);
            await db.AuditOwnAsync(actor, AuditAction.ContactChangeAsked, Detail(change), cancel);
            outcome = ContactAskOutcome.Asked;
        }
        return new(await EndAsync(db, transaction, actor, outcome, cancel));
    }

    /// <summary>Gives a change up that waits. Does nothing when it does not.</summary>
    public async Task<ContactAskOutcome> GiveUpAsync(Actor actor, Guid changeId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await OwnRow.HoldAsync(db, actor, cancel) is null) return ContactAskOutcome.SignedOut;
        var change = await PendingChanges.Of(db, actor.AccountId).AsNoTracking().SingleOrDefaultAsync(c => c.Id == changeId, cancel);
        if (change is null) return ContactAskOutcome.NothingPending;
        await PendingChanges.EndAsync(db, db.OwnContactChanges.Where(c => c.Id == changeId), OwnContactChangeEnd.GivenUp, cancel);
        await db.AuditOwnAsync(actor, AuditAction.ContactChangeCancelled, Detail(change), cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return ContactAskOutcome.Asked;
    }

    /// <summary>What the person can still confirm: neither over nor too old, and nobody changed the contact meanwhile.</summary>
    internal static IQueryable<OwnContactChange> Waiting(AdminDb db, Guid accountId) =>
        from change in PendingChanges.Of(db, accountId)
        where change.AskedAt > AdminDb.Now().AddHours(-PendingChanges.CancelLife.TotalHours)
        where db.Accounts.Any(a => a.Id == change.AccountId && (change.Channel == Channel.Mail ? a.Email : a.Mobile) == change.OldValue)
        select change;

    private async Task<ContactAskOutcome> TryAsync(AdminDb db, Actor actor, Account account, Channel channel, string value, CancellationToken cancel)
    {
        if (EmailAddress.Same(account.Contact(channel), value)) return ContactAskOutcome.Same;
        var now = await db.NowAsync(cancel);
        var (yesterday, longAgo) = (now - Day, now - Kept);
        if (await db.OwnContactChanges.CountAsync(c => c.AccountId == account.Id && c.AskedAt > yesterday, cancel) >= ChangesADay) return ContactAskOutcome.TooMany;
        var key = value.ToLowerInvariant();
        if (await IsBusyAsync(db, key, cancel)) return ContactAskOutcome.DestinationBusy;

        await db.OwnContactChanges.Where(c => c.AccountId == account.Id && c.AskedAt < longAgo).ExecuteDeleteAsync(cancel);
        await PendingChanges.EndAsync(db, PendingChanges.Of(db, account.Id).Where(c => c.Channel == channel), OwnContactChangeEnd.Superseded, cancel);
        var change = new OwnContactChange
        {
            Id = Guid.CreateVersion7(now), AccountId = account.Id, Channel = channel, NewValue = value, NewKey = key, AskedAt = now,
            OldValue = account.Contact(channel),
            OldState = channel is Channel.Mail ? account.EmailState : account.MobileState,
            OldSource = channel is Channel.Mail ? account.EmailSource : account.MobileSource,
        };
        db.OwnContactChanges.Add(change);
        await messages.ConfirmAsync(db, account, change, now, cancel);
        await messages.TellAsync(db, account, change, ContactNews.Asked, now, cancel);
        await db.AuditOwnAsync(actor, AuditAction.ContactChangeAsked, Detail(change), cancel);
        return ContactAskOutcome.Asked;
    }

    /// <summary>Counted one after the other, whichever accounts ask: a stranger's mailbox is not flooded from here.</summary>
    private static async Task<bool> IsBusyAsync(AdminDb db, string key, CancellationToken cancel)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 1))", cancel);
        var since = await db.NowAsync(cancel) - Hour;
        var sent = await db.ResetTokens.CountAsync(
            t => t.Purpose == TokenPurpose.ConfirmContact && t.IssuedAt > since && db.OwnContactChanges.Any(c => c.Id == t.ChangeId && c.NewKey == key), cancel);
        return sent >= MessagesAnHour;
    }

    private static async Task<ContactAskOutcome> EndAsync(
        AdminDb db, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, Actor actor, ContactAskOutcome outcome, CancellationToken cancel)
    {
        if (outcome is ContactAskOutcome.Asked)
        {
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            return outcome;
        }
        await transaction.RollbackAsync(cancel);
        db.ChangeTracker.Clear();
        if (outcome is ContactAskOutcome.TooMany or ContactAskOutcome.DestinationBusy)
            await db.RefuseOwnAsync(actor, AuditAction.ContactChangeAsked, outcome.ToString(), cancel);
        return outcome;
    }

    private static async Task<ContactAskResult> RefusedAsync(AdminDb db, Actor actor, PasswordProof.Answer answer, CancellationToken cancel)
    {
        if (answer.Outcome is ProofOutcome.Wrong) await db.RefuseOwnAsync(actor, AuditAction.ContactChangeAsked, nameof(ContactAskOutcome.WrongPassword), cancel);
        return new(answer.Outcome switch
        {
            ProofOutcome.Wrong or ProofOutcome.Proven => ContactAskOutcome.WrongPassword,
            ProofOutcome.Delayed => ContactAskOutcome.Delayed,
            ProofOutcome.SignedOut => ContactAskOutcome.SignedOut,
            ProofOutcome.NoPassword => ContactAskOutcome.NoPassword,
        }) { Wait = answer.Wait };
    }

    private ContactAskResult? Read(Channel channel, string? typed, out string value)
    {
        if (channel is Channel.Mail)
        {
            var isAddress = EmailAddress.TryParse(typed, out var address, out var addressFault);
            value = address.Value;
            return isAddress ? null : new(ContactAskOutcome.Malformed) { AddressFault = addressFault };
        }
        var isMobile = gateway.TryParse(typed, out var number, out var mobileFault);
        value = number.Value;
        return isMobile ? null : new(ContactAskOutcome.Malformed) { MobileFault = mobileFault };
    }

    private static string Detail(OwnContactChange change) => $"{OwnRow.Mask(change.Channel, change.OldValue)} → {OwnRow.Mask(change.Channel, change.NewValue)}";
}
