using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace AdminConsole.Domain.SignIn;

/// <summary>Secrets of authenticator applications and the codes that follow from them: RFC 6238 with SHA-1, six digits, thirty seconds.</summary>
public sealed class TotpSecrets(IDataProtectionProvider provider)
{
    /// <summary>How long an offered secret waits for its first code.</summary>
    private static readonly TimeSpan OfferLife = TimeSpan.FromMinutes(30);

    private const int SecretBytes = 20;
    private const int StepSeconds = 30;
    private const int Digits = 6;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    internal static byte[] Create() => RandomNumberGenerator.GetBytes(SecretBytes);

    internal byte[] Protect(Guid accountId, byte[] secret) => Stored(accountId).Protect(secret);

    internal byte[] Unprotect(Guid accountId, byte[] stored) => Stored(accountId).Unprotect(stored);

    /// <summary>What a form carries until its code is typed: nothing is stored before.</summary>
    internal string Seal(Guid accountId, byte[] secret) => Base64Url.EncodeToString(Offered(accountId).Protect(secret, OfferLife));

    /// <summary>Null for what is too old, somebody else's, or not of this site.</summary>
    internal byte[]? Open(Guid accountId, string? offer)
    {
        if (offer is not { Length: > 0 } || !Base64Url.IsValid(offer)) return null;
        try
        {
            return Offered(accountId).Unprotect(Base64Url.DecodeFromChars(offer));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>As it is typed into an application by hand, in groups of four.</summary>
    internal static string Text(byte[] secret)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var part in secret)
        {
            (bits, count) = ((bits << 8) | part, count + 8);
            while (count >= 5)
            {
                count -= 5;
                if (text.Length % 5 == 4) text.Append(' ');
                text.Append(Base32[(bits >> count) & 31]);
            }
            bits &= (1 << count) - 1;
        }
        return text.ToString();
    }

    /// <summary>What the picture says to an application.</summary>
    internal static string Address(byte[] secret, string site, string login) =>
        $"otpauth://totp/{Uri.EscapeDataString(site)}:{Uri.EscapeDataString(login)}?secret={Text(secret).Replace(" ", "", StringComparison.Ordinal)}&issuer={Uri.EscapeDataString(site)}";

    internal static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>Of the step now, the one before and the one after, the one whose code this is: clocks differ. Null for none.</summary>
    internal static long? StepOf(byte[] secret, string code, DateTimeOffset now)
    {
        long? found = null;
        var typed = Encoding.ASCII.GetBytes(code);
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.ASCII.GetBytes(CodeAt(secret, step)))) found = step;
        }
        return found;
    }

    [SuppressMessage("Security", "CA5350", Justification = "What RFC 6238 says and every authenticator application knows; a keyed hash does not suffer from collisions.")]
    internal static string CodeAt(byte[] secret, long step)
    {
        Span<byte> moment = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(moment, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, moment, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The six digits that were typed, whatever blanks are between them; null for anything else.</summary>
    internal static string? Normalize(string? typed)
    {
        if (typed is null or { Length: > 20 }) return null;
        var digits = string.Concat(typed.Where(sign => !char.IsWhiteSpace(sign)));
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    private IDataProtector Stored(Guid accountId) => provider.CreateProtector("AdminConsole.Totp.v1", accountId.ToString());

    private ITimeLimitedDataProtector Offered(Guid accountId) => provider.CreateProtector("AdminConsole.TotpOffer.v1", accountId.ToString()).ToTimeLimitedDataProtector();
}
