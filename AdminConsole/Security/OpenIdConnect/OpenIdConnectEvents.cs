using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AdminConsole.Security.OpenIdConnect;

/// <summary>What the site may change before the browser is sent to the provider, besides what every remote sign-in has.</summary>
public sealed class OpenIdConnectEvents : RemoteAuthenticationEvents
{
    public Func<RedirectContext, Task> OnRedirectToIdentityProvider { get; set; } = _ => Task.CompletedTask;

    public Func<RedirectContext, Task> OnRedirectToIdentityProviderForSignOut { get; set; } = _ => Task.CompletedTask;
}

/// <summary>A message to the provider that is about to be sent.</summary>
public sealed class RedirectContext(
    HttpContext context, AuthenticationScheme scheme, OpenIdConnectOptions options, AuthenticationProperties? properties, OpenIdConnectMessage message)
    : PropertiesContext<OpenIdConnectOptions>(context, scheme, options, properties)
{
    public OpenIdConnectMessage ProtocolMessage { get; } = message;
}
