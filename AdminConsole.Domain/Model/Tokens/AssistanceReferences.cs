using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace AdminConsole.Domain.Model.Tokens;

/// <summary>What a new request for assistance keeps of its secret, and the secret itself for whoever asked.</summary>
public sealed record IssuedReference(string Secret, byte[] Hash, byte[] Sealed);

/// <summary>
/// The unguessable references of requests for assistance, 256 bits each. The digest finds the request; the sealed copy lets later mails repeat
/// the link, which no reader of the database can.
/// </summary>
public sealed class AssistanceReferences(IDataProtectionProvider provider)
{
    private readonly IDataProtector protector = provider.CreateProtector("AdminConsole.Assistance.Reference.v1");

    /// <summary>A new one, from the operating system's generator.</summary>
    public IssuedReference Issue()
    {
        var secret = LinkSecret.New();
        return new(secret, LinkSecret.Hash(secret), protector.Protect(Encoding.ASCII.GetBytes(secret)));
    }

    /// <summary>The secret of a request; null when the key that sealed it is gone.</summary>
    public string? Open(AssistanceRequest request)
    {
        try
        {
            return Encoding.ASCII.GetString(protector.Unprotect(request.ReferenceSealed));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Digest of the secret in a link as it came back; null for what cannot be one.</summary>
    internal static byte[]? HashOf(string? linkText) => LinkSecret.Read(linkText) is { } secret ? LinkSecret.Hash(secret) : null;
}
