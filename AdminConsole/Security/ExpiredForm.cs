using System.Text.Json;
using AdminConsole.Domain.Model;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace AdminConsole.Security;

/// <summary>
/// A form of « Mon compte » that was sent when its session was over. What is harmless of it is kept for the same person, who finds the
/// page as it was after signing in; nothing of it was done. Kept in the browser, unreadable there, for a quarter of an hour.
/// </summary>
public static class ExpiredForm
{
    /// <summary>The one field whose text comes back: an address or a number, never a password.</summary>
    public const string Field = "contact";

    private const string Cookie = "AdminConsole.Typed";
    private const int TypedLength = 320;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private sealed record Kept(Guid AccountId, string Path, string? Typed);

    /// <summary>Where to go for a form whose session is over: the sign-in page, and from there back to the form.</summary>
    internal static async Task<string> KeepAsync(HttpContext context)
    {
        if (!Urls.IsOwnAccount(context.Request.Path) || ExpiredSession.AccountOf(context) is not { } account) return Urls.SignInBecause(Urls.Expired);
        var path = context.Request.Path.Value!;
        var kept = new Kept(account, path, await TypedAsync(context));
        context.Response.Cookies.Append(Cookie, Protector(context).Protect(JsonSerializer.Serialize(kept), Life), Options(context));
        return Urls.SignInBecause(Urls.Expired, path);
    }

    /// <summary>Whether a form of this page and this person was sent too late, once; with what was typed in its harmless field.</summary>
    public static (bool Late, string? Typed) Take(HttpContext context, Actor actor)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var cookie)) return (false, null);
        context.Response.Cookies.Delete(Cookie, Options(context));
        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(Protector(context).Unprotect(cookie!));
            return kept is not null && kept.AccountId == actor.AccountId && context.Request.Path.Equals(kept.Path, StringComparison.OrdinalIgnoreCase)
                ? (true, kept.Typed)
                : (false, null);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // Too old, or of another installation.
            return (false, null);
        }
    }

    private static async Task<string?> TypedAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return null;
        try
        {
            var typed = (await context.Request.ReadFormAsync(context.RequestAborted))[Field].ToString();
            return typed is { Length: > 0 and <= TypedLength } ? typed : null;
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            // A form that cannot be read has nothing worth keeping.
            return null;
        }
    }

    private static ITimeLimitedDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("AdminConsole.ExpiredForm.v1").ToTimeLimitedDataProtector();

    private static CookieOptions Options(HttpContext context) => new()
    {
        Path = Urls.OwnAccount, HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = Life,
    };
}

/// <summary>What a request still knows of a session that is over: its cookie.</summary>
internal static class ExpiredSession
{
    /// <summary>Whose session it was; null for a browser that was never signed in, or signed out.</summary>
    public static Guid? AccountOf(HttpContext context)
    {
        var cookies = context.RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        var cookie = cookies.CookieManager.GetRequestCookie(context, cookies.Cookie.Name!);
        return cookie is null ? null : cookies.TicketDataFormat.Unprotect(cookie)?.Principal.Actor()?.AccountId;
    }
}
