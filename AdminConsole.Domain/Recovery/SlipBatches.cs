using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Recovery;

/// <summary>
/// First passwords for a class that has neither addresses nor mobiles: a provisional password for each person, on paper. Each is an operation of its
/// own, with its row in the journal; what was printed together is revoked together.
/// </summary>
public sealed class SlipBatches(Operations operations, IDbContextFactory<AdminDb> factory, ResetTokens tokens, MessageWriter writer)
{
    /// <summary>As many as one person hands out.</summary>
    public const int MostInABatch = 1_000;

    private const int MostListed = 20;

    /// <summary>How long what is on a slip works (rule 6 of recovery).</summary>
    private static readonly TimeSpan PaperLife = TimeSpan.FromDays(14);

    private static readonly ResultShape<SlipTry> Shape = new(gate => new(OutcomeOf(gate)), result => result.Issued is not null, result => result.Refusal?.ToString());

    private sealed record SlipTry(ProvisionalOutcome? Refusal, IssuedToken? Issued = null);

    private sealed record Person(Guid Id, string FamilyName, string GivenName, string Login, string? ClassName);

    /// <summary>The schools in which the actor may print slips, by name; none for who may in none.</summary>
    public async Task<IReadOnlyList<SlipSchool>> SchoolsAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Schools.Where(s => db.GrantsOf(actor).Any(g => g.Function >= Function.LocalAdmin && (g.SchoolId == null || g.SchoolId == s.Id)))
            .OrderBy(s => s.Name).ThenBy(s => s.Town).Select(s => new SlipSchool(s.Id, s.Name, s.Town)).ToListAsync(cancel);
    }

    /// <summary>How many people the order means now; none for a school out of scope.</summary>
    public async Task<int> CountAsync(Actor actor, SlipOrder order, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await People(db, actor, order).CountAsync(cancel);
    }

    /// <summary>
    /// A provisional password for each person of the order, for 14 days, one commit and one journal row each. Holders of a function, blocked and federated
    /// accounts get none and are named. When it is cancelled, what was issued so far is in the batch and can be revoked.
    /// </summary>
    /// <param name="key">Made up by the page for this order; it names the batch, and never acts twice.</param>
    /// <param name="progress">Told after each person how many are done, of how many.</param>
    public async Task<SlipsResult> IssueAsync(Actor actor, SlipOrder order, Guid key, IProgress<(int Done, int Of)>? progress, CancellationToken cancel)
    {
        var reason = order.Reason?.Trim() ?? "";
        if (reason.Length is 0 or > Account.ReasonLength || reason.Any(char.IsControl)) return SlipsResult.Of(SlipsOutcome.ReasonRefused);
        var (refusal, school, people) = await BeginAsync(actor, order, reason, key, cancel);
        if (refusal is { } why) return SlipsResult.Of(why);

        List<ProvisionalSlip> slips = [];
        List<SlipMissing> missing = [];
        foreach (var person in people)
        {
            var tried = await IssueOneAsync(actor, person.Id, key, reason, cancel);
            if (tried.Issued is { } issued)
                slips.Add(new(school, person.FamilyName, person.GivenName, person.ClassName, person.Login, issued.Provisional!, issued.Token.ExpiresAt, writer.Link("connexion")));
            else
                missing.Add(new(person.Id, person.FamilyName, person.GivenName, tried.Refusal!.Value));
            progress?.Report((slips.Count + missing.Count, people.Count));
        }
        return new(SlipsOutcome.Printed, slips, missing);
    }

    /// <summary>Ends those of the batch that were not used yet, each with a row in the journal.</summary>
    public async Task<SlipsOutcome> RevokeAsync(Actor actor, Guid batchId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var batch = await db.SlipBatches.FromSql($"SELECT * FROM slip_batches WHERE id = {batchId} FOR UPDATE").SingleOrDefaultAsync(cancel);
        var gate = batch is null ? GateAnswer.NotFound : await Gate.AskSchoolAsync(db, actor, batch.SchoolId, Function.LocalAdmin, cancel);
        if (gate is not GateAnswer.Allowed) return SchoolOutcomeOf(gate);
        var living = db.LivingProvisionals.Where(t => t.SlipBatchId == batchId);
        var accounts = await living.Select(t => t.AccountId).ToListAsync(cancel);
        if (accounts is []) return SlipsOutcome.NothingToRevoke;
        await ResetTokens.EndAsync(db, living, TokenEnd.Revoked, cancel);
        batch!.RevokedAt = await db.NowAsync(cancel);
        foreach (var account in accounts)
        {
            var row = new Wish(actor, account, Act.IssueProvisional, AuditAction.ProvisionalRevoked, Guid.CreateVersion7()).Done(null);
            row.Reason = batch.Reason;
            await db.AuditAsync(row, cancel);
        }
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return SlipsOutcome.Revoked;
    }

    /// <summary>The latest batches of the schools in which the actor may print slips.</summary>
    public async Task<IReadOnlyList<SlipBatchLine>> LatestAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.SlipBatches
            .Where(b => db.GrantsOf(actor).Any(g => g.Function >= Function.LocalAdmin && (g.SchoolId == null || g.SchoolId == b.SchoolId)))
            .OrderByDescending(b => b.IssuedAt).Take(MostListed)
            .Select(b => new SlipBatchLine(
                b.Id, db.Schools.First(s => s.Id == b.SchoolId).Name, b.ClassName, b.Reason,
                db.AccountsInScopeOf(actor).Where(a => a.Id == b.IssuedBy).Select(a => new PersonRef(a.FamilyName, a.GivenName)).FirstOrDefault(),
                b.IssuedAt, db.ResetTokens.Count(t => t.SlipBatchId == b.Id), db.LivingProvisionals.Count(t => t.SlipBatchId == b.Id)))
            .ToListAsync(cancel);
    }

    private async Task<(SlipsOutcome? Refusal, string School, List<Person> People)> BeginAsync(Actor actor, SlipOrder order, string reason, Guid key, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var gate = await Gate.AskSchoolAsync(db, actor, order.SchoolId, Function.LocalAdmin, cancel);
        if (gate is not GateAnswer.Allowed) return (SchoolOutcomeOf(gate), "", []);
        if (!await FreshProof.IsHeldAsync(db, actor, cancel)) return (SlipsOutcome.ProofTooOld, "", []);
        var people = await People(db, actor, order).Take(MostInABatch + 1).ToListAsync(cancel);
        if (people is []) return (SlipsOutcome.NobodyFound, "", []);
        if (people.Count > MostInABatch) return (SlipsOutcome.TooMany, "", []);

        db.SlipBatches.Add(new() { Id = key, SchoolId = order.SchoolId, ClassName = order.ClassName, Reason = reason, IssuedBy = actor.AccountId });
        db.AuditEntries.Add(new()
        {
            ActorId = actor.AccountId,
            SchoolIds = [order.SchoolId],
            Action = AuditAction.SlipsPrinted,
            Outcome = AuditOutcome.Done,
            Reason = reason,
            Network = actor.Network,
            Detail = $"{people.Count}",
        });
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return (SlipsOutcome.ShownBefore, "", []);
        }
        return (null, await db.Schools.Where(s => s.Id == order.SchoolId).Select(s => s.Name).SingleAsync(cancel), people);
    }

    private Task<SlipTry> IssueOneAsync(Actor actor, Guid accountId, Guid batchId, string reason, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.IssueProvisional, AuditAction.ProvisionalIssued, Guid.CreateVersion7());
        return operations.RunAsync(wish, Shape, async held =>
        {
            var (db, account, now) = held;
            if (account.IsBlockedAt(now)) return new(ProvisionalOutcome.Blocked);
            if (account.FederatedWith is not null) return new(ProvisionalOutcome.Federated);
            // Whoever holds a function is helped one by one, with his identity verified: paper in a classroom is no way into the console.
            if (await db.CurrentGrants.AnyAsync(g => g.AccountId == accountId, cancel)) return new(ProvisionalOutcome.CheckNeeded);
            var issued = await tokens.IssueAsync(db, new(accountId, TokenOrigin.Slip, TokenCarrier.Paper, PaperLife, IssuedBy: actor.AccountId)
            {
                WithProvisional = true,
                WithoutLink = true,
            }, now, cancel);
            issued.Token.SlipBatchId = batchId;
            var row = wish.Done(null);
            row.Reason = reason;
            await db.AuditAsync(row, cancel);
            return new(null, issued);
        }, cancel);
    }

    private static IQueryable<Person> People(AdminDb db, Actor actor, SlipOrder order)
    {
        var (all, among) = (order.Among is null, order.Among?.ToArray() ?? []);
        return
            from membership in db.MembershipsInScopeOf(actor)
            join account in db.Accounts on membership.AccountId equals account.Id
            where membership.SchoolId == order.SchoolId && (order.ClassName == null || membership.ClassName == order.ClassName)
            where (order.Profile == null || account.Profile == order.Profile) && account.DeletionDueAt == null && (all || among.Contains(account.Id))
            where order.For == SlipsFor.Everybody
                || (order.For == SlipsFor.NeverActivated && account.ActivatedAt == null)
                || (order.For == SlipsFor.WithoutContact && (account.Email == null || account.EmailState == ContactState.Refused)
                    && (account.Mobile == null || account.MobileState == ContactState.Refused))
            orderby membership.ClassName, account.FamilyKey, account.GivenKey, account.Id
            select new Person(account.Id, account.FamilyName, account.GivenName, account.Login, membership.ClassName);
    }

    private static ProvisionalOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => ProvisionalOutcome.SignedOut,
        GateAnswer.OwnAccount => ProvisionalOutcome.OwnAccount,
        GateAnswer.HigherRank => ProvisionalOutcome.HigherRank,
        GateAnswer.FunctionTooLow => ProvisionalOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => ProvisionalOutcome.NotFound,
    };

    private static SlipsOutcome SchoolOutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => SlipsOutcome.SignedOut,
        GateAnswer.FunctionTooLow => SlipsOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.OwnAccount or GateAnswer.HigherRank or GateAnswer.Allowed => SlipsOutcome.NotFound,
    };
}
