using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Search;

/// <summary>The list of accounts as a file, by a form as the journal's.</summary>
internal static class AccountFile
{
    public static void MapAccountFile(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Urls.AccountFile, AnswerAsync).RequireAuthorization(Policies.Console);

    private static async Task AnswerAsync(
        HttpContext context, AccountExport export, IStringLocalizer<AccountColumns> words, IStringLocalizer<AccountTexts> names, TimeProvider clock,
        [FromForm(Name = Urls.FileKey)] string? query)
    {
        var list = ListState.Read(UrlQuery.Read(query));
        var answer = await export.BeginAsync(context.User.Actor() ?? default, list.Filter, context.RequestAborted);
        switch (answer.Outcome)
        {
            case ExportOutcome.Begun:
                var columns = new AccountColumns(words, names);
                await CsvFile.AnswerAsync(context, $"comptes-{ParisTime.Of(clock.GetUtcNow()):yyyy-MM-dd}", columns.Header, answer.Rows.Select(columns.Cells));
                break;
            case ExportOutcome.ProofTooOld:
                context.Response.Redirect(Urls.WithProofNeeded(list.Url(list.Order)));
                break;
            case ExportOutcome.NotAllowed:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
