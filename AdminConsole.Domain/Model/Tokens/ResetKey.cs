namespace AdminConsole.Domain.Model.Tokens;

/// <summary>
/// With what somebody comes to « Choisissez votre mot de passe »: the link of a message as it came back, or an entry, the id of a token whose
/// provisional password was proven at sign-in.
/// </summary>
public readonly record struct ResetKey
{
    private readonly string? linkText;
    private readonly Guid? tokenId;

    private ResetKey(string? linkText, Guid? tokenId) => (this.linkText, this.tokenId) = (linkText, tokenId);

    /// <summary>The last part of a link's URL, whatever a mail program made of it.</summary>
    public static ResetKey Link(string? linkText) => new(linkText, null);

    /// <summary>Only for a token whose provisional password this very person has typed.</summary>
    public static ResetKey Entry(Guid tokenId) => new(null, tokenId);

    /// <summary>Whether it came by a provisional password.</summary>
    public bool IsEntry => tokenId is not null;

    public static implicit operator ResetKey(string? linkText) => Link(linkText);

    /// <summary>Says neither secret nor id, wherever it may be written.</summary>
    public override string ToString() => IsEntry ? nameof(Entry) : nameof(Link);

    /// <summary>Those of the given tokens that it opens, one at most; null when it cannot be a key at all.</summary>
    internal IQueryable<ResetToken>? Of(IQueryable<ResetToken> tokens)
    {
        if (tokenId is { } id) return tokens.Where(t => t.Id == id);
        if (LinkSecret.Read(linkText) is not { } secret) return null;
        var digest = LinkSecret.Hash(secret);
        return tokens.Where(t => t.SecretHash == digest);
    }
}
