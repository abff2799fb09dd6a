using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Accounts;

/// <summary>A person as typed on « Créer un compte ».</summary>
/// <param name="BirthDate">As typed.</param>
/// <param name="ClassIsMeant">The operator was told that nobody is in such a class yet, and means it.</param>
public sealed record NewAccount(
    string? FamilyName, string? GivenName, Profile Profile, string? ClassName = null, bool ClassIsMeant = false, string? BirthDate = null,
    string? Email = null, string? Mobile = null)
{
    /// <summary>Responsables of a pupil, enfants of a parent.</summary>
    public IReadOnlyList<Guid> Family { get; init; } = [];

    /// <summary>Likely homonyms that the operator was shown and says are other people.</summary>
    public IReadOnlyList<Guid> Seen { get; init; } = [];
}

/// <summary>What is wrong, field by field; null for what is right.</summary>
public sealed record NewAccountFaults(
    NameFault? FamilyName = null, NameFault? GivenName = null, ClassFault? ClassName = null, BirthFault? BirthDate = null, AddressFault? Email = null, MobileFault? Mobile = null)
{
    public static readonly NewAccountFaults None = new();

    internal static NewAccountFaults Of(NewAccount typed, DateOnly today) => new(
        PersonText.FaultOf(typed.FamilyName), PersonText.FaultOf(typed.GivenName), PersonText.ClassFaultOf(typed.ClassName),
        PersonText.FaultOf(typed.BirthDate, typed.Profile, today),
        string.IsNullOrWhiteSpace(typed.Email) || EmailAddress.TryParse(typed.Email, out _, out var address) ? null : address,
        string.IsNullOrWhiteSpace(typed.Mobile) || MobileNumber.TryParse(typed.Mobile, out _, out var mobile) ? null : mobile);
}

/// <summary>Somebody who may be the same person, as far as the operator may see.</summary>
public sealed record Homonym(
    Guid Id, string FamilyName, string GivenName, Profile Profile, string Login, DateOnly? BirthDate, string? ClassName, string School, bool SameBirthDate);

/// <summary>What came of « Créer le compte ». Only <see cref="Created"/> changed anything.</summary>
public enum CreationOutcome
{
    Created,
    Faulty,

    /// <summary>There are likely homonyms that the operator has not seen yet: also one whom a colleague created a moment ago.</summary>
    Homonyms,

    /// <summary>A responsable or enfant is not in scope any more, may not be acted on, or is none by profile.</summary>
    FamilyRefused,
    SignedOut,

    /// <summary>The school is unknown, closed or out of scope.</summary>
    NotFound,
    FunctionTooLow,
}

/// <param name="Login">The one that it got, or, before it is created, the one proposed.</param>
public sealed record CreationResult(CreationOutcome Outcome, Guid? AccountId = null, string? Login = null)
{
    public NewAccountFaults Faults { get; init; } = NewAccountFaults.None;
    public IReadOnlyList<Homonym> Homonyms { get; init; } = [];
}
