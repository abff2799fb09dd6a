using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Imports;

/// <summary>
/// One person as a source says: all that preview and application know of it, whatever it was read from. CSV fills it today; another source yields the same.
/// </summary>
internal sealed class ImportedLine
{
    public required short File { get; init; }

    /// <summary>Place in its file, as people count it.</summary>
    public required int Number { get; init; }

    /// <summary>As it stands in the file, for the report.</summary>
    public required string[] Cells { get; init; }

    /// <summary>What is wrong with it, or left out of it.</summary>
    public List<ImportReason> Reasons { get; } = [];

    public Profile? Profile { get; set; }
    public ImportSchool? School { get; set; }
    public string? ExternalId { get; set; }
    public string? NationalId { get; set; }
    public Civility Civility { get; set; }
    public string FamilyName { get; set; } = "";
    public string GivenName { get; set; } = "";
    public string? UsageName { get; set; }
    public DateOnly? BirthDate { get; set; }
    public string? ClassName { get; set; }
    public string? Email { get; set; }
    public string? Mobile { get; set; }
    public string? Language { get; set; }
    public List<ImportedChild> Children { get; } = [];

    public bool IsRefused => Reasons.Exists(reason => reason < ImportReason.EmailLeftOut);
}

/// <summary>A child as the line of a responsable names it: by its id, else by its name in the same school.</summary>
internal sealed class ImportedChild
{
    public string? ExternalId { get; set; }
    public string? FamilyName { get; set; }
    public string? GivenName { get; set; }
    public DateOnly? BirthDate { get; set; }
    public string? ClassName { get; set; }

    public bool IsNamed => ExternalId is not null || (FamilyName is not null && GivenName is not null);
}

/// <summary>Short digests that stand for an id, a person or a whole line, so that equal ones are found by comparing 16 bytes.</summary>
internal static class LineKeys
{
    /// <summary>40 hexadecimal digits from what of a person does not change: the id of somebody whom the file gives none.</summary>
    public static string ExternalId(string uai, Profile profile, string familyKey, string givenKey, DateOnly? birthDate) =>
        Convert.ToHexStringLower(Digest([uai, $"{(int)profile}", familyKey, givenKey, $"{birthDate:yyyy-MM-dd}"])[..20]);

    public static Guid Of(params ReadOnlySpan<string> parts) => new(Digest(parts)[..16]);

    private static byte[] Digest(ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts) length += Encoding.UTF8.GetMaxByteCount(part.Length) + 4;
        Span<byte> bytes = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        var at = 0;
        foreach (var part in parts)
        {
            // With its length before it, so that no two lists of parts read alike.
            var count = Encoding.UTF8.GetBytes(part, bytes[(at + 4)..]);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[at..], count);
            at += count + 4;
        }
        return SHA256.HashData(bytes[..at]);
    }
}
