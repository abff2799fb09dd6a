using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Fiche;

/// <summary>One account as an operator may see it.</summary>
public sealed record AccountFiche
{
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required string FamilyName { get; init; }
    public required string GivenName { get; init; }
    public string? UsageName { get; init; }
    public DateOnly? BirthDate { get; init; }
    public required Profile Profile { get; init; }
    public required string Login { get; init; }
    public string? Alias { get; init; }
    public string? ExternalId { get; init; }
    public required AccountSource Source { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Administrative functions that hold now, highest first.</summary>
    public required IReadOnlyList<Function> Functions { get; init; }

    /// <summary>Current memberships in scope, and no other: a school out of scope is not even counted.</summary>
    public required IReadOnlyList<Place> Places { get; init; }
    public required ContactOnRecord? Email { get; init; }
    public required ContactOnRecord? Mobile { get; init; }
    public required AccountSituation Situation { get; init; }

    /// <summary>Whether the actor may send this person a reset now, and why not. Asked again when he does.</summary>
    public required GateAnswer MaySendReset { get; init; }
}

/// <summary>A school and the class in it.</summary>
public sealed record Place(string School, string Town, string? ClassName);

/// <summary>An address or a number in E.164, and what is known of it.</summary>
public sealed record ContactOnRecord(string Value, ContactState State, ContactSource Source);

/// <summary>What decides whether and how a person can sign in.</summary>
/// <param name="Blocked">Judged by the database's clock, so that a block that ran out is none.</param>
/// <param name="BlockedUntil">Null while blocked means until lifted by hand.</param>
public sealed record AccountSituation(
    DateTimeOffset? ActivatedAt,
    DateTimeOffset? LastSignInAt,
    bool Blocked,
    DateTimeOffset? BlockedUntil,
    DateTimeOffset? DeletionDueAt,
    string? FederatedWith);
