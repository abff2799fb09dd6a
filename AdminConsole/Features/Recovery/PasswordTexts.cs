using AdminConsole.Domain.Model.Passwords;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Recovery;

/// <summary>Says why a password is refused, in words that a child understands (PasswordTexts.resx, PasswordTexts.en.resx).</summary>
public sealed class PasswordTexts
{
    /// <summary>Every reason, a sentence or two each, one after the other; empty when there is none.</summary>
    public static string Why(IStringLocalizer<PasswordTexts> texts, IEnumerable<PasswordRefusal> refusals) =>
        string.Join(' ', refusals.Select(refusal => Why(texts, refusal)));

    private static string Why(IStringLocalizer<PasswordTexts> texts, PasswordRefusal refusal) => refusal.Fault switch
    {
        PasswordFault.TooShort => texts["TooShort", refusal.Limit],
        PasswordFault.TooLong => texts["TooLong", refusal.Limit],
        PasswordFault.NotText => texts["NotText"],
        PasswordFault.LooksProvisional => texts["LooksProvisional"],
        PasswordFault.Common => texts["Common"],
        PasswordFault.OwnName => texts["OwnName", refusal.Word],
        PasswordFault.OwnLogin => texts["OwnLogin", refusal.Word],
        PasswordFault.OwnSchool => texts["OwnSchool", refusal.Word],
        PasswordFault.BirthDate => texts["BirthDate"],
        PasswordFault.Guessable => texts["Guessable"],
    };
}
