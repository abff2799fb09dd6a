using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Accounts;

/// <summary>« Créer un compte »: for whoever is a local administrator of the school or more.</summary>
public sealed class AccountCreation(IDbContextFactory<AdminDb> factory)
{
    /// <summary>A login that an import takes in the same moment costs one more try.</summary>
    private const int MostTries = 5;

    /// <summary>
    /// What creating it would say now, and the login that it would probably get: faults, likely homonyms. Changes nothing and leaves no row.
    /// Refused like <see cref="CreateAsync"/>.
    /// </summary>
    public async Task<CreationResult> LookAsync(Actor actor, Guid schoolId, NewAccount typed, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var result = await WeighAsync(db, actor, schoolId, typed, cancel);
        var named = result.Faults is { FamilyName: null, GivenName: null } && result.Outcome is CreationOutcome.Created or CreationOutcome.Faulty or CreationOutcome.Homonyms;
        return named ? result with { Login = await FreeLoginAsync(db, typed, cancel) } : result;
    }

    /// <summary>
    /// Account, place in the school, family and journal row in one commit; source « Manuel ». The login is proposed by the names and numbered
    /// until it is free: uniqueness is the database's. Two who create the same person at once follow one another, and the second is
    /// shown the first's. A repeated <paramref name="key"/> answers what it did.
    /// </summary>
    public async Task<CreationResult> CreateAsync(Actor actor, Guid schoolId, Guid key, NewAccount typed, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var result = await TryAsync(actor, schoolId, key, typed, cancel);
                if (result.Outcome is CreationOutcome.SignedOut or CreationOutcome.NotFound or CreationOutcome.FunctionTooLow or CreationOutcome.FamilyRefused)
                    await RefusedAsync(actor, result.Outcome, cancel);
                return result;
            }
            catch (DbUpdateException taken) when (tries < MostTries && taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_login_names" })
            {
                // The next free number is looked for anew.
                continue;
            }
        }
    }

    private async Task<CreationResult> TryAsync(Actor actor, Guid schoolId, Guid key, NewAccount typed, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var (family, given) = (PersonText.Clean(typed.FamilyName), PersonText.Clean(typed.GivenName));
        var same = string.Join(' ', Folding.Words(family, given));
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"account " + same}, 0))", cancel);
        if (await db.AuditEntries.Where(e => e.RequestKey == key && e.ActorId == actor.AccountId && e.Action == AuditAction.AccountCreated).Select(e => e.AccountId).SingleOrDefaultAsync(cancel) is { } before)
            return new(CreationOutcome.Created, before, await db.Accounts.Where(a => a.Id == before).Select(a => a.Login).SingleOrDefaultAsync(cancel));

        var weighed = await WeighAsync(db, actor, schoolId, typed, cancel);
        if (weighed.Outcome is not CreationOutcome.Created) return weighed;
        var now = await db.NowAsync(cancel);
        var className = PersonText.ClassOf(typed.ClassName) is { } name ? await SchoolsToManage.KnownAsync(db, schoolId, name, cancel) ?? name : null;
        var account = Made(typed, family, given, await FreeLoginAsync(db, typed, cancel), now);
        account.Memberships.Add(new() { Id = Guid.CreateVersion7(now), SchoolId = schoolId, ClassName = className, StartsOn = DateOnly.FromDateTime(ParisDay.In(now).DateTime) });
        db.Accounts.Add(account);
        var wish = new Wish(actor, account.Id, Act.ChangeFamily, AuditAction.AccountCreated, key);
        var row = wish.Done(null);
        row.SchoolIds = [schoolId];
        await db.AuditAsync(row, cancel);
        await db.SaveChangesAsync(cancel);
        foreach (var other in typed.Family.Distinct())
        {
            var (parent, child) = typed.Profile is Profile.Student ? (other, account.Id) : (account.Id, other);
            db.Relations.Add(new() { ParentId = parent, ChildId = child });
            await ParentSchools.FollowAsync(db, wish, parent, now, cancel);
        }
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return new(CreationOutcome.Created, account.Id, account.Login);
    }

    /// <summary><see cref="CreationOutcome.Created"/> when nothing stands in its way.</summary>
    private static async Task<CreationResult> WeighAsync(AdminDb db, Actor actor, Guid schoolId, NewAccount typed, CancellationToken cancel)
    {
        switch (await Gate.AskSchoolAsync(db, actor, schoolId, Function.LocalAdmin, cancel))
        {
            case GateAnswer.SignedOut: return new(CreationOutcome.SignedOut);
            case GateAnswer.FunctionTooLow: return new(CreationOutcome.FunctionTooLow);
            case GateAnswer.NotFound or GateAnswer.OwnAccount or GateAnswer.HigherRank: return new(CreationOutcome.NotFound);
            case GateAnswer.Allowed: break;
        }
        if (!await db.Schools.AnyAsync(s => s.Id == schoolId && (s.ClosedOn == null || s.ClosedOn > AdminDb.Today()), cancel)) return new(CreationOutcome.NotFound);

        var faults = NewAccountFaults.Of(typed, await db.TodayAsync(cancel));
        if (faults.ClassName is null && !typed.ClassIsMeant && PersonText.ClassOf(typed.ClassName) is { } name && await SchoolsToManage.KnownAsync(db, schoolId, name, cancel) is null)
            faults = faults with { ClassName = ClassFault.Unknown };
        var homonyms = faults is { FamilyName: null, GivenName: null } ? await Homonyms.OfAsync(db, actor, typed, cancel) : [];
        var outcome = faults != NewAccountFaults.None ? CreationOutcome.Faulty
            : homonyms.Any(h => !typed.Seen.Contains(h.Id)) ? CreationOutcome.Homonyms
            : await IsFamilyAsync(db, actor, typed, cancel) ? CreationOutcome.Created : CreationOutcome.FamilyRefused;
        return new(outcome) { Faults = faults, Homonyms = homonyms };
    }

    private static async Task<bool> IsFamilyAsync(AdminDb db, Actor actor, NewAccount typed, CancellationToken cancel)
    {
        if (typed.Family is []) return true;
        if (typed.Profile is not (Profile.Student or Profile.Relative)) return false;
        foreach (var other in typed.Family)
        {
            if (await Gate.AskAsync(db, actor, other, Act.ChangeFamily, cancel) is not GateAnswer.Allowed) return false;
            var isPupil = await db.Accounts.AnyAsync(a => a.Id == other && a.Profile == Profile.Student, cancel);
            if (isPupil != (typed.Profile is Profile.Relative)) return false;
        }
        return true;
    }

    /// <summary>The first of « prenom.nom », « prenom.nom2 »… that nobody has and nobody had.</summary>
    private static async Task<string> FreeLoginAsync(AdminDb db, NewAccount typed, CancellationToken cancel)
    {
        var proposed = LoginMaker.Propose(PersonText.Clean(typed.GivenName), PersonText.Clean(typed.FamilyName));
        var taken = (await db.LoginNames.Where(n => n.Name == proposed || (n.Name.StartsWith(proposed) && n.Name.Length <= proposed.Length + 3)).Select(n => n.Name).ToListAsync(cancel))
            .ToHashSet(StringComparer.Ordinal);
        var place = 1;
        while (taken.Contains(LoginMaker.Numbered(proposed, place))) place++;
        return LoginMaker.Numbered(proposed, place);
    }

    private static Account Made(NewAccount typed, string family, string given, string login, DateTimeOffset now)
    {
        var account = new Account
        {
            Id = Guid.CreateVersion7(now), FamilyName = family, GivenName = given, Login = login, Profile = typed.Profile, Source = AccountSource.Manual,
            BirthDate = PersonText.Birth(typed.BirthDate),
        };
        account.Rename(family, given);
        if (EmailAddress.TryParse(typed.Email, out var address, out _))
            (account.Email, account.EmailState, account.EmailSource) = (address.Value, ContactState.Unconfirmed, ContactSource.Operator);
        if (MobileNumber.TryParse(typed.Mobile, out var mobile, out _))
            (account.Mobile, account.MobileState, account.MobileSource) = (mobile.Value, ContactState.Unconfirmed, ContactSource.Operator);
        return account;
    }

    private async Task RefusedAsync(Actor actor, CreationOutcome outcome, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db.AuditAsync(new()
        {
            ActorId = actor.AccountId, Action = AuditAction.AccountCreated, Outcome = AuditOutcome.Refused, Refusal = $"{outcome}", Network = actor.Network,
        }, cancel);
        await db.SaveChangesAsync(cancel);
    }
}
