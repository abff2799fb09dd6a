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
    public static void MapJournalFile(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Urls.JournalFile, AnswerAsync).RequireAuthorization(Policies.Console);

    private static async Task AnswerAsync(
        HttpContext context, JournalExport export, IStringLocalizer<JournalColumns> words, IStringLocalizer<HistoryCard> past, IStringLocalizer<AccountTexts> names,
        TimeProvider clock, [FromForm(Name = Urls.FileKey)] string? query)
    {
        var filter = JournalFilters.Read(UrlQuery.Read(query));
        var answer = await export.BeginAsync(context.User.Actor() ?? default, filter, context.RequestAborted);
        switch (answer.Outcome)
        {
            case ExportOutcome.Begun:
                var columns = new JournalColumns(words, past, names);
                await CsvFile.AnswerAsync(context, $"journal-{ParisTime.Of(clock.GetUtcNow()):yyyy-MM-dd}", columns.Header, answer.Rows.Select(columns.Cells));
                break;
            case ExportOutcome.ProofTooOld:
                context.Response.Redirect(Urls.WithProofNeeded(JournalFilters.Url(filter)));
                break;
            case ExportOutcome.NotAllowed:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
