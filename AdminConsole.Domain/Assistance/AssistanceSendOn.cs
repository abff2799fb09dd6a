using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>What came of sending an account on to its school.</summary>
public enum SendOnOutcome { Done, TextRefused, SignedOut, NotFound }

/// <summary>« Transmettre à l'établissement »: what an agent may not do himself becomes a request in the queue of the account's school.</summary>
public sealed class AssistanceSendOn(Operations operations, AssistanceReferences references, IDbContextFactory<AdminDb> databases)
{
    private static readonly ResultShape<SendOnOutcome> Shape = new(
        gate => gate is GateAnswer.SignedOut ? SendOnOutcome.SignedOut : SendOnOutcome.NotFound,
        outcome => outcome is SendOnOutcome.Done,
        outcome => outcome is SendOnOutcome.TextRefused ? null : outcome.ToString());

    /// <summary>
    /// Opens a request about the account, with names and contact as they are on record: of a parent and the first child, of a pupil and the
    /// first responsable, both of that school. Nothing of the account changes. The same key opens one request.
    /// </summary>
    /// <param name="text">What the school has to do; at most <see cref="AssistanceRequest.MessageLength"/> characters.</param>
    public Task<SendOnOutcome> OpenAsync(Actor actor, Guid accountId, Guid key, AssistanceReason reason, string? text, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.SendOn, AuditAction.AssistanceSentOn, key);
        return operations.RunAsync(wish, Shape, async held =>
        {
            var db = held.Db;
            if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return SendOnOutcome.Done;
            if (AnswerText.Read(text) is not { } message) return SendOnOutcome.TextRefused;
            var place = await db.MembershipsInScopeOf(actor).Where(m => m.AccountId == accountId).OrderBy(m => m.SchoolId).FirstAsync(cancel);
            var account = held.Account;
            var isChild = account.Profile is Profile.Student;
            // Of that school: the others who read its queue need not see another's.
            var relative = await KinOf(db, account).Where(a => db.CurrentMemberships.Any(m => m.AccountId == a.Id && m.SchoolId == place.SchoolId)).OrderBy(a => a.FamilyKey).ThenBy(a => a.GivenKey).FirstOrDefaultAsync(cancel);
            var asks = isChild ? relative ?? account : account;
            var child = isChild ? account : relative;
            var reference = references.Issue();
            db.AssistanceRequests.Add(new()
            {
                Id = Guid.CreateVersion7(held.Now),
                ReferenceHash = reference.Hash,
                ReferenceSealed = reference.Sealed,
                SchoolId = place.SchoolId,
                Central = !await db.SchoolHelpers.AnyAsync(g => g.SchoolId == place.SchoolId, cancel),
                Origin = AssistanceOrigin.Console,
                Reason = reason,
                FamilyName = asks.FamilyName,
                GivenName = asks.GivenName,
                Email = asks.Email,
                Mobile = asks.Mobile,
                ChildFamilyName = child?.FamilyName ?? "",
                ChildGivenName = child?.GivenName ?? "",
                ChildClass = child is null ? null : await db.CurrentMemberships.Where(m => m.AccountId == child.Id && m.SchoolId == place.SchoolId).Select(m => m.ClassName).FirstOrDefaultAsync(cancel),
                Message = message,
                Language = asks.Language,
                Network = actor.Network,
                AboutAccountId = accountId,
                SentOnBy = actor.AccountId,
                TypedHash = key.ToByteArray(),
            });
            await db.AuditAsync(wish.Done(null), cancel);
            return SendOnOutcome.Done;
        }, cancel);
    }

    /// <summary>The open request about this account, newest first, for a link on its fiche; null for none, or when account or request are out of scope.</summary>
    public async Task<Guid?> OpenOneAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.AssistanceInScopeOf(actor)
            .Where(r => r.AboutAccountId == accountId && r.State != AssistanceState.Closed && db.AccountsInScopeOf(actor).Any(a => a.Id == accountId))
            .OrderByDescending(r => r.ReceivedAt).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancel);
    }

    private static IQueryable<Account> KinOf(AdminDb db, Account account) => db.Accounts.AsNoTracking().Where(a => db.Relations.Any(r =>
        (r.EndsOn == null || r.EndsOn > AdminDb.Today())
        && (r.ParentId == account.Id && r.ChildId == a.Id || r.ChildId == account.Id && r.ParentId == a.Id)));
}
