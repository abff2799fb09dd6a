using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Journal;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Journal;

/// <summary>The columns of the journal's file.</summary>
public sealed class JournalColumns(IStringLocalizer<JournalColumns> words, IStringLocalizer<HistoryCard> past, IStringLocalizer<AccountTexts> names)
{
    private static readonly string[] Names =
        ["At", "What", "Outcome", "Refusal", "Operator", "OperatorLogin", "OperatorId", "Account", "AccountLogin", "AccountId", "Verified", "Reason", "Network", "Detail"];

    public IReadOnlyList<string> Header => [.. Names.Select(name => words[name].Value)];

    public IReadOnlyList<string?> Cells(JournalRow row) =>
    [
        ParisTime.Exact(row.At),
        HistoryWords.Did(past, row.Action),
        words[row.Refusal is null ? "Done" : "NotDone"],
        row.Refusal is { } refusal ? past[$"Because{refusal}"] is { ResourceNotFound: false } because ? because : refusal : null,
        row.Actor is { } by ? PersonName.Listed(by.FamilyName, by.GivenName) : null,
        row.Actor?.Login,
        row.ActorId?.ToString(),
        row.Account is { } whom ? PersonName.Listed(whom.FamilyName, whom.GivenName) : null,
        row.Account?.Login,
        row.AccountId?.ToString(),
        row.How is { } how ? names.Word(how) : null,
        row.Reason,
        row.Network,
        row.Detail,
    ];
}
