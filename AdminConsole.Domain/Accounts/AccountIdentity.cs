using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Accounts;

/// <summary>Names and birth date as typed.</summary>
public sealed record IdentityTyped(string? FamilyName, string? GivenName, string? UsageName, string? BirthDate);

/// <summary>Field by field; null for what is right.</summary>
public sealed record IdentityFaults(NameFault? FamilyName = null, NameFault? GivenName = null, NameFault? UsageName = null, BirthFault? BirthDate = null)
{
    public static readonly IdentityFaults None = new();
}

/// <summary>What came of a changed identity or login. Only <see cref="Saved"/> changed anything.</summary>
public enum IdentityOutcome
{
    Saved,
    NothingToSave,
    Faulty,

    /// <summary>Not a-z, 0-9, dot and hyphen, or too long.</summary>
    LoginMalformed,

    /// <summary>Somebody's login or alias, or one that somebody had; whose is told to nobody.</summary>
    LoginTaken,

    /// <summary>Somebody changed the account meanwhile: what is on record now is given back.</summary>
    Stale,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <param name="Now">What is on record, when it is not what the operator was looking at.</param>
public sealed record IdentityResult(IdentityOutcome Outcome, IdentityFaults? Faults = null, IdentityOnRecord? Now = null);

/// <summary>Names, birth date and login as they are on record.</summary>
public sealed record IdentityOnRecord(int Version, string FamilyName, string GivenName, string? UsageName, DateOnly? BirthDate, string Login);

/// <summary>« Modifier » the names and the birth date of an account, and its login.</summary>
public sealed class AccountIdentity(Operations operations, NoticeMail notices)
{
    private static readonly ResultShape<IdentityResult> Shape = new(
        gate => new(OutcomeOf(gate)),
        result => result.Outcome is IdentityOutcome.Saved,
        result => result.Outcome is IdentityOutcome.NothingToSave or IdentityOutcome.Faulty or IdentityOutcome.LoginMalformed or IdentityOutcome.LoginTaken or IdentityOutcome.Stale
            ? null : $"{result.Outcome}");

    /// <summary>Saves names and birth date; the login stays as it is. The journal names the fields that changed and not their values.</summary>
    /// <param name="version"><see cref="Account.Version"/> of what the operator was looking at; after a later change nothing is saved (rule 17 of recovery).</param>
    public Task<IdentityResult> SaveAsync(Actor actor, Guid accountId, Guid key, int version, IdentityTyped typed, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.EditIdentity, AuditAction.IdentityChanged, key);
        return operations.RunAsync(wish, Shape, async held =>
        {
            var (db, account, now) = held;
            if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return new(IdentityOutcome.Saved);
            var faults = new IdentityFaults(
                PersonText.FaultOf(typed.FamilyName), PersonText.FaultOf(typed.GivenName),
                string.IsNullOrWhiteSpace(typed.UsageName) ? null : PersonText.FaultOf(typed.UsageName),
                // Many files came without one: who had none may stay without.
                PersonText.FaultOf(typed.BirthDate, account.BirthDate is null ? Profile.Guest : account.Profile, await db.TodayAsync(cancel)));
            if (faults != IdentityFaults.None) return new(IdentityOutcome.Faulty, faults);
            var (family, given, usage, birth) = (PersonText.Clean(typed.FamilyName), PersonText.Clean(typed.GivenName), PersonText.ClassOf(typed.UsageName), PersonText.Birth(typed.BirthDate));
            var changed = string.Join(", ", new[]
            {
                family == account.FamilyName ? null : "nom", given == account.GivenName ? null : "prénom", usage == account.UsageName ? null : "nom d'usage",
                birth == account.BirthDate ? null : "date de naissance",
            }.OfType<string>());
            if (changed.Length == 0) return new(IdentityOutcome.NothingToSave);
            if (version != account.Version) return new(IdentityOutcome.Stale, Now: OnRecord(account));
            account.Rename(family, given, usage);
            (account.BirthDate, account.ModifiedAt) = (birth, now);
            account.Version++;
            await db.AuditAsync(wish.Done(changed), cancel);
            return new(IdentityOutcome.Saved);
        }, cancel);
    }

    /// <summary>
    /// Another login, for central administrators only: people know theirs by heart. The old one signs in no more and stays reserved, so that
    /// nobody else ever gets it; the person is told by mail.
    /// </summary>
    public Task<IdentityResult> ChangeLoginAsync(Actor actor, Guid accountId, Guid key, int version, string? typed, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.ChangeLogin, AuditAction.LoginChanged, key);
        return operations.RunAsync(wish, Shape, held => TryLoginAsync(held, wish, version, Folding.Login(typed), cancel), cancel);
    }

    private async Task<IdentityResult> TryLoginAsync(Held held, Wish wish, int version, string login, CancellationToken cancel)
    {
        var (db, account, now) = held;
        if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return new(IdentityOutcome.Saved);
        if (login.Length is 0 or > Account.LoginLength || !login.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-') || !login.Any(char.IsAsciiLetterOrDigit))
            return new(IdentityOutcome.LoginMalformed);
        if (login == account.Login) return new(IdentityOutcome.NothingToSave);
        if (version != account.Version) return new(IdentityOutcome.Stale, Now: OnRecord(account));
        if (login == account.Alias) return new(IdentityOutcome.LoginTaken);
        (account.Login, account.ModifiedAt) = (login, now);
        account.Version++;
        await db.AuditAsync(wish.Done(null), cancel);
        if (account.EmailState is not ContactState.Refused && EmailAddress.TryParse(account.Email, out var address, out _))
            db.Enqueue(notices.LoginChanged(account, address.Value, wish.Actor.AccountId, now));
        try
        {
            await db.SaveChangesAsync(cancel);
            return new(IdentityOutcome.Saved);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_login_names" })
        {
            return new(IdentityOutcome.LoginTaken);
        }
    }

    private static IdentityOnRecord OnRecord(Account account) =>
        new(account.Version, account.FamilyName, account.GivenName, account.UsageName, account.BirthDate, account.Login);

    private static IdentityOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => IdentityOutcome.SignedOut,
        GateAnswer.OwnAccount => IdentityOutcome.OwnAccount,
        GateAnswer.HigherRank => IdentityOutcome.HigherRank,
        GateAnswer.FunctionTooLow => IdentityOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => IdentityOutcome.NotFound,
    };
}
