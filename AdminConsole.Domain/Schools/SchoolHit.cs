namespace AdminConsole.Domain.Schools;

/// <summary>An open school as everybody may see it.</summary>
public sealed record SchoolHit(string Uai, string Name, string Town, string? PublicPageUrl)
{
    /// <summary>The school's own page; null when it has none, or one that is no address on the web.</summary>
    public Uri? PublicPage => PublicAddress.Read(PublicPageUrl);
}

/// <summary>What was found; <paramref name="HasMore"/> when there are more than are listed.</summary>
public sealed record SchoolHits(IReadOnlyList<SchoolHit> Hits, bool HasMore)
{
    public static readonly SchoolHits Nothing = new([], HasMore: false);
}

/// <summary>One page of a list of schools. Pages count from 1; there is always one.</summary>
public sealed record SchoolPart(IReadOnlyList<SchoolHit> Hits, int Total, int Page, int Pages);

/// <summary>What a school publishes of itself.</summary>
public sealed record SchoolCard(string Uai, string Name, string Town, string? PublicPageUrl, string? ContactEmail, string? ContactPhone)
{
    /// <inheritdoc cref="SchoolHit.PublicPage"/>
    public Uri? PublicPage => PublicAddress.Read(PublicPageUrl);
}

internal static class PublicAddress
{
    /// <summary>An absolute http or https address without a user in it. Files say what they like: a javascript: link never leaves here.</summary>
    public static Uri? Read(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { UserInfo: "", Host: not "" } ? address : null;
}
