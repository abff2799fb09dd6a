using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AdminConsole.Domain.Search;

/// <summary>Where a page ends or begins. The key itself, not the person: it stays good when he is gone, and tells nothing of anybody else.</summary>
/// <param name="At">The moment of creation; null in a list by name.</param>
internal sealed record ListPlace(string Family, string Given, DateTimeOffset? At, Guid Id)
{
    public string Write() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(At is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks}\n{Id:N}")
        : $"{Family}\n{Given}\n{Id:N}"));

    /// <summary>Null for what was never written, and for a key of the other order.</summary>
    public static ListPlace? Read(string? written, bool byCreation)
    {
        if (written is null or { Length: > 3_000 } || !Base64Url.IsValid(written)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(written)).Split('\n');
        return byCreation switch
        {
            true when parts is [var ticks, var id] && Guid.TryParseExact(id, "N", out var guid)
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks =>
                new("", "", new DateTimeOffset(at, TimeSpan.Zero), guid),
            false when parts is [var family, var given, var id] && Guid.TryParseExact(id, "N", out var guid)
                && !family.Contains('\0', StringComparison.Ordinal) && !given.Contains('\0', StringComparison.Ordinal) => new(family, given, null, guid),
            _ => null,
        };
    }
}
