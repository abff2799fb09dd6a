using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AdminConsole.Domain.Model;

namespace AdminConsole.Making;

/// <summary>A passkey made of software, which can also answer as none of a browser would. ES256.</summary>
public sealed class SoftPasskey : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = Guid.NewGuid().ToByteArray();

    /// <summary>As it is stored for its owner: the public half as a COSE key.</summary>
    public Passkey Of(Guid accountId)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new()
        {
            Id = Guid.NewGuid(), AccountId = accountId, Name = "Linux", CredentialId = id,
            PublicKey = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!],
        };
    }

    /// <summary>What a browser would send for this question, as the field of a form.</summary>
    /// <param name="question">The site's own JSON.</param>
    /// <param name="verified">Whether the device knew its owner.</param>
    public string Answer(string question, Guid owner, Uri origin, uint counter = 0, bool verified = true, string type = "webauthn.get", bool crossOrigin = false)
    {
        using var asked = JsonDocument.Parse(question);
        var client = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type, challenge = asked.RootElement.GetProperty("challenge").GetString(), origin = origin.GetLeftPart(UriPartial.Authority), crossOrigin,
        });
        var device = new byte[37];
        SHA256.HashData(Encoding.ASCII.GetBytes(origin.Host), device);
        device[32] = (byte)(UserPresent | (verified ? UserVerified : 0));
        BinaryPrimitives.WriteUInt32BigEndian(device.AsSpan(33), counter);
        var signature = key.SignData([.. device, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var name = Base64Url.EncodeToString(id);
        return JsonSerializer.Serialize(new
        {
            id = name, rawId = name, type = "public-key", clientExtensionResults = new { }, authenticatorAttachment = "platform",
            response = new
            {
                clientDataJSON = Base64Url.EncodeToString(client), authenticatorData = Base64Url.EncodeToString(device), signature = Base64Url.EncodeToString(signature),
                userHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(owner.ToString("D"))),
            },
        });
    }

    public void Dispose() => key.Dispose();
}
