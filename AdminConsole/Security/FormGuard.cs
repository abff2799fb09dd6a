using Microsoft.AspNetCore.Antiforgery;

namespace AdminConsole.Security;

/// <summary>
/// Nothing that changes something is done for a form of another site: every request with an unsafe method needs the
/// token, whatever its endpoint says. Only the circuits' own transport is left out; its cookie does not travel across sites.
/// </summary>
internal static class FormGuard
{
    public static void UseFormGuard(this IApplicationBuilder app)
    {
        app.Use(async (context, next) =>
        {
            var antiforgery = context.RequestServices.GetRequiredService<IAntiforgery>();
            var guarded = context.GetEndpoint() is not null && !context.Request.Path.StartsWithSegments("/_blazor");
            if (!guarded || await antiforgery.IsRequestValidAsync(context)) await next(context);
            else context.Response.StatusCode = StatusCodes.Status400BadRequest;
        });
        app.UseAntiforgery();
    }
}
