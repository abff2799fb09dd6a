using AdminConsole.Domain.Model.Passwords;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>Says what is wrong with a password, or how good it is, in words that a child understands (PasswordTexts.resx, PasswordTexts.en.resx).</summary>
public sealed class PasswordTexts
{
    /// <summary>Every reason, a sentence or two each, one after the other; empty when there is none.</summary>
    public static string Why(IStringLocalizer<PasswordTexts> texts, IEnumerable<PasswordRefusal> refusals) =>
        string.Join(' ', refusals.Select(refusal => Why(texts, refusal)));

    /// <summary>
    /// What is told while it is typed: that it is weak, if that is what is wrong, and why; else how good it is. What is still too short
    /// is a common word as long as it is the first: that is not told before it is long enough.
    /// </summary>
    public static string Say(IStringLocalizer<PasswordTexts> texts, PasswordVerdict verdict)
    {
        var growing = verdict.Refusals.Any(r => r.Fault is PasswordFault.TooShort);
        var told = verdict.Refusals.Where(r => !growing || r.Fault is not PasswordFault.Common).ToList();
        return verdict.Strength switch
        {
            PasswordStrength.Good => texts["Good"],
            PasswordStrength.VeryGood => texts["VeryGood"],
            PasswordStrength.Refused when told.All(r => IsForm(r.Fault)) => Why(texts, told),
            PasswordStrength.Refused => $"{texts["Weak"]} {Why(texts, told)}",
        };
    }

    /// <summary>Wrong by what it is, not by what could be guessed.</summary>
    private static bool IsForm(PasswordFault fault) =>
        fault is PasswordFault.TooShort or PasswordFault.TooLong or PasswordFault.NotText or PasswordFault.LooksProvisional;

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
