using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Requests;

/// <summary>Names the texts of this folder (RequestTexts.resx, RequestTexts.en.resx).</summary>
public sealed class RequestTexts;

/// <summary>The words on screen for the values of a request.</summary>
internal static class RequestWords
{
    public static string Word(this IStringLocalizer<RequestTexts> texts, AssistanceState state) => texts[$"State{state}"];

    public static string Word(this IStringLocalizer<RequestTexts> texts, AssistanceReason reason) => texts[$"Reason{reason}"];

    public static string Word(this IStringLocalizer<RequestTexts> texts, AssistanceClosure why) => texts[$"Closure{why}"];

    /// <summary>Who acted; « l'administration » for a colleague whose account is not in scope.</summary>
    public static string Who(this IStringLocalizer<RequestTexts> texts, OperatorName by) => by switch
    {
        { Me: true } => texts["You"],
        { FamilyName: { } family, GivenName: { } given } => PersonName.Listed(family, given),
        _ => texts["Administration"],
    };

    /// <summary>What an act came to, said beside its button; null when the page shows it by itself.</summary>
    public static (NoticeKind Kind, string Text)? Said(this IStringLocalizer<RequestTexts> texts, DeskOutcome outcome) => outcome switch
    {
        DeskOutcome.Done or DeskOutcome.NothingToDo => null,
        DeskOutcome.Stale => (NoticeKind.Warning, texts["Stale"]),
        DeskOutcome.Closed or DeskOutcome.Held or DeskOutcome.SignedOut or DeskOutcome.NotFound => (NoticeKind.Bad, texts[$"WhyNot{outcome}"]),
        // Answered at the field.
        DeskOutcome.TextRefused or DeskOutcome.SchoolRefused => null,
    };
}
