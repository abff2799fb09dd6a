using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>Says at its field why something typed about a person is not taken (IdentityTexts.resx, IdentityTexts.en.resx).</summary>
public sealed class IdentityTexts;

/// <summary>Null where nothing is wrong.</summary>
public static class IdentityWords
{
    public static string? Why(this IStringLocalizer<IdentityTexts> texts, NameFault? fault) => fault is not { } why ? null : texts[why switch
    {
        NameFault.Empty => "NameEmpty",
        NameFault.TooLong => "NameTooLong",
        NameFault.Malformed => "NameMalformed",
    }].Value;

    public static string? Why(this IStringLocalizer<IdentityTexts> texts, BirthFault? fault) => fault is not { } why ? null : texts[why switch
    {
        BirthFault.Missing => "BirthMissing",
        BirthFault.Malformed => "BirthMalformed",
        BirthFault.InFuture => "BirthInFuture",
        BirthFault.TooLongAgo => "BirthTooLongAgo",
    }].Value;

    /// <param name="typed">The class that it is about.</param>
    public static string? Why(this IStringLocalizer<IdentityTexts> texts, ClassFault? fault, string? typed) => fault is not { } why ? null : texts[why switch
    {
        ClassFault.TooLong => "ClassTooLong",
        ClassFault.Malformed => "ClassMalformed",
        ClassFault.Unknown => "ClassUnknown",
    }, typed?.Trim() ?? ""].Value;
}
