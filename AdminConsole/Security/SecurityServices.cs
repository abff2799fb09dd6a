using AdminConsole.Domain.SignIn;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminConsole.Security;

/// <summary>Who comes in, what he is shown as, and what the site's answers carry.</summary>
public static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddSessionCookie(environment);
        services.AddAuthorizationBuilder().AddPolicy(Policies.Console, policy => policy.RequireAssertion(context => context.User.Function() is not null));
        services.AddAntiforgery(options => options.Cookie.Protect("AdminConsole.Form", environment));
        services.AddScoped<CircuitUser>();
        services.Replace(ServiceDescriptor.Scoped<AuthenticationStateProvider>(provider => provider.GetRequiredService<CircuitUser>()));
        services.AddScoped<CircuitHandler, CircuitWatch>();
        services.AddScoped<CurrentActor>();
        return services;
    }

    public static void UseSecurity(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseFormGuard();
    }

    public static void MapSecurity(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Urls.SignOut, async (HttpContext context, Sessions sessions) =>
        {
            await SessionCookie.LeaveAsync(context, sessions);
            return Results.LocalRedirect(Urls.SignIn);
        }).RequireAuthorization();
}
