using AdminConsole.Domain.SignIn;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminConsole.Security;

/// <summary>Who comes in, what he is shown as, and what the site's answers carry.</summary>
public static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddEdge(environment);
        services.AddRequestTraces();
        services.AddSessionCookie(environment);
        services.AddProviderEntry(configuration, environment);
        PasskeyCheck.Add(services, environment);
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(context => !context.User.IsFactorDue()).Build())
            .AddPolicy(Policies.SignedIn, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Policies.Console, policy => policy.RequireAssertion(context => context.User.Function() is not null));
        services.AddAntiforgery(options => options.Cookie.Protect("AdminConsole.Form", environment));
        services.AddSingleton<ProvenEntry>();
        services.AddExceptionHandler<FaultLog>();
        services.AddScoped<CircuitUser>();
        services.Replace(ServiceDescriptor.Scoped<AuthenticationStateProvider>(provider => provider.GetRequiredService<CircuitUser>()));
        services.AddScoped<CircuitHandler, CircuitWatch>();
        services.Configure<HubOptions>(hub => hub.AddFilter<Drawing>());
        services.AddScoped<CurrentActor>();
        return services;
    }

    /// <summary>Before everything else: who asks, and what every answer carries.</summary>
    public static void UseOuterSecurity(this IApplicationBuilder app)
    {
        app.UseEdge();
        app.UseHeaders();
    }

    /// <summary>After the pages for faults: who is signed in, what he may open, and whose form it is.</summary>
    public static void UseSecurity(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseFormGuard();
    }

    public static void MapSecurity(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealth();
        endpoints.MapPost(Urls.SignOut, async (HttpContext context, Sessions sessions) =>
        {
            var session = (await context.AuthenticateAsync()).Properties;
            await SessionCookie.LeaveAsync(context, sessions);
            if (!await ProviderEntry.LeaveAsync(context, session)) context.Response.Redirect(Urls.SignIn);
        }).RequireAuthorization(Policies.SignedIn);
        endpoints.MapProviderEntry();
        PasskeyCheck.Map(endpoints);
    }

    /// <summary>Every page under /console asks for a function, whatever the page itself says, and so does every circuit.</summary>
    public static void CloseConsole(this RazorComponentsEndpointConventionBuilder pages) => pages.Add(endpoint =>
    {
        var route = "/" + (endpoint as RouteEndpointBuilder)?.RoutePattern.RawText?.TrimStart('/');
        if (Urls.IsConsole(route) || route.StartsWith("/_blazor", StringComparison.Ordinal)) endpoint.Metadata.Add(new AuthorizeAttribute(Policies.Console));
    });
}
