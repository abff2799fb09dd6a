using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Assistance;

/// <summary>What somebody typed in the assistance form so far, as it was typed.</summary>
public sealed record AssistanceDraft
{
    /// <summary>National code of the school.</summary>
    public string? Uai { get; init; }
    public string? FamilyName { get; init; }
    public string? GivenName { get; init; }
    public string? Email { get; init; }
    public string? Mobile { get; init; }
    public string? ChildFamilyName { get; init; }
    public string? ChildGivenName { get; init; }
    public string? ChildClass { get; init; }
    public AssistanceReason? Reason { get; init; }
    public string? Message { get; init; }

    /// <summary>What keeps the part about the person who asks from being sent; empty when it is complete.</summary>
    public IReadOnlyList<AssistanceFault> FaultsOfSender() => AssistanceWords.OfSender(this);

    /// <summary>What keeps the part about the child from being sent; empty when it is complete.</summary>
    public IReadOnlyList<AssistanceFault> FaultsOfChild() => AssistanceWords.OfChild(this);

    /// <summary>The number as people read it, E.164; null when none was typed that is one.</summary>
    public string? MobileRead => MobileNumber.TryParse(Mobile, out var number, out _) ? number.Value : null;
}

/// <summary>The fields of the form.</summary>
public enum AssistanceField { FamilyName, GivenName, Email, Mobile, ChildFamilyName, ChildGivenName, ChildClass, Reason, Message }

/// <summary>Why a field is refused.</summary>
public enum AssistanceRefusal
{
    Missing,

    /// <summary>Neither an address nor a number: nobody could answer.</summary>
    NeedsOne,
    TooLong,

    /// <summary>CR, LF or another control character in a name (rule 21 of recovery).</summary>
    ControlCharacter,

    /// <summary>No address, or no mobile number: <see cref="AssistanceFault.Address"/> and <see cref="AssistanceFault.Mobile"/> say why.</summary>
    Malformed,
}

/// <summary>One field that is refused, and why.</summary>
public sealed record AssistanceFault(AssistanceField Field, AssistanceRefusal Why)
{
    public AddressFault? Address { get; init; }
    public MobileFault? Mobile { get; init; }
}
