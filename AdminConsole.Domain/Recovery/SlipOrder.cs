using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Recovery;

/// <summary>Who of a class gets a slip.</summary>
public enum SlipsFor { WithoutContact, NeverActivated, Everybody }

/// <summary>Which slips are wanted, and why.</summary>
/// <param name="ClassName">Null for the whole school.</param>
/// <param name="Profile">Null for whoever is there.</param>
/// <param name="Reason">Stands in the journal in the place of a caller's verification; needed.</param>
public sealed record SlipOrder(Guid SchoolId, string? ClassName, Profile? Profile, SlipsFor For, string? Reason)
{
    /// <summary>Only these of them: those of a filtered list, no more than one over <see cref="SlipBatches.MostInABatch"/>. Null for everybody.</summary>
    public IReadOnlyList<Guid>? Among { get; init; }
}

/// <summary>A school in which slips may be printed.</summary>
public sealed record SlipSchool(Guid Id, string Name, string Town);

public enum SlipsOutcome
{
    Printed,
    Revoked,
    NobodyFound,
    TooMany,
    ReasonRefused,

    /// <summary>This very order was carried out before, and passwords are shown once: revoke it, then order anew.</summary>
    ShownBefore,
    /// <summary>The second factor was proven too long ago for something that concerns so many.</summary>
    ProofTooOld,
    NothingToRevoke,
    SignedOut,
    NotFound,
    FunctionTooLow,
}

/// <summary>Somebody who got no slip, and why.</summary>
public sealed record SlipMissing(Guid AccountId, string FamilyName, string GivenName, ProvisionalOutcome Why);

/// <param name="Slips">Of this one answer and stored nowhere.</param>
public sealed record SlipsResult(SlipsOutcome Outcome, IReadOnlyList<ProvisionalSlip> Slips, IReadOnlyList<SlipMissing> Missing)
{
    public static SlipsResult Of(SlipsOutcome outcome) => new(outcome, [], []);
}

/// <summary>A batch as it is listed.</summary>
/// <param name="Living">How many of its passwords can still be used.</param>
public sealed record SlipBatchLine(Guid Id, string School, string? ClassName, string Reason, PersonRef? IssuedBy, DateTimeOffset IssuedAt, int Count, int Living);
