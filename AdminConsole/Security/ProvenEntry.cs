using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace AdminConsole.Security;

/// <summary>
/// The cookie of somebody who typed a provisional password: names the token, for « Choisissez votre mot de passe » and for nothing else. It is
/// no session, it changes nothing by itself, and what it names may end before it does.
/// </summary>
internal sealed class ProvenEntry
{
    /// <summary>Time to choose a password in; typed once more, the provisional password gives another quarter of an hour.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private const int GuidBytes = 16;
    private readonly IDataProtector protector;
    private readonly CookieBuilder cookie = new();
    private readonly TimeProvider time;

    public ProvenEntry(IDataProtectionProvider provider, IHostEnvironment environment, TimeProvider time)
    {
        this.time = time;
        protector = provider.CreateProtector("AdminConsole.ProvenEntry.v1");
        cookie.Protect("AdminConsole.Entry", environment);
        cookie.SameSite = SameSiteMode.Strict;
        cookie.MaxAge = Life;
    }

    public void Give(HttpContext context, Guid tokenId)
    {
        Span<byte> entry = stackalloc byte[GuidBytes + sizeof(long)];
        tokenId.TryWriteBytes(entry);
        BinaryPrimitives.WriteInt64LittleEndian(entry[GuidBytes..], (time.GetUtcNow() + Life).ToUnixTimeMilliseconds());
        context.Response.Cookies.Append(cookie.Name!, Base64Url.EncodeToString(protector.Protect(entry.ToArray())), cookie.Build(context));
    }

    /// <summary>The token that this browser may use; null without a cookie of ours that is fresh.</summary>
    public Guid? Read(HttpContext context)
    {
        if (context.Request.Cookies[cookie.Name!] is not { Length: > 0 } value || !Base64Url.IsValid(value)) return null;
        byte[] entry;
        try
        {
            entry = protector.Unprotect(Base64Url.DecodeFromChars(value));
        }
        catch (CryptographicException)
        {
            return null;
        }
        var until = BinaryPrimitives.ReadInt64LittleEndian(entry.AsSpan(GuidBytes));
        return until > time.GetUtcNow().ToUnixTimeMilliseconds() ? new Guid(entry.AsSpan(0, GuidBytes)) : null;
    }

    public void Forget(HttpContext context) => context.Response.Cookies.Delete(cookie.Name!, cookie.Build(context));
}
