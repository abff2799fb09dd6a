using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>The ways in which an operator can make sure that a caller is the person.</summary>
public sealed class CallerChecks(IDbContextFactory<AdminDb> factory, SmsGateway gateway, SecondApproval approval)
{
    /// <summary>
    /// Only what is possible for this account, the operator's own check that still holds (rule 16 of recovery), and whether a second operator is needed.
    /// Null when the account is not in scope.
    /// </summary>
    public async Task<CheckChoices?> ForAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var account = await db.AccountsInScopeOf(actor).AsNoTracking().SingleOrDefaultAsync(a => a.Id == accountId, cancel);
        if (account is null) return null;
        return new CheckChoices(await PossibleAsync(db, account, cancel), await HeldAsync(db, actor, accountId, cancel))
        {
            CodeWays = [.. CodeWays(account).Select(way => new CodeWay(way.Channel, way.Masked))],
            Approval = await approval.NeedAsync(db, actor, accountId, cancel),
        };
    }

    /// <summary>What a code can be sent to: the contacts on record that can be written to.</summary>
    internal IEnumerable<(Channel Channel, string Recipient, string Masked)> CodeWays(Account account)
    {
        if (account.EmailState is not ContactState.Refused && EmailAddress.TryParse(account.Email, out var address, out _))
            yield return (Channel.Mail, address.Value, EmailAddress.Mask(address.Value)!);
        if (gateway.ReachOf(account) is { } number) yield return (Channel.Sms, number.Value, MobileNumber.Mask(number.Value)!);
    }

    /// <summary>Whether what the operator says is good for something that only a verified caller may have; see <see cref="CallerProof"/>.</summary>
    internal async Task<CallerProof> AskAsync(Held held, Actor actor, CallerCheck? chosen, CancellationToken cancel)
    {
        // A code proves itself when the caller has read it out, and is then a check that holds: to claim one is not enough.
        if (chosen is not { How: not VerifiedHow.CodeToContact })
            return await HeldAsync(held.Db, actor, held.Account.Id, cancel) is { } holds && (chosen is null || holds.How == chosen.How) ? new(holds) : new(ProofRefusal.Needed);
        if (!(await PossibleAsync(held.Db, held.Account, cancel)).Contains(chosen.How)) return new(ProofRefusal.NotPossible);
        return TryReference(chosen.Reference, out var reference)
            ? new(new HeldCheck(chosen.How, reference, held.Now + Verification.Life)) { IsNew = true }
            : new(ProofRefusal.ReferenceRefused);
    }

    /// <summary>
    /// In person always; a call back needs a number on record, a code a contact that can be written to, matching data something beyond
    /// name, class and login to ask for.
    /// </summary>
    private async Task<IReadOnlyList<VerifiedHow>> PossibleAsync(AdminDb db, Account account, CancellationToken cancel)
    {
        var family = await db.Relations.AnyAsync(r =>
            (r.ParentId == account.Id || r.ChildId == account.Id) && (r.EndsOn == null || r.EndsOn > AdminDb.Today()), cancel);
        var possible = new List<VerifiedHow> { VerifiedHow.InPerson };
        if (account.Mobile is not null) possible.Add(VerifiedHow.CallBack);
        if (CodeWays(account).Any()) possible.Add(VerifiedHow.CodeToContact);
        if (family || account.BirthDate is not null || account.NationalId is not null) possible.Add(VerifiedHow.MatchingData);
        return possible;
    }

    private static Task<HeldCheck?> HeldAsync(AdminDb db, Actor actor, Guid accountId, CancellationToken cancel) =>
        db.Verifications
            .Where(v => v.OperatorId == actor.AccountId && v.AccountId == accountId && v.ExpiresAt > AdminDb.Now())
            .OrderByDescending(v => v.ExpiresAt)
            .Select(v => new HeldCheck(v.How, v.Reference, v.ExpiresAt))
            .FirstOrDefaultAsync(cancel);

    /// <summary>The text as it may be kept, or null when it is too long or holds control characters (rules 21 and 22).</summary>
    private static bool TryReference(string? typed, out string? reference)
    {
        var text = typed?.Trim(' ') ?? "";
        reference = text.Length == 0 ? null : text;
        return text.Length <= Verification.ReferenceLength && !text.Any(char.IsControl);
    }
}

/// <summary>Why a caller does not count as verified.</summary>
internal enum ProofRefusal { Needed, NotPossible, ReferenceRefused }

/// <summary>What came of asking for a verified caller: a check that holds, or why there is none.</summary>
internal sealed record CallerProof(HeldCheck? Check, ProofRefusal? Refusal = null)
{
    public CallerProof(ProofRefusal refusal) : this(null, refusal)
    {
    }

    /// <summary>Chosen just now, and to be kept for its fifteen minutes if the operation is done.</summary>
    public bool IsNew { get; init; }

    /// <summary>Keeps a new check, for this operator and this account (rule 16 of recovery).</summary>
    public void Keep(Held held, Actor actor)
    {
        if (!IsNew || Check is not { } check) return;
        held.Db.Verifications.Add(new()
        {
            Id = Guid.CreateVersion7(held.Now),
            OperatorId = actor.AccountId,
            AccountId = held.Account.Id,
            How = check.How,
            Reference = check.Reference,
            VerifiedAt = held.Now,
            ExpiresAt = check.ExpiresAt,
        });
    }
}
