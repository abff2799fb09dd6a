using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>The ways in which an operator can make sure that a caller is the person.</summary>
public sealed class CallerChecks(IDbContextFactory<AdminDb> factory)
{
    /// <summary>
    /// Only what is possible for this account, and the operator's own check that still holds (rule 16 of recovery).
    /// Null when the account is not in scope.
    /// </summary>
    public async Task<CheckChoices?> ForAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (!await db.AccountsInScopeOf(actor).AnyAsync(a => a.Id == accountId, cancel)) return null;
        return new CheckChoices(await PossibleAsync(db, accountId, cancel), await HeldAsync(db, actor, accountId, cancel));
    }

    /// <summary>
    /// In person always; a call back needs a number on record, matching data something beyond name, class and login to ask for.
    /// </summary>
    internal static async Task<IReadOnlyList<VerifiedHow>> PossibleAsync(AdminDb db, Guid accountId, CancellationToken cancel)
    {
        var known = await db.Accounts.Where(a => a.Id == accountId).Select(a => new
        {
            Phone = a.Mobile != null,
            Data = a.BirthDate != null || a.NationalId != null
                || db.Relations.Any(r => (r.ParentId == a.Id || r.ChildId == a.Id) && (r.EndsOn == null || r.EndsOn > AdminDb.Today())),
        }).SingleAsync(cancel);
        var possible = new List<VerifiedHow> { VerifiedHow.InPerson };
        if (known.Phone) possible.Add(VerifiedHow.CallBack);
        if (known.Data) possible.Add(VerifiedHow.MatchingData);
        return possible;
    }

    internal static Task<HeldCheck?> HeldAsync(AdminDb db, Actor actor, Guid accountId, CancellationToken cancel) =>
        db.Verifications
            .Where(v => v.OperatorId == actor.AccountId && v.AccountId == accountId && v.ExpiresAt > AdminDb.Now())
            .OrderByDescending(v => v.ExpiresAt)
            .Select(v => new HeldCheck(v.How, v.Reference, v.ExpiresAt))
            .FirstOrDefaultAsync(cancel);

    /// <summary>The text as it may be kept, or null when it is too long or holds control characters (rules 21 and 22).</summary>
    internal static bool TryReference(string? typed, out string? reference)
    {
        var text = typed?.Trim(' ') ?? "";
        reference = text.Length == 0 ? null : text;
        return text.Length <= Verification.ReferenceLength && !text.Any(char.IsControl);
    }
}
