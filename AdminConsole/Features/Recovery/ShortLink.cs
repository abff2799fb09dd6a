using AdminConsole.Shell;

namespace AdminConsole.Features.Recovery;

/// <summary>
/// The short address that an SMS has room for leads to the page of its link. It asks nothing of the database and changes nothing, however
/// often it is opened (rule 7 of recovery); like the page, it is a secret that no cache keeps (rule 9).
/// </summary>
internal static class ShortLink
{
    public static void MapShortLink(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods(Urls.ShortLink, [HttpMethods.Get, HttpMethods.Head], (string secret, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return Results.LocalRedirect(Urls.ChoosePassword(secret));
        }).AllowAnonymous();
}
