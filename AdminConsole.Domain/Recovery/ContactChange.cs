using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>One replacement of a contact by an operator, inside the transaction that asked the gate and holds the account's row.</summary>
internal sealed class ContactChange(Held held, Actor actor, ContactWay way, string contact, SecondApproval approval)
{
    private readonly AdminDb db = held.Db;
    private readonly Account account = held.Account;
    private CallerProof? proof;

    private ApprovalWish What => new(ApprovalKind.ContactChange, way.Channel, way.OnRecord(account), contact);

    /// <summary>Why it may not be done; null when it may.</summary>
    /// <param name="asks">A second operator is only asked to approve it: his approval is not needed for that.</param>
    public async Task<ResetResult?> RefusalAsync(ResetRequest request, CallerChecks checks, bool asks, CancellationToken cancel)
    {
        if (!await FreshProof.IsHeldForAsync(db, actor, account.Id, cancel)) return new(ResetOutcome.ProofTooOld);
        if (request.Version != account.Version) return new(ResetOutcome.Stale) { Meanwhile = await MeanwhileAsync(cancel) };
        proof = await checks.AskAsync(held, actor, request.Check, cancel);
        if (proof.Refusal is { } refusal) return new(OutcomeOf(refusal));
        return asks || await approval.TakeAsync(held, actor, What, cancel) ? null : new(ResetOutcome.ApprovalNeeded);
    }

    /// <summary>Asks a second operator to approve it, and keeps how the caller was verified.</summary>
    public async Task<ResetResult> AskApprovalAsync(Wish wish, string? reason, CancellationToken cancel)
    {
        if (await approval.AskAsync(held, wish, What, reason, proof!.Check!.How, cancel) is { } refusal) return new(OutcomeOf(refusal));
        proof.Keep(held, actor);
        return new(ResetOutcome.ApprovalAsked) { Contact = contact };
    }

    /// <summary>
    /// Puts the contact on record, ends what was sent to the old one, tells the old one, and journals. It counts at once and stays
    /// « non confirmée » until a link sent to it is used.
    /// </summary>
    /// <param name="school">In whose name.</param>
    /// <param name="requestKey">Set when this is all that the request asked for.</param>
    public async Task ApplyAsync(string school, Guid? requestKey, CancellationToken cancel)
    {
        var old = way.OnRecord(account);
        if (old is not null)
        {
            await ResetTokens.EndAsync(db, await ResetTokens.SentToAsync(db, account.Id, [old], cancel), TokenEnd.ContactChanged, cancel);
            if (way.TellReplaced(account, old, school, actor.AccountId, held.Now) is { } notice) db.Enqueue(notice);
        }
        way.Put(account, contact);
        account.ModifiedAt = held.Now;
        account.Version++;
        proof!.Keep(held, actor);
        await db.AuditAsync(new AuditEntry
        {
            ActorId = actor.AccountId,
            AccountId = account.Id,
            Action = AuditAction.ContactChanged,
            Outcome = AuditOutcome.Done,
            // The reference is free text and may name somebody: it stays with the verification, which can be erased.
            VerifiedHow = proof.Check!.How,
            Network = actor.Network,
            Detail = $"{way.Mask(old) ?? "∅"} → {way.Mask(contact)}",
            RequestKey = requestKey,
        }, cancel);
    }

    private static ResetOutcome OutcomeOf(ProofRefusal refusal) => refusal switch
    {
        ProofRefusal.Needed => ResetOutcome.CheckNeeded,
        ProofRefusal.NotPossible => ResetOutcome.CheckNotPossible,
        ProofRefusal.ReferenceRefused => ResetOutcome.ReferenceRefused,
    };

    private static ResetOutcome OutcomeOf(ApprovalRefusal refusal) => refusal switch
    {
        ApprovalRefusal.NotNeeded => ResetOutcome.ApprovalNotNeeded,
        ApprovalRefusal.NoApprover => ResetOutcome.NoApprover,
        ApprovalRefusal.ReasonRefused => ResetOutcome.ReasonRefused,
        ApprovalRefusal.TooMany => ResetOutcome.TooManyAsked,
    };

    private async Task<ContactNow> MeanwhileAsync(CancellationToken cancel)
    {
        var author = await db.AuditEntries
            .Where(e => e.AccountId == account.Id && e.Action == AuditAction.ContactChanged && e.Outcome == AuditOutcome.Done)
            .OrderByDescending(e => e.Id)
            .Select(e => db.AccountsInScopeOf(actor).Where(a => a.Id == e.ActorId).Select(a => a.FamilyName + " " + a.GivenName).FirstOrDefault())
            .FirstOrDefaultAsync(cancel);
        return new ContactNow(account.Version, way.OnRecord(account), account.ModifiedAt, author);
    }
}
