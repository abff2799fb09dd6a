using System.Text.Json;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Domain.SignIn;
using AdminConsole.Security.OpenIdConnect;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace AdminConsole.Security;

/// <summary>The way in through the organisation's identity provider: what is asked of it, and what its answer opens here.</summary>
internal static partial class ProviderEntry
{
    private const string Scheme = OpenIdConnectDefaults.AuthenticationScheme;

    public static void AddProviderEntry(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var provider = configuration.GetSection(ProviderOptions.Section).Get<ProviderOptions>();
        if (provider is not { IsSet: true }) return;
        services.AddAuthentication().AddOpenIdConnect(options => Configure(options, provider, environment));
    }

    public static void MapProviderEntry(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.ServiceProvider.GetRequiredService<IOptions<ProviderOptions>>().Value.IsSet) return;
        endpoints.MapPost(Urls.Provider, GoAsync).AllowAnonymous();
    }

    /// <summary>Ends the provider's own session too, if this one began there. False when nobody there can be asked.</summary>
    public static async Task<bool> LeaveAsync(HttpContext context, AuthenticationProperties? session)
    {
        if (session?.GetTokenValue(OpenIdConnectParameterNames.IdToken) is null || !IsSet(context)) return false;
        try
        {
            session.RedirectUri = Urls.SignIn;
            await context.SignOutAsync(Scheme, session);
        }
        catch (InvalidOperationException fault)
        {
            Log.NotSignedOut(LogOf(context), fault);
            return false;
        }
        await OnwardAsync(context);
        return true;
    }

    private static bool IsSet(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<ProviderOptions>>().Value.IsSet;

    private static void Configure(OpenIdConnectOptions options, ProviderOptions provider, IHostEnvironment environment)
    {
        var development = environment.IsDevelopment();
        var crossSite = provider.ResponseMode is ProviderResponseMode.FormPost;
        options.Authority = provider.Authority!.AbsoluteUri;
        options.RequireHttpsMetadata = !development;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.ResponseMode = crossSite ? OpenIdConnectResponseMode.FormPost : OpenIdConnectResponseMode.Query;
        foreach (var scope in provider.Scope) options.Scope.Add(scope);
        options.CallbackPath = provider.CallbackPath;
        options.SignedOutCallbackPath = provider.SignedOutCallbackPath;
        options.SignedOutRedirectUri = Urls.SignIn;
        options.GetClaimsFromUserInfoEndpoint = true;
        // For the provider's own sign-out, which asks nothing when it gets the token back.
        options.SaveTokens = true;
        options.CorrelationCookie.Protect("AdminConsole.Provider.", environment);
        if (crossSite)
        {
            // The answer is a post of another site, and only such a cookie comes with it.
            options.CorrelationCookie.SameSite = SameSiteMode.None;
            options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.Always;
        }
        options.Events.OnRedirectToIdentityProvider = context => FromPublicUrl(context, options.CallbackPath, uri => context.ProtocolMessage.RedirectUri = uri);
        options.Events.OnRedirectToIdentityProviderForSignOut = context =>
            FromPublicUrl(context, options.SignedOutCallbackPath, uri => context.ProtocolMessage.PostLogoutRedirectUri = uri);
        options.Events.OnTicketReceived = EnterAsync;
        options.Events.OnAccessDenied = async context =>
        {
            await RefuseAsync(context.HttpContext, ProviderRefusal.Cancelled, fault: null);
            context.HandleResponse();
        };
        options.Events.OnRemoteFailure = async context =>
        {
            await RefuseAsync(context.HttpContext, RefusalOf(context.Failure), context.Failure);
            context.HandleResponse();
        };
    }

    /// <summary>Where the browser comes back to is ours to say, and never the request's (rule 2 of recovery).</summary>
    private static Task FromPublicUrl(RedirectContext context, PathString path, Action<string> set)
    {
        if (context.HttpContext.RequestServices.GetRequiredService<IOptions<SiteOptions>>().Value.PublicUrl is { } root) set(new Uri(root, path.Value!).AbsoluteUri);
        return Task.CompletedTask;
    }

    private static async Task GoAsync(HttpContext context)
    {
        var back = (await context.Request.ReadFormAsync(context.RequestAborted))[Urls.ReturnUrl].ToString();
        try
        {
            await context.ChallengeAsync(Scheme, new() { RedirectUri = Urls.IsLocal(back) ? back : Urls.Console });
        }
        catch (InvalidOperationException fault)
        {
            // The library's word for a discovery document that cannot be had.
            await RefuseAsync(context, ProviderRefusal.Unreachable, fault);
            return;
        }
        await OnwardAsync(context);
    }

    /// <summary>The way to the provider that was just set as a redirect, as a page that leads there: see <see cref="Onward"/>.</summary>
    private static async Task OnwardAsync(HttpContext context)
    {
        var target = context.Response.Headers.Location.ToString();
        if (Urls.IsLocal(target)) return;
        context.Response.Headers.Location = default;
        context.Response.StatusCode = StatusCodes.Status200OK;
        await new RazorComponentResult<Onward>(new { Target = target }).ExecuteAsync(context);
    }

    private static async Task EnterAsync(TicketReceivedContext ticket)
    {
        var context = ticket.HttpContext;
        var provider = context.RequestServices.GetRequiredService<IOptions<ProviderOptions>>().Value;
        // An address that the provider itself has not verified is anybody's to type there, by whatever claim it comes.
        var unverified = ticket.Principal!.HasClaim(c => c is { Type: "email_verified" } && c.Value.Equals(bool.FalseString, StringComparison.OrdinalIgnoreCase));
        var named = unverified && provider.LoginClaimIs is AccountKey.Email ? [] : ticket.Principal!.FindAll(provider.LoginClaim).Select(c => c.Value).Distinct().ToArray();
        var answer = await context.RequestServices.GetRequiredService<ProviderSignIn>().EnterAsync(
            named is [var one] ? one : null, Reference.Of(context), context.Network(), context.Request.Headers.UserAgent, context.RequestAborted);
        ticket.HandleResponse();
        if (answer.Session is not { } session)
        {
            Show(context, answer.Refusal!.Value);
            return;
        }
        await SessionCookie.EnterAsync(context, session, ticket.Properties?.GetTokenValue(OpenIdConnectParameterNames.IdToken));
        RememberedWay.Keep(context);
        // Local by the check that put it there, in a state that nobody else can write.
        context.Response.Redirect(ticket.ReturnUri is { } back && Urls.IsLocal(back) ? back : Urls.Console);
    }

    private static ProviderRefusal RefusalOf(Exception? fault) => fault switch
    {
        OpenIdConnectRefusedException => ProviderRefusal.RefusedThere,
        HttpRequestException or TaskCanceledException or IOException => ProviderRefusal.Unreachable,
        InvalidOperationException => ProviderRefusal.Unreachable,
        SecurityTokenException or OpenIdConnectProtocolException or ArgumentException or JsonException => ProviderRefusal.NotGenuine,
        _ => ProviderRefusal.NotAsked,
    };

    private static async Task RefuseAsync(HttpContext context, ProviderRefusal why, Exception? fault)
    {
        var reference = Reference.Of(context);
        Log.Refused(LogOf(context), why, reference, fault);
        await context.RequestServices.GetRequiredService<ProviderSignIn>().RefuseAsync(why, reference, context.Network(), context.RequestAborted);
        Show(context, why);
    }

    private static void Show(HttpContext context, ProviderRefusal why) => context.Response.Redirect(Urls.ProviderRefused(why.ToString(), Reference.Of(context)));

    private static ILogger LogOf(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProviderEntry));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in through the identity provider was refused: {Why}, {Reference}")]
        public static partial void Refused(ILogger logger, ProviderRefusal why, string reference, Exception? fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider could not be asked to sign out; the session here is over")]
        public static partial void NotSignedOut(ILogger logger, Exception fault);
    }
}
