using System.Globalization;
using AdminConsole.AccountParts;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Imports;

/// <summary>Names the texts that the pages of imports share (ImportTexts.resx, ImportTexts.en.resx).</summary>
public sealed class ImportTexts;

/// <summary>The words on screen for what the domain says of an import.</summary>
internal static class ImportWords
{
    private const double Kilo = 1_024;
    private const double Mega = Kilo * Kilo;

    public static string Fault(this IStringLocalizer<ImportTexts> texts, ImportFault fault, int? line = null) => (fault, line) switch
    {
        (ImportFault.OpenQuote, { } at) => texts["FaultOpenQuoteAt", at],
        (ImportFault.TooLarge, _) => texts["FaultTooLarge", texts.Size(ImportFiles.MostBytes)],
        _ => texts[$"Fault{fault}"],
    };

    /// <summary>Null for what needs no words of its own: done, or the proof asked for in place.</summary>
    public static string? Refusal(this IStringLocalizer<ImportTexts> texts, ImportOutcome outcome) =>
        outcome is ImportOutcome.Done or ImportOutcome.ProofTooOld ? null : texts[$"Outcome{outcome}"].Value;

    public static string Field(this IStringLocalizer<ImportTexts> texts, ImportField field) => texts[$"Field{field}"];

    public static string Kind(this IStringLocalizer<ImportTexts> texts, Profile? profile) => texts[$"Kind{(profile is { } one ? $"{one}" : "ByColumn")}"];

    public static string Reason(this IStringLocalizer<ImportTexts> texts, ImportReason reason, ImportLineRef? other) =>
        reason is ImportReason.IdTwice or ImportReason.LineTwice or ImportReason.PersonTwice && other is { } at
            ? texts[$"Reason{reason}At", texts["OtherLine", at.File, at.Number]]
            : texts[$"Reason{reason}"];

    /// <summary>1,2 Mo</summary>
    public static string Size(this IStringLocalizer<ImportTexts> texts, long bytes) => bytes switch
    {
        >= (long)Mega => texts["MegaBytes", (bytes / Mega).ToString("0.#", CultureInfo.CurrentCulture)],
        >= (long)Kilo => texts["KiloBytes", Math.Ceiling(bytes / Kilo)],
        _ => texts["Bytes", bytes],
    };

    /// <summary>What stands, or would stand, in a field; words for an empty one.</summary>
    public static string Value(this IStringLocalizer<ImportTexts> texts, ImportDifferenceOf of, string? value) => (of, value) switch
    {
        (ImportDifferenceOf.Civility, "Monsieur" or "Madame" or "Unknown") => texts[$"Civility{value}"],
        (_, null or "") => texts["Nothing"],
        (ImportDifferenceOf.BirthDate, _) when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => Day(day),
        (ImportDifferenceOf.Mobile, _) => PhoneNumber.Shown(value)!,
        _ => value,
    };

    /// <summary>14/11/2020</summary>
    public static string Day(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>1 234 in French.</summary>
    public static string Number(int count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
