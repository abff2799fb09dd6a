using System.Buffers.Text;
using System.Security.Cryptography;

namespace AdminConsole.Domain.Model.Tokens;

/// <summary>The secret part of a link: 256 bits of the operating system's generator as 43 characters of base64url.</summary>
internal static class LinkSecret
{
    public const int Characters = 43;
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string secret) => SHA256.HashData(Base64Url.DecodeFromChars(secret));

    /// <summary>
    /// The secret in what came back from a mail program, without the dot, bracket or line end that some glue to a
    /// link; null for what cannot be one: cut short, doubled, foreign.
    /// </summary>
    public static string? Read(string? linkText)
    {
        var text = (linkText ?? "").Trim().Trim('.', ',', ';', ':', '!', '>', '<', ')', '(', ']', '"', '\'', '»', '«', '\u00a0', ' ', '\r', '\n', '\t');
        return text.Length == Characters && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && Base64Url.IsValid(text, out var length) && length == Bytes ? text : null;
    }
}
