using System.Text.Unicode;
using Microsoft.Extensions.WebEncoders;

namespace AdminConsole.Shell;

public static class ShellServices
{
    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddLocalization();
        // Pages are UTF-8: only what has a meaning in HTML is escaped, not every accent.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new(UnicodeRanges.All));
        return services;
    }

    /// <summary>Language, and pages for what is not found or went wrong.</summary>
    public static void UseShell(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(Urls.Error, createScopeForErrors: true);
        app.UseLanguage();
        app.UseStatusCodePagesWithReExecute(Urls.NotFound, createScopeForStatusCodePages: true);
    }

    public static void MapShell(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapStaticAssets();
        endpoints.MapGet(Urls.Root, () => Results.LocalRedirect(Urls.SignIn)).AllowAnonymous();
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
