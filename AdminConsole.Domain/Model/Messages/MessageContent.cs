using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace AdminConsole.Domain.Model.Messages;

/// <summary>What a person reads: a subject, a text, and for a mail the same in HTML.</summary>
public sealed record MessageContent(string Subject, string Text, string? Html = null);

/// <summary>Keeps message contents unreadable while they wait in the database: links and codes are in them (rule 9 of recovery).</summary>
public sealed class MessageSealer(IDataProtectionProvider provider)
{
    private readonly IDataProtector protector = provider.CreateProtector("AdminConsole.Outbox.Content.v1");

    public byte[] Seal(MessageContent content) => protector.Protect(JsonSerializer.SerializeToUtf8Bytes(content));

    /// <exception cref="System.Security.Cryptography.CryptographicException">The key that sealed it is gone.</exception>
    public MessageContent Open(byte[] sealedContent) =>
        JsonSerializer.Deserialize<MessageContent>(protector.Unprotect(sealedContent))
        ?? throw new InvalidDataException("A sealed message holds no content.");
}
