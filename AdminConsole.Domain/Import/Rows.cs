using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Import;

/// <summary>A school to load. Known by its UAI; a known one takes the new name, town and contacts.</summary>
public sealed record SchoolRow(Guid Id, string Uai, string Name, string Town)
{
    public string? PublicPageUrl { get; init; }
    public string? ContactEmail { get; init; }
    public string? ContactPhone { get; init; }
    public DateOnly? ClosedOn { get; init; }
}

/// <summary>Names an account: by its id when it has been given one, else by its key in the source system.</summary>
public readonly record struct AccountKey(Guid? Id, string? ExternalId);

/// <summary>
/// A person to load, with what hangs on that person, so that one pass over a source of any length is enough. A person with
/// neither <see cref="Id"/> nor <see cref="ExternalId"/> is always a new account.
/// </summary>
public sealed record AccountRow(string FamilyName, string GivenName, Profile Profile, AccountSource Source)
{
    public Guid? Id { get; init; }
    public string? ExternalId { get; init; }
    public string? NationalId { get; init; }
    public Civility Civility { get; init; }
    public string? UsageName { get; init; }
    public DateOnly? BirthDate { get; init; }

    /// <summary>The login to start from instead of « prenom.nom »; numbered like any other when it is taken.</summary>
    public string? Login { get; init; }
    public string? Email { get; init; }
    public ContactState EmailState { get; init; } = ContactState.Unconfirmed;
    public ContactSource EmailSource { get; init; } = ContactSource.File;
    public string? Mobile { get; init; }
    public ContactState MobileState { get; init; } = ContactState.Unconfirmed;
    public ContactSource MobileSource { get; init; } = ContactSource.File;
    public string Language { get; init; } = "fr";
    public string? PasswordHash { get; init; }
    public DateTimeOffset? ActivatedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; init; }
    public DateTimeOffset? BlockedAt { get; init; }
    public string? BlockedReason { get; init; }
    public DateTimeOffset? BlockedUntil { get; init; }
    public string? FederatedWith { get; init; }

    /// <summary>Null is the moment of the load.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? ModifiedAt { get; init; }

    public IReadOnlyList<MembershipRow> Memberships { get; init; } = [];
    public IReadOnlyList<GrantRow> Grants { get; init; } = [];

    /// <summary>Children of a responsable; each must be loaded already or come in the same chunk or an earlier one.</summary>
    public IReadOnlyList<AccountKey> Children { get; init; } = [];
}

public sealed record MembershipRow(Guid SchoolId, string? ClassName, DateOnly StartsOn, DateOnly? EndsOn = null);

/// <summary>A function over one school, or over all when <paramref name="SchoolId"/> is null.</summary>
public sealed record GrantRow(Function Function, Guid? SchoolId, bool MayExport = false);
