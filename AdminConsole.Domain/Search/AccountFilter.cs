using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Search;

/// <summary>What is the matter with a personal address.</summary>
public enum EmailTrouble : short { None = 0, Refused = 2 }

/// <summary>How the list goes: by NOM, Prénom, or by the moment of creation.</summary>
public enum AccountOrder { Name, NameDown, Newest, Oldest }

/// <summary>Which accounts to list; every part that is null, false or empty lets all pass.</summary>
/// <param name="Text">As typed in the search: words of names, or an identifier or its beginning.</param>
/// <param name="ClassName">Needs <paramref name="SchoolId"/>, since every school has its 6e B.</param>
/// <param name="Activated">Null for both.</param>
/// <param name="Blocked">Only those whose block holds now.</param>
/// <param name="Email">Those without an address, or with one that its server refused.</param>
/// <param name="NoMobile">Only those without a mobile.</param>
/// <param name="CreatedSince">This day in Europe/Paris and later.</param>
/// <param name="Deleted">Only those proposed for deletion, who are left out else.</param>
public sealed record AccountFilter(
    string? Text = null, Guid? SchoolId = null, string? ClassName = null, Profile? Profile = null, AccountSource? Source = null, bool? Activated = null,
    bool Blocked = false, EmailTrouble? Email = null, bool NoMobile = false, DateOnly? CreatedSince = null, bool Deleted = false)
{
    // The bits are those of search_kind in 8-list-upkeep.sql.
    internal int Mask => (Profile is null ? 0 : 7) | (Source is null ? 0 : 24) | (Activated is null ? 0 : 32) | (Email is null ? 0 : 192)
        | (NoMobile ? 256 : 0) | (Blocked ? 512 : 0) | 1024;

    internal int Value => (int)(Profile ?? 0) | ((int)(Source ?? 0) << 3) | (Activated is true ? 32 : 0) | ((int)(Email ?? 0) << 6)
        | (Blocked ? 512 : 0) | (Deleted ? 1024 : 0);
}

/// <summary>What a row of the list shows beside who it is.</summary>
/// <param name="Email">Null for an address that can be used.</param>
public sealed record AccountMarks(DateTimeOffset CreatedAt, bool Activated, bool Blocked, bool Deleted, EmailTrouble? Email, bool HasMobile)
{
    internal static AccountMarks Read(DateTimeOffset createdAt, short kind, bool blocked) => new(createdAt, (kind & 32) != 0, blocked, (kind & 1024) != 0,
        (kind & 192) switch { 0 => EmailTrouble.None, 128 => EmailTrouble.Refused, _ => null }, (kind & 256) != 0);
}

/// <summary>One page of the list.</summary>
/// <param name="Previous">What to ask the page before with, fit for a URL; null when this is the first.</param>
/// <param name="Next">What to ask the next page with; null when this is the last.</param>
public sealed record AccountPage(IReadOnlyList<AccountHit> Rows, string? Previous, string? Next)
{
    public static readonly AccountPage Empty = new([], null, null);
}

/// <summary>A school to filter by.</summary>
public sealed record SchoolChoice(Guid Id, string Name, string Town);
