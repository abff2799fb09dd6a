using AdminConsole.Shell;

namespace AdminConsole.Security;

/// <summary>What every answer carries (rule 20 of recovery): scripts from ourselves only, no framing, no referrer, no guessing of types.</summary>
internal static class Headers
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    private const string ConsolePolicy = Policy + "; style-src-attr 'unsafe-inline'";

    private const string Permissions =
        "camera=(), clipboard-read=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()";

    public static void UseHeaders(this IApplicationBuilder app)
    {
        var development = app.ApplicationServices.GetRequiredService<IHostEnvironment>().IsDevelopment();
        app.Use((context, next) =>
        {
            // Radzen's components place themselves by style attributes; public pages have none.
            var policy = Urls.IsConsole(context.Request.Path) ? ConsolePolicy : Policy;
            // On starting, because the page for a fault clears what was set before.
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Permissions-Policy"] = Permissions;
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                // The face of the site may be found by search engines, and nothing else of it.
                if (context.Request.Path != Urls.Root || context.Response.StatusCode != StatusCodes.Status200OK) headers["X-Robots-Tag"] = "noindex";
                if (!development && context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
                // Pages show people; scripts and styles are the same for everybody and say themselves how long they last.
                if (context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) is true) headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return next(context);
        });
    }
}
