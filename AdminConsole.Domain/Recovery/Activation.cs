using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Recovery;

/// <summary>What somebody gives who activates an account, besides the password. A field that is empty, or as it was shown, keeps what is on record.</summary>
public sealed record Activation
{
    public static Activation Nothing { get; } = new();

    public string? Email { get; init; }

    /// <summary>What the field held when the page was shown: the record may have changed meanwhile.</summary>
    public string? EmailShown { get; init; }
    public string? Mobile { get; init; }

    /// <summary>As <see cref="EmailShown"/>.</summary>
    public string? MobileShown { get; init; }
    public bool TermsAccepted { get; init; }
}

/// <summary>What « Activez votre compte » shows and asks.</summary>
/// <param name="Mobile">E.164.</param>
/// <param name="AsksTerms">Terms are configured and this person has not accepted them.</param>
public sealed record ActivationView(string GivenName, string? Email, string? Mobile, bool AsksTerms);

/// <summary>Why it is not taken, field by field; all null and false when it is.</summary>
public sealed record ActivationFaults(AddressFault? Email = null, MobileFault? Mobile = null, bool TermsMissing = false)
{
    public bool Any => Email is not null || Mobile is not null || TermsMissing;
}
