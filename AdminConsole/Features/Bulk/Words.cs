using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Bulk;

/// <summary>What is in store for an account, and what came of it, in words.</summary>
internal static class Words
{
    public static string Planned(IStringLocalizer<BulkTexts> texts, BulkKind kind, BulkOutcome outcome) => outcome switch
    {
        BulkOutcome.Done => texts[$"Will{kind}"],
        _ => Why(texts, kind, outcome),
    };

    public static string Came(IStringLocalizer<BulkTexts> texts, BulkKind kind, BulkOutcome outcome) => outcome switch
    {
        BulkOutcome.Done => texts[$"Was{kind}"],
        _ => Why(texts, kind, outcome),
    };

    private static string Why(IStringLocalizer<BulkTexts> texts, BulkKind kind, BulkOutcome outcome) => outcome switch
    {
        BulkOutcome.NothingToDo or BulkOutcome.NoContact or BulkOutcome.ContactRefused => texts[$"{outcome}{kind}"],
        _ => texts[$"Outcome{outcome}"],
    };
}
