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

    /// <summary>Whether the person has a second factor, which only who holds a function does.</summary>
    public bool HasFactor { get; init; }
    public required ContactOnRecord? Email { get; init; }
    public required ContactOnRecord? Mobile { get; init; }
    public required AccountSituation Situation { get; init; }

    /// <summary>Responsables of a pupil, or enfants of a parent, by name; only those in scope.</summary>
    public IReadOnlyList<Relative> Parents { get; init; } = [];
    public IReadOnlyList<Relative> Children { get; init; } = [];

    /// <summary>How the actor stood towards the account when it was read. Asked again whenever he acts.</summary>
    public required Standing Standing { get; init; }

    /// <summary>Whether the actor may do it, and why not.</summary>
    public GateAnswer May(Act act) => Standing.May(act);

    /// <summary>Whether both tell the same of the account. Not equality: for that, each time that a fiche is read it is another.</summary>
    public bool IsSameAs(AccountFiche other) =>
        this with { Functions = other.Functions, Places = other.Places, Parents = other.Parents, Children = other.Children } == other
        && Functions.SequenceEqual(other.Functions) && Places.SequenceEqual(other.Places) && Parents.SequenceEqual(other.Parents) && Children.SequenceEqual(other.Children);
}

/// <summary>A school and the class in it.</summary>
public sealed record Place(string School, string Town, string? ClassName);

/// <summary>Somebody of the family, and the contacts where a message about the child would reach a parent.</summary>
public sealed record Relative(Guid Id, string FamilyName, string GivenName, Civility Civility, ContactOnRecord? Email, ContactOnRecord? Mobile);

/// <summary>An address or a number in E.164, and what is known of it.</summary>
public sealed record ContactOnRecord(string Value, ContactState State, ContactSource Source)
{
    /// <summary>When it, or who gave it, changed last: « corrigé par un opérateur le … ». Null since the account was created.</summary>
    public DateTimeOffset? SetAt { get; init; }
}

/// <summary>What decides whether and how a person can sign in.</summary>
/// <param name="Blocked">Judged by the database's clock, so that a block that ran out is none.</param>
/// <param name="BlockedUntil">Null while blocked means until lifted by hand.</param>
public sealed record AccountSituation(
    DateTimeOffset? ActivatedAt,
    DateTimeOffset? LastSignInAt,
    bool Blocked,
    DateTimeOffset? BlockedUntil,
    DateTimeOffset? DeletionDueAt,
    string? FederatedWith)
{
    public string? BlockedReason { get; init; }

    /// <summary>Who blocked it; null when he is not in the actor's scope.</summary>
    public PersonRef? BlockedBy { get; init; }

    /// <summary>Until when wrong tries keep somebody from trying again, on one network at least; null for no delay.</summary>
    public DateTimeOffset? DelayedUntil { get; init; }

    /// <summary>Until when a provisional password works that was shown or printed; null for none.</summary>
    public DateTimeOffset? ProvisionalUntil { get; init; }

    /// <summary>Sessions that are open now.</summary>
    public int OpenSessions { get; init; }
}
