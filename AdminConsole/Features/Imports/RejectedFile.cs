using AdminConsole.Domain.Imports;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Imports;

/// <summary>The lines of a file that were not taken, with the reasons, as a file: for whoever may see the import, and nobody else learns that there is one.</summary>
internal static class RejectedFile
{
    public static void MapRejectedFile(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Urls.Imports + "/{id:guid}/rejets/{file:guid}", AnswerAsync).RequireAuthorization(Policies.Console);

    private static async Task AnswerAsync(HttpContext context, Guid id, Guid file, ImportReport report, IStringLocalizer<ImportTexts> words)
    {
        var rejected = await report.RejectedAsync(context.User.Actor() ?? default, id, file, (reason, other) => words.Reason(reason, other), words["Undecided"], context.RequestAborted);
        if (rejected is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await CsvFile.AnswerAsync(context, words["RejectedName", Path.GetFileNameWithoutExtension(rejected.Name)], [.. rejected.Header, words["Reasons"]], rejected.Rows);
    }
}
