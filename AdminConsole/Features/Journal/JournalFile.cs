using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Journal;

/// <summary>The journal as a file. It is asked for by a form, since it leaves a row in the journal: no link of another site brings it about.</summary>
internal static class JournalFile
{
    private static readonly string[] Columns =
        ["At", "What", "Outcome", "Refusal", "Operator", "OperatorLogin", "OperatorId", "Account", "AccountLogin", "AccountId", "Verified", "Reason", "Network", "Detail"];

    public static void MapJournalFile(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Urls.JournalFile, AnswerAsync).RequireAuthorization(Policies.Console);

    private static async Task AnswerAsync(
        HttpContext context, JournalExport export, IStringLocalizer<JournalExportForm> words, IStringLocalizer<HistoryCard> past, IStringLocalizer<AccountTexts> names,
        TimeProvider clock, [FromForm(Name = Urls.FileKey)] string? query)
    {
        var filter = JournalFilters.Read(QueryOf(query));
        var answer = await export.BeginAsync(context.User.Actor() ?? default, filter, context.RequestAborted);
        switch (answer.Outcome)
        {
            case ExportOutcome.Begun:
                var name = $"journal-{ParisTime.Of(clock.GetUtcNow()):yyyy-MM-dd}";
                await CsvFile.AnswerAsync(context, name, [.. Columns.Select(c => words[$"Column{c}"].Value)], answer.Rows.Select(row => Cells(row, words, past, names)));
                break;
            case ExportOutcome.ProofTooOld:
                context.Response.Redirect(Urls.WithProofNeeded(JournalFilters.Url(filter)));
                break;
            case ExportOutcome.NotAllowed:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static Func<string, string?> QueryOf(string? query)
    {
        var asked = new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query));
        return key => asked[key].FirstOrDefault();
    }

    private static IReadOnlyList<string?> Cells(JournalRow row, IStringLocalizer words, IStringLocalizer<HistoryCard> past, IStringLocalizer<AccountTexts> names) =>
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
        row.Network?.ToString(),
        row.Detail,
    ];
}
