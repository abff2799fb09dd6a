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
            if (IsGuarded(context) && await RefusalAsync(context) is { } status) context.Response.StatusCode = status;
            else await next(context);
        });
        app.UseAntiforgery();
    }

    private static bool IsGuarded(HttpContext context) =>
        context.GetEndpoint() is not null
        && !context.Request.Path.StartsWithSegments("/_blazor")
        && !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    /// <summary>Null when the token is right.</summary>
    private static async Task<int?> RefusalAsync(HttpContext context)
    {
        try
        {
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
            return null;
        }
        catch (AntiforgeryValidationException refusal)
        {
            // A form that cannot be read, for being too large above all, is its own refusal.
            return refusal.InnerException is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest;
        }
    }
}
