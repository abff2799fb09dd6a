using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace AdminConsole.Security.OpenIdConnect;

/// <summary>
/// Sign-in by OpenID Connect: authorization code with PKCE (RFC 7636), state bound to the browser by the correlation cookie, nonce, the issuer of the
/// answer (RFC 9207), and sign-out begun here (OpenID Connect RP-Initiated Logout 1.0). Stands where Microsoft's handler of the same name would.
/// </summary>
public sealed class OpenIdConnectHandler(IOptionsMonitor<OpenIdConnectOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : RemoteAuthenticationHandler<OpenIdConnectOptions>(options, log, encoder), IAuthenticationSignOutHandler
{
    private const string CodeVerifierKey = "code_verifier";
    private const string NonceKey = ".nonce";
    private const string RedirectUriKey = "OpenIdConnect.Code.RedirectUri";
    private const int VerifierBytes = 32;

    private static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false };

    public override Task<bool> HandleRequestAsync() =>
        Options.SignedOutCallbackPath == Request.Path ? HandleSignOutCallbackAsync() : base.HandleRequestAsync();

    /// <exception cref="InvalidOperationException">The provider's discovery document cannot be had.</exception>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var configuration = await ConfigurationAsync();
        if (string.IsNullOrEmpty(properties.RedirectUri)) properties.RedirectUri = CurrentUri;
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(VerifierBytes));
        var message = new OpenIdConnectMessage
        {
            ClientId = Options.ClientId,
            IssuerAddress = configuration.AuthorizationEndpoint,
            RedirectUri = BuildRedirectUri(Options.CallbackPath),
            ResponseType = OpenIdConnectResponseType.Code,
            Scope = string.Join(' ', Options.Scope),
            Nonce = Options.ProtocolValidator.GenerateNonce(),
        };
        // The mode that a code has by itself is not said.
        if (Options.ResponseMode != OpenIdConnectResponseMode.Query) message.ResponseMode = Options.ResponseMode;
        message.SetParameter("code_challenge", Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
        message.SetParameter("code_challenge_method", "S256");
        GenerateCorrelationId(properties);
        await Options.Events.OnRedirectToIdentityProvider(new(Context, Scheme, Options, properties, message));
        properties.Items[CodeVerifierKey] = verifier;
        properties.Items[NonceKey] = message.Nonce;
        properties.Items[RedirectUriKey] = message.RedirectUri;
        message.State = Options.StateDataFormat.Protect(properties);
        Response.Redirect(message.CreateAuthenticationRequestUrl());
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        if (await ReadAnswerAsync() is not { } answer) return HandleRequestResult.Fail("The answer is neither a query nor a form.");
        if (Options.StateDataFormat.Unprotect(answer.State) is not { } properties) return HandleRequestResult.Fail("The state of the answer is not ours.");
        if (!ValidateCorrelationId(properties)) return HandleRequestResult.Fail("The answer is not this browser's, or came before.", properties);
        if (!string.IsNullOrEmpty(answer.Error))
        {
            // What the provider says of its error is anybody's text by the time it is here: only the code is kept.
            if (answer.Error == "access_denied") return await HandleAccessDeniedErrorAsync(properties);
            return HandleRequestResult.Fail(new OpenIdConnectRefusedException(), properties);
        }
        try
        {
            var configuration = await ConfigurationAsync();
            if (!IsOfIssuer(answer, configuration)) return HandleRequestResult.Fail(new SecurityTokenInvalidIssuerException("The answer names another issuer."), properties);
            if (string.IsNullOrEmpty(answer.Code)) return HandleRequestResult.Fail(new OpenIdConnectProtocolException("The answer holds no code."), properties);
            var redeemed = await RedeemAsync(answer.Code, properties, configuration);
            var identity = await ValidateAsync(redeemed, properties, configuration);
            if (Options.GetClaimsFromUserInfoEndpoint) await AddUserInfoAsync(identity, redeemed, configuration);
            properties.Items.Remove(CodeVerifierKey);
            properties.Items.Remove(NonceKey);
            properties.Items.Remove(RedirectUriKey);
            if (Options.SaveTokens) properties.StoreTokens([new() { Name = OpenIdConnectParameterNames.IdToken, Value = redeemed.IdToken }]);
            return HandleRequestResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name));
        }
        catch (Exception fault) when (fault is SecurityTokenException or OpenIdConnectProtocolException or InvalidOperationException or HttpRequestException
            or TaskCanceledException or ArgumentException or IOException or JsonException)
        {
            if (Context.RequestAborted.IsCancellationRequested) throw;
            return HandleRequestResult.Fail(fault, properties);
        }
    }

    /// <summary>Ends the session at the provider as well, where it can, and comes back to <see cref="AuthenticationProperties.RedirectUri"/>.</summary>
    public async Task SignOutAsync(AuthenticationProperties? properties)
    {
        properties ??= new();
        var target = Options.SignedOutRedirectUri;
        if (string.IsNullOrEmpty(properties.RedirectUri)) properties.RedirectUri = target;
        var configuration = await ConfigurationAsync();
        if (string.IsNullOrEmpty(configuration.EndSessionEndpoint))
        {
            Response.Redirect(properties.RedirectUri);
            return;
        }
        var message = new OpenIdConnectMessage
        {
            ClientId = Options.ClientId,
            IssuerAddress = configuration.EndSessionEndpoint,
            IdTokenHint = properties.GetTokenValue(OpenIdConnectParameterNames.IdToken),
            PostLogoutRedirectUri = BuildRedirectUri(Options.SignedOutCallbackPath),
        };
        await Options.Events.OnRedirectToIdentityProviderForSignOut(new(Context, Scheme, Options, properties, message));
        message.State = Options.StateDataFormat.Protect(new() { RedirectUri = properties.RedirectUri });
        Response.Redirect(message.CreateLogoutRequestUrl());
    }

    private Task<bool> HandleSignOutCallbackAsync()
    {
        var state = Options.StateDataFormat.Unprotect(Request.Query[OpenIdConnectParameterNames.State]);
        Response.Redirect(string.IsNullOrEmpty(state?.RedirectUri) ? Options.SignedOutRedirectUri : state.RedirectUri);
        return Task.FromResult(true);
    }

    private async Task<OpenIdConnectMessage?> ReadAnswerAsync()
    {
        if (HttpMethods.IsGet(Request.Method)) return new(Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray())!);
        if (!HttpMethods.IsPost(Request.Method) || !Request.HasFormContentType) return null;
        var form = await Request.ReadFormAsync(Context.RequestAborted);
        return new(form.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray())!);
    }

    /// <summary>RFC 9207: a provider that names itself in its answers has to, or the answer may be another's.</summary>
    private static bool IsOfIssuer(OpenIdConnectMessage answer, OpenIdConnectConfiguration configuration)
    {
        var issuer = answer.GetParameter("iss");
        var promised = configuration.AdditionalData.TryGetValue("authorization_response_iss_parameter_supported", out var says)
            && string.Equals(says?.ToString(), bool.TrueString, StringComparison.OrdinalIgnoreCase);
        return string.IsNullOrEmpty(issuer) ? !promised : issuer == configuration.Issuer;
    }

    private Task<OpenIdConnectConfiguration> ConfigurationAsync() => Options.ConfigurationManager!.GetConfigurationAsync(Context.RequestAborted);

    private async Task<OpenIdConnectMessage> RedeemAsync(string code, AuthenticationProperties properties, OpenIdConnectConfiguration configuration)
    {
        var question = new OpenIdConnectMessage
        {
            ClientId = Options.ClientId,
            ClientSecret = Options.ClientSecret,
            Code = code,
            GrantType = OpenIdConnectGrantTypes.AuthorizationCode,
            RedirectUri = properties.Items[RedirectUriKey],
        };
        question.SetParameter(CodeVerifierKey, properties.Items[CodeVerifierKey]);
        using var request = new HttpRequestMessage(HttpMethod.Post, configuration.TokenEndpoint) { Content = new FormUrlEncodedContent(question.Parameters!) };
        using var response = await Options.Backchannel.SendAsync(request, Context.RequestAborted);
        if (!response.IsSuccessStatusCode) throw new OpenIdConnectProtocolException($"The token endpoint answered {(int)response.StatusCode}.");
        return new(await response.Content.ReadAsStringAsync(Context.RequestAborted));
    }

    private async Task<ClaimsIdentity> ValidateAsync(OpenIdConnectMessage redeemed, AuthenticationProperties properties, OpenIdConnectConfiguration configuration)
    {
        var result = await CheckAsync(redeemed.IdToken, configuration);
        if (!result.IsValid && result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // Keys are exchanged while people sign in: a key that is not known yet is looked up once.
            Options.ConfigurationManager!.RequestRefresh();
            var fresh = await OpenIdConnectConfigurationRetriever.GetAsync(
                Options.MetadataAddress, new Microsoft.IdentityModel.Protocols.HttpDocumentRetriever(Options.Backchannel) { RequireHttps = Options.RequireHttpsMetadata },
                Context.RequestAborted);
            result = await CheckAsync(redeemed.IdToken, fresh);
        }
        if (!result.IsValid) throw result.Exception;
        Options.ProtocolValidator.ValidateTokenResponse(new()
        {
            ClientId = Options.ClientId,
            Nonce = properties.Items[NonceKey],
            ProtocolMessage = redeemed,
            ValidatedIdToken = new JwtSecurityToken(redeemed.IdToken),
        });
        return result.ClaimsIdentity;
    }

    /// <summary>Claims that the id token lacks: a provider may give « profile » there alone (OpenID Connect Core, 5.4).</summary>
    private async Task AddUserInfoAsync(ClaimsIdentity identity, OpenIdConnectMessage redeemed, OpenIdConnectConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration.UserInfoEndpoint) || string.IsNullOrEmpty(redeemed.AccessToken)) return;
        using var request = new HttpRequestMessage(HttpMethod.Get, configuration.UserInfoEndpoint);
        request.Headers.Authorization = new("Bearer", redeemed.AccessToken);
        using var response = await Options.Backchannel.SendAsync(request, Context.RequestAborted);
        if (!response.IsSuccessStatusCode) throw new OpenIdConnectProtocolException($"The userinfo endpoint answered {(int)response.StatusCode}.");
        using var told = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Context.RequestAborted));
        // 5.3.2: the answer may be about another person.
        if (!told.RootElement.TryGetProperty("sub", out var subject) || subject.GetString() != identity.FindFirst("sub")?.Value)
            throw new OpenIdConnectProtocolException("The userinfo endpoint speaks of another subject.");
        foreach (var claim in told.RootElement.EnumerateObject().Where(c => !identity.HasClaim(has => has.Type == c.Name)))
        {
            // « email_verified » is no text, and says whether an address may be believed.
            if (claim.Value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False)
                identity.AddClaim(new(claim.Name, claim.Value.ToString(), ClaimValueTypes.String, configuration.Issuer));
        }
    }

    private Task<TokenValidationResult> CheckAsync(string idToken, OpenIdConnectConfiguration configuration)
    {
        var parameters = Options.TokenValidationParameters.Clone();
        parameters.ValidIssuer = configuration.Issuer;
        parameters.IssuerSigningKeys = configuration.SigningKeys;
        return Tokens.ValidateTokenAsync(idToken, parameters);
    }
}

/// <summary>The provider answered with an error of its own.</summary>
public sealed class OpenIdConnectRefusedException() : Exception("The provider refused.");
