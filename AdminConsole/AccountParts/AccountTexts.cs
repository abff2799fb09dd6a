using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>Names the texts of this folder (AccountTexts.resx, AccountTexts.en.resx).</summary>
public sealed class AccountTexts;

/// <summary>The words on screen for the values of an account.</summary>
public static class AccountWords
{
    public static string Word(this IStringLocalizer<AccountTexts> texts, Profile profile) => texts[profile switch
    {
        Profile.Student => "Student",
        Profile.Relative => "Relative",
        Profile.Teacher => "Teacher",
        Profile.Personnel => "Personnel",
        Profile.Guest => "Guest",
    }];

    public static string Word(this IStringLocalizer<AccountTexts> texts, AccountSource source) => texts[source switch
    {
        AccountSource.Csv => "Csv",
        AccountSource.Aaf => "Aaf",
        AccountSource.Manual => "Manual",
    }];

    public static string Word(this IStringLocalizer<AccountTexts> texts, Function function) => texts[function switch
    {
        Function.Support => "Support",
        Function.LocalAdmin => "LocalAdmin",
        Function.CentralAdmin => "CentralAdmin",
    }];

    public static string Word(this IStringLocalizer<AccountTexts> texts, VerifiedHow how) => texts[how switch
    {
        VerifiedHow.InPerson => "InPerson",
        VerifiedHow.CallBack => "CallBack",
        VerifiedHow.CodeToContact => "CodeToContact",
        VerifiedHow.MatchingData => "MatchingData",
    }];

    /// <summary>Why the gate refuses; null when it does not.</summary>
    public static string? WhyNot(this IStringLocalizer<AccountTexts> texts, GateAnswer answer) =>
        answer is GateAnswer.Allowed ? null : texts[$"WhyNot{answer}"].Value;
}
