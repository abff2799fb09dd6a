using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using AdminConsole.Domain.Assistance;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace AdminConsole.Features.Assistance;

/// <summary>
/// What was typed in the steps before: kept in the browser, unreadable there, until it is sent, erased or three hours old. So the pages can be
/// gone through in any order, by any server, and no stranger fills a table with half a form.
/// </summary>
internal static class DraftCookie
{
    private const string Name = "AdminConsole.Assistance";

    /// <summary>Of what is read back; no form that was let through comes near it.</summary>
    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan Life = TimeSpan.FromHours(3);
    private static readonly ChunkingCookieManager Manager = new() { ThrowForPartialCookies = false };

    /// <summary>Null when there is none, or none that can be read.</summary>
    public static AssistanceDraft? Read(HttpContext context)
    {
        if (Manager.GetRequestCookie(context, Name) is not { Length: > 0 } cookie) return null;
        try
        {
            using var packed = new BrotliStream(new MemoryStream(Protector(context).Unprotect(Convert.FromBase64String(cookie))), CompressionMode.Decompress);
            var text = new byte[MostBytes];
            var length = packed.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return JsonSerializer.Deserialize<AssistanceDraft>(text.AsSpan(0, length));
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or InvalidDataException or InvalidOperationException or JsonException)
        {
            // Too old, cut, or of another installation.
            return null;
        }
    }

    public static void Write(HttpContext context, AssistanceDraft draft)
    {
        using var packed = new MemoryStream();
        using (var pack = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true)) JsonSerializer.Serialize(pack, draft);
        Manager.AppendResponseCookie(context, Name, Convert.ToBase64String(Protector(context).Protect(packed.ToArray(), Life)), Options(context));
    }

    public static void Forget(HttpContext context) => Manager.DeleteCookie(context, Name, Options(context));

    /// <summary>Says whether a form is still the one that was shown: another tab may have changed it.</summary>
    public static string DigestOf(AssistanceDraft draft) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(draft)).AsSpan(0, 8));

    private static ITimeLimitedDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("AdminConsole.Assistance.Draft.v1").ToTimeLimitedDataProtector();

    private static CookieOptions Options(HttpContext context) => new()
    {
        Path = Urls.Assistance, HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps,
    };
}
