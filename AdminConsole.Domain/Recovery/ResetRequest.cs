using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Recovery;

/// <summary>How the operator made sure that the caller is the person, as chosen on the card.</summary>
public sealed record CallerCheck(VerifiedHow How, string? Reference = null);

/// <summary>What an operator asks for on a fiche.</summary>
/// <param name="Key">Made up once for each wish (a new one after an answer): the same key never acts twice.</param>
/// <param name="Version"><see cref="Account.Version"/> of the fiche that the operator was looking at.</param>
/// <param name="Channel">Which of the two fields.</param>
/// <param name="Contact">The field as it stands, changed or not.</param>
/// <param name="Check">Needed when it differs from the one on record and no check of the last 15 minutes holds.</param>
public sealed record ResetRequest(Guid Key, int Version, Channel Channel, string? Contact, CallerCheck? Check = null);

/// <summary>What came of it. Only the first four changed anything.</summary>
public enum ResetOutcome
{
    /// <summary>The message is queued, and a changed contact is on record.</summary>
    Sent,

    /// <summary>The changed contact is on record, nothing was sent to it.</summary>
    Saved,

    /// <summary>A second operator was asked to approve the change.</summary>
    ApprovalAsked,

    /// <summary>« Enregistrer sans envoyer » with the contact that is on record already.</summary>
    NothingToSave,

    /// <summary>The session is over.</summary>
    SignedOut,

    /// <summary>No such account, or not in scope.</summary>
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,

    /// <summary>The person signs in elsewhere: <see cref="ResetResult.FederatedWith"/>.</summary>
    Federated,
    Blocked,

    /// <summary>See <see cref="ResetResult.AddressFault"/> or <see cref="ResetResult.MobileFault"/>.</summary>
    ContactRefused,

    /// <summary>No gateway is configured: a number can be corrected, nothing be sent to it.</summary>
    SmsNotOffered,

    /// <summary>The contact changes and the caller was not verified.</summary>
    CheckNeeded,

    /// <summary>This way of verification does not exist for this account.</summary>
    CheckNotPossible,

    /// <summary>The reference is too long or holds control characters.</summary>
    ReferenceRefused,

    /// <summary>The person holds a function: a second operator has to approve this very change first, and has not, or not any more.</summary>
    ApprovalNeeded,

    /// <summary>The person holds a function, and the operator's own second factor was proven too long ago.</summary>
    ProofTooOld,

    /// <summary>The person holds a function, and a second operator answers for every other contact: the link goes to none but the person's own.</summary>
    OwnContactOnly,

    /// <summary>A second operator was to be asked, and one is enough for this account.</summary>
    ApprovalNotNeeded,

    /// <summary>Nobody else has the rank to approve.</summary>
    NoApprover,

    /// <summary>The reason for whoever approves is missing, too long or holds control characters.</summary>
    ReasonRefused,

    /// <summary>Too many requests about this account within an hour.</summary>
    TooManyAsked,

    /// <summary>Somebody changed the fiche meanwhile: <see cref="ResetResult.Meanwhile"/>.</summary>
    Stale,

    /// <summary>Ten sends within an hour for this account: <see cref="ResetResult.RetryAt"/>.</summary>
    TooMany,
}

/// <summary>The outcome and what the page tells about it.</summary>
public sealed record ResetResult(ResetOutcome Outcome)
{
    /// <summary>Where it went, or what is on record now; null for a wish that was answered before.</summary>
    public string? Contact { get; init; }

    /// <summary>The domain as typed when it had to be rewritten in ASCII: the page says so.</summary>
    public string? DomainAsTyped { get; init; }
    public AddressFault? AddressFault { get; init; }
    public MobileFault? MobileFault { get; init; }
    public string? FederatedWith { get; init; }
    public ContactNow? Meanwhile { get; init; }
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>What is on record now, for a page that was looking at something older.</summary>
/// <param name="ChangedBy">« NOM Prénom » of the operator who changed the contact, null when he is not known or not in scope.</param>
public sealed record ContactNow(int Version, string? Contact, DateTimeOffset ModifiedAt, string? ChangedBy);

/// <summary>How the caller of this account can be verified, and the check of this operator that still holds.</summary>
public sealed record CheckChoices(IReadOnlyList<VerifiedHow> Possible, HeldCheck? Held)
{
    /// <summary>Where a code can be sent to.</summary>
    public IReadOnlyList<CodeWay> CodeWays { get; init; } = [];

    /// <summary>What a second operator has to approve, and how far that is; null when one operator is enough.</summary>
    public ApprovalNeed? Approval { get; init; }
}

/// <summary>A contact on record to which a code can be sent; masked, for the caller is not verified yet.</summary>
public sealed record CodeWay(Channel Channel, string Masked);

/// <summary>A check that needs no new choice until it expires.</summary>
public sealed record HeldCheck(VerifiedHow How, string? Reference, DateTimeOffset ExpiresAt);
