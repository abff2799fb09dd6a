using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AdminConsole.Bench;

/// <summary>
/// An identity provider that takes no time: its documents, and for each code the token that was signed for it before anybody asked. Keys and signatures are
/// real (RS256, 2048 bits).
/// </summary>
internal sealed class StubProvider : IAsyncDisposable
{
    public const string ClientId = "bench";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private readonly RSA rsa = RSA.Create(2048);
    private readonly JsonWebTokenHandler writer = new();
    private readonly ConcurrentDictionary<string, string> tokens = new();
    private readonly WebApplication app;

    private StubProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, object>
        {
            ["issuer"] = Issuer, ["authorization_endpoint"] = Issuer + "/auth", ["token_endpoint"] = Issuer + "/token", ["jwks_uri"] = Issuer + "/jwks",
            ["authorization_response_iss_parameter_supported"] = true,
        });
        app.MapGet("/jwks", () => new { keys = new[] { PublicKey() } });
        app.MapPost("/token", async (HttpRequest request) => new Dictionary<string, object>
        {
            ["token_type"] = "Bearer", ["access_token"] = "unused", ["expires_in"] = (int)Life.TotalSeconds,
            ["id_token"] = tokens.TryRemove((await request.ReadFormAsync())["code"].ToString(), out var token) ? token : throw new InvalidOperationException("No such code."),
        });
    }

    public string Issuer => app.Urls.First();

    public static async Task<StubProvider> StartAsync()
    {
        var provider = new StubProvider();
        await provider.app.StartAsync();
        return provider;
    }

    /// <summary>A code that is good for one token, which says that this person came.</summary>
    public string CodeFor(string login, string nonce)
    {
        var code = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var now = DateTime.UtcNow;
        tokens[code] = writer.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer, Audience = ClientId, IssuedAt = now, NotBefore = now, Expires = now + Life,
            Claims = new Dictionary<string, object> { ["sub"] = login, ["preferred_username"] = login, ["nonce"] = nonce },
            SigningCredentials = new(new RsaSecurityKey(rsa) { KeyId = ClientId }, SecurityAlgorithms.RsaSha256),
        });
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        rsa.Dispose();
    }

    private Dictionary<string, string> PublicKey()
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return new()
        {
            ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = ClientId,
            ["n"] = Base64UrlEncoder.Encode(key.Modulus), ["e"] = Base64UrlEncoder.Encode(key.Exponent),
        };
    }
}
