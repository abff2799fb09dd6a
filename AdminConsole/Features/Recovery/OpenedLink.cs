using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Mvc;

namespace AdminConsole.Features.Recovery;

/// <summary>Where the page of a link tells that its password field is used; answers alike whatever the link.</summary>
internal static class OpenedLink
{
    public static void MapOpenedLink(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Urls.LinkOpened, async ([FromForm] string? link, HttpContext context, PasswordChoice choice, ProvenEntry entry, CancellationToken cancel) =>
        {
            if (link is not Urls.Entered) await choice.OpenedAsync(link, cancel);
            else if (entry.Read(context) is { } tokenId) await choice.OpenedAsync(ResetKey.Entry(tokenId), cancel);
            return Results.NoContent();
        }).AllowAnonymous();
}
