using System.Globalization;
using System.Net;
using System.Security.Claims;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace AdminConsole.Security;

/// <summary>
/// The signed-in person as claims. The cookie holds the two ids and nothing else; name, function and network are read
/// anew for each request and each circuit, and are there to show and to route: operations ask the database.
/// </summary>
public static class SessionUser
{
    private const string SessionId = "sid";
    private const string NetworkFrom = "network";
    private const string HighestFunction = "function";
    private const string SecondFactorDue = "factor-due";

    public static ClaimsPrincipal Nobody { get; } = new(new ClaimsIdentity());

    /// <summary>What the cookie holds.</summary>
    public static ClaimsPrincipal ForCookie(Guid accountId, Guid sessionId) => new(Identity(accountId, sessionId));

    public static ClaimsPrincipal Of(SessionView view, IPAddress? network)
    {
        var identity = Identity(view.AccountId, view.Id);
        identity.AddClaim(new(ClaimTypes.Name, view.DisplayName));
        if (view.Function is { } function) identity.AddClaim(new(HighestFunction, function.ToString()));
        if (view.FactorDue) identity.AddClaim(new(SecondFactorDue, "1"));
        if (network is not null) identity.AddClaim(new(NetworkFrom, network.ToString()));
        return new(identity);
    }

    /// <summary>Null for somebody who is not signed in.</summary>
    public static Actor? Actor(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var account) && Guid.TryParse(user.FindFirstValue(SessionId), out var session)
            ? new Actor(account, session, IPAddress.TryParse(user.FindFirstValue(NetworkFrom), out var network) ? network : null)
            : null;

    /// <summary>Highest current function; null for none.</summary>
    public static Function? Function(this ClaimsPrincipal user) =>
        Enum.TryParse<Function>(user.FindFirstValue(HighestFunction), out var function) ? function : null;

    /// <summary>Whether he holds a function that his session does not carry before a second factor was proven: nothing is open to him but that.</summary>
    public static bool IsFactorDue(this ClaimsPrincipal user) => user.HasClaim(SecondFactorDue, "1");

    /// <summary>The address that the request came from: the client's own, or what a configured proxy says that it is.</summary>
    public static IPAddress? Network(this HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;

    private static ClaimsIdentity Identity(Guid accountId, Guid sessionId) => new(
        [
            new(ClaimTypes.NameIdentifier, accountId.ToString("D", CultureInfo.InvariantCulture)),
            new(SessionId, sessionId.ToString("D", CultureInfo.InvariantCulture)),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme);
}
