using AdminConsole.Domain.Recovery;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Mvc;

namespace AdminConsole.Features.Recovery;

/// <summary>Where the page of a link tells that its password field is used; answers alike whatever the link.</summary>
internal static class OpenedLink
{
    public static void MapOpenedLink(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Urls.LinkOpened, async ([FromForm] string? link, PasswordChoice choice, CancellationToken cancel) =>
        {
            await choice.OpenedAsync(link, cancel);
            return Results.NoContent();
        }).AllowAnonymous();
}
