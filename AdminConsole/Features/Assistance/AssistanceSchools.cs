using AdminConsole.Domain.Schools;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Mvc;

namespace AdminConsole.Features.Assistance;

/// <summary>What the finder of the form asks while somebody types: each school leads to the next step.</summary>
internal static class AssistanceSchools
{
    private sealed record Hit(string Title, string Detail, string Url);

    private sealed record Answer(IEnumerable<Hit> Hits, bool HasMore);

    public static void MapAssistanceSchools(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Urls.AssistanceSchools, async ([FromQuery(Name = Urls.TextKey)] string? text, SchoolFinder finder, HttpContext context) =>
        {
            var found = await finder.FindAsync(text, context.RequestAborted);
            context.Response.Headers.CacheControl = "public, max-age=60";
            return TypedResults.Json(new Answer(found.Hits.Select(school => new Hit(school.Name, school.Town, Urls.AssistanceFor(school.Uai))), found.HasMore));
        }).AllowAnonymous();
}
