using AdminConsole.Domain.Schools;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Mvc;

namespace AdminConsole.Features.Showcase;

/// <summary>What the finder of schools asks while somebody types. The same for everybody, so that any cache may keep it for a moment.</summary>
internal static class SchoolSearch
{
    private sealed record Hit(string Title, string Detail, string Url, bool External);

    private sealed record Answer(IEnumerable<Hit> Hits, bool HasMore);

    public static void MapSchoolSearch(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Urls.SchoolSearch, async ([FromQuery(Name = Urls.TextKey)] string? text, [FromQuery(Name = Urls.ContactKey)] string? contact, SchoolFinder finder, HttpContext context) =>
        {
            var found = await finder.FindAsync(text, context.RequestAborted);
            context.Response.Headers.CacheControl = "public, max-age=60";
            return TypedResults.Json(new Answer(found.Hits.Select(school => HitOf(school, contact is "true")), found.HasMore));
        }).AllowAnonymous();

    /// <summary>A school leads to its own page if it has one, else to what it publishes here.</summary>
    private static Hit HitOf(SchoolHit school, bool forContact) => school.PublicPage is { } own && !forContact
        ? new(school.Name, school.Town, own.AbsoluteUri, External: true)
        : new(school.Name, school.Town, Urls.School(school.Uai), External: false);
}
