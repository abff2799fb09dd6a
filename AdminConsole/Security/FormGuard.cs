using AdminConsole.Domain.Model.Settings;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace AdminConsole.Security;

/// <summary>
/// Nothing that changes something is done for a form of another site: every request with an unsafe method needs the
/// token, whatever its endpoint says. The circuits' own transport has none: it is for pages of this very host. Its cookie does not
/// travel across sites, but it does from another host of the same domain, and no browser keeps a web socket from being opened there.
/// </summary>
internal static class FormGuard
{
    public static void UseFormGuard(this IApplicationBuilder app)
    {
        var site = app.ApplicationServices.GetRequiredService<IOptions<SiteOptions>>().Value;
        app.Use(async (context, next) =>
        {
            if (IsCircuit(context) && !IsOwn(context.Request, site.PublicUrl)) context.Response.StatusCode = StatusCodes.Status403Forbidden;
            else if (IsGuarded(context) && await RefusalAsync(context) is { } status) context.Response.StatusCode = status;
            else await next(context);
        });
        app.UseAntiforgery();
    }

    private static bool IsCircuit(HttpContext context) => context.Request.Path.StartsWithSegments("/_blazor");

    /// <summary>Whether the page that sends the request is one of this host; only browsers say where a page is from, and only they carry somebody else's cookie.</summary>
    private static bool IsOwn(HttpRequest request, Uri? publicUrl)
    {
        if (request.Headers.Origin.Count == 0) return true;
        return Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var page)
            && (page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase) || page.Authority.Equals(publicUrl?.Authority, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsGuarded(HttpContext context) =>
        context.GetEndpoint() is not null
        && !IsCircuit(context)
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
