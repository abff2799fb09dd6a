using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace AdminConsole.Security.OpenIdConnect;

/// <summary>
/// What the handler needs to know. The names are those of Microsoft's own options, so that its package can take the place of this folder by one
/// registration; what is not here is not used.
/// </summary>
public sealed class OpenIdConnectOptions : RemoteAuthenticationOptions
{
    /// <summary>A clock that is further off than this is wrong, here or there.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    public OpenIdConnectOptions()
    {
        CallbackPath = "/signin-oidc";
        Events = new OpenIdConnectEvents();
        // Signatures that only the provider can make: neither « none » nor one made with a secret that is shared.
        TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];
        TokenValidationParameters.ClockSkew = ClockSkew;
    }

    /// <summary>The issuer; its discovery document is read from it unless <see cref="MetadataAddress"/> says otherwise.</summary>
    public string? Authority { get; set; }
    public string? MetadataAddress { get; set; }
    public bool RequireHttpsMetadata { get; set; } = true;
    public string? ClientId { get; set; }
    public string? ClientSecret { get; set; }
    public string ResponseMode { get; set; } = OpenIdConnectResponseMode.FormPost;
    public ICollection<string> Scope { get; } = ["openid", "profile"];

    /// <summary>Whether claims that the id token lacks are asked for at the userinfo endpoint.</summary>
    public bool GetClaimsFromUserInfoEndpoint { get; set; }
    public PathString SignedOutCallbackPath { get; set; } = "/signout-callback-oidc";

    /// <summary>Where a sign-out ends that does not say so itself.</summary>
    public string SignedOutRedirectUri { get; set; } = "/";

    /// <summary>Keeps what is sent to the provider and back readable by this site alone.</summary>
    public ISecureDataFormat<AuthenticationProperties> StateDataFormat { get; set; } = null!;
    public IConfigurationManager<OpenIdConnectConfiguration>? ConfigurationManager { get; set; }
    public TokenValidationParameters TokenValidationParameters { get; set; } = new();
    public OpenIdConnectProtocolValidator ProtocolValidator { get; set; } = new() { RequireStateValidation = false, NonceLifetime = TimeSpan.FromMinutes(15) };

    public new OpenIdConnectEvents Events
    {
        get => (OpenIdConnectEvents)base.Events;
        set => base.Events = value;
    }

    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(ClientId);
        if (ConfigurationManager is null) throw new InvalidOperationException("Authority or MetadataAddress has to be set.");
    }
}
