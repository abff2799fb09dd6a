using System.Text.Unicode;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Security;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;

namespace AdminConsole.Shell;

public static class ShellServices
{
    /// <summary>
    /// Bytes. A page hands what it was drawn from back to its circuit in one message, and one that is not taken leaves it dead: fifty names as long
    /// as anybody may type them in the public form are half of this. Nobody without a function has a circuit.
    /// </summary>
    private const int LargestMessage = 1024 * 1024;

    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        services.AddCascadingAuthenticationState();
        services.AddLocalization();
        // Pages are UTF-8: only what has a meaning in HTML is escaped, not every accent.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new(UnicodeRanges.All));
        return services;
    }

    /// <summary>Language, and pages for what is not found or went wrong.</summary>
    public static void UseShell(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = Urls.Error,
            CreateScopeForErrors = true,
            // A form that is too large is not a fault of ours.
            StatusCodeSelector = fault => fault is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            // Written by the fault log, with the reference that the page shows.
            SuppressDiagnosticsCallback = _ => true,
        });
        app.UseLanguage();
        app.UseStatusCodePagesWithReExecute(Urls.NotFound, createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // What tells of a refusal or a fault is a page to be shown, even where a form was sent.
            if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
                context.Request.Method = HttpMethods.Get;
            return next(context);
        });
    }

    public static void MapShell(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapStaticAssets();
        endpoints.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options =>
            {
                options.ContentSecurityFrameAncestorsPolicy = null;
                // A page of the console shows secrets beside what strangers typed, and lengths of compressed messages would tell of them. Its buffers are a good part of what an
                // open page holds in memory, too.
                options.DisableWebSocketCompression = true;
            })
            .CloseConsole();
        endpoints.MapGet(Urls.Portal, (IOptions<SiteOptions> site) => site.Value.HomeUrl is { } portal
            ? (IResult)new RazorComponentResult<Onward>(new { Target = portal.AbsoluteUri })
            : TypedResults.Redirect(Urls.OwnAccount)).AllowAnonymous();
    }
}
