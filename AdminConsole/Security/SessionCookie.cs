using AdminConsole.Domain.SignIn;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AdminConsole.Security;

/// <summary>The cookie that names a session, looked at again on every request.</summary>
internal static class SessionCookie
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static void AddSessionCookie(this IServiceCollection services, IHostEnvironment environment) =>
        services.AddAuthentication(Scheme).AddCookie(options =>
        {
            options.Cookie.Protect("AdminConsole", environment);
            options.SlidingExpiration = false;
            options.LoginPath = Urls.SignIn;
            options.ReturnUrlParameter = Urls.ReturnUrl;
            options.Events.OnValidatePrincipal = LookAgainAsync;
            options.Events.OnRedirectToLogin = ToSignIn;
            options.Events.OnRedirectToAccessDenied = context =>
            {
                if (context.HttpContext.User.IsFactorDue())
                {
                    var request = context.Request;
                    context.Response.Redirect(Urls.SecondFactorThen(HttpMethods.IsGet(request.Method) ? request.PathBase + request.Path + request.QueryString : null));
                    return Task.CompletedTask;
                }
                // Not for you and not there look alike.
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            };
        });

    /// <summary>
    /// HttpOnly, SameSite=Lax, and Secure always outside Development: there the name says so too, so that no other host of
    /// the domain can plant one.
    /// </summary>
    public static void Protect(this CookieBuilder cookie, string name, IHostEnvironment environment)
    {
        var development = environment.IsDevelopment();
        cookie.Name = development ? name : "__Host-" + name;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.IsEssential = true;
        cookie.SecurePolicy = development ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
    }

    /// <summary>
    /// Sets the cookie for a session that was just opened, and ends the one that it replaces in this browser. It outlives the browser
    /// for a remembered session only, whatever an operator ticked: the next person at a school's machine must not find a console open.
    /// </summary>
    /// <param name="idToken">Of the identity provider, for its sign-out; null for who came in here.</param>
    public static async Task EnterAsync(HttpContext context, OpenedSession session, string? idToken = null)
    {
        // Asked for, not read off the context: the provider's answer is looked at before anybody has said who sends it.
        if ((await context.AuthenticateAsync(Scheme)).Principal?.Actor() is { } before)
            await context.RequestServices.GetRequiredService<Sessions>().SignOutAsync(before, context.RequestAborted);
        var properties = new AuthenticationProperties { IsPersistent = session.Remembered, ExpiresUtc = session.ExpiresAt };
        if (idToken is not null) properties.StoreTokens([new() { Name = OpenIdConnectParameterNames.IdToken, Value = idToken }]);
        await context.SignInAsync(Scheme, SessionUser.ForCookie(session.AccountId, session.Id), properties);
    }

    /// <summary>Ends the session and removes the cookie.</summary>
    public static async Task LeaveAsync(HttpContext context, Sessions sessions)
    {
        if (context.User.Actor() is { } actor) await sessions.SignOutAsync(actor with { Network = context.Network() }, context.RequestAborted);
        await context.SignOutAsync(Scheme);
    }

    private static async Task LookAgainAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (IsTheSameForEverybody(http))
        {
            context.RejectPrincipal();
            return;
        }
        var sessions = http.RequestServices.GetRequiredService<Sessions>();
        if (context.Principal?.Actor() is { } actor && await sessions.LookAsync(actor.SessionId, actor.AccountId, http.RequestAborted) is { } view)
        {
            if (view.Untouched) await sessions.TouchAsync(view.Id, http.RequestAborted);
            context.ReplacePrincipal(SessionUser.Of(view, http.Network()));
            return;
        }
        context.RejectPrincipal();
        await http.SignOutAsync(Scheme);
    }

    /// <summary>Scripts, styles, probes and the page for a fault: no reason to ask the database, which may be away.</summary>
    private static bool IsTheSameForEverybody(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        || http.Request.Path.StartsWithSegments(Health.Root)
        || http.Features.Get<IExceptionHandlerFeature>() is not null;

    /// <summary>Only what can be asked for again by a link is worth coming back to, and the person's own forms.</summary>
    private static async Task ToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        var expired = ExpiredSession.AccountOf(context.HttpContext) is not null;
        context.Response.Redirect((HttpMethods.IsGet(request.Method), expired) switch
        {
            (true, true) => Urls.SignInBecause(Urls.Expired, request.PathBase + request.Path + request.QueryString),
            (true, false) => context.RedirectUri,
            (false, true) => await ExpiredForm.KeepAsync(context.HttpContext),
            (false, false) => Urls.SignIn,
        });
    }
}
