using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Search;

/// <summary>One person found, with what tells homonyms apart. Only memberships in the actor's scope are in it.</summary>
/// <param name="ClassName">Class in <paramref name="School"/>; null for who has none.</param>
/// <param name="School">One school in scope, of the actor's own if there is one.</param>
/// <param name="OtherSchools">How many more current memberships in scope the person has.</param>
/// <param name="Matched">Which letters answer to what was typed, for the page to mark.</param>
public sealed record AccountHit(
    Guid Id,
    string FamilyName,
    string GivenName,
    string? UsageName,
    Profile Profile,
    string Login,
    DateOnly? BirthDate,
    string? ClassName,
    string School,
    int OtherSchools,
    MatchedLetters Matched)
{
    /// <summary>What the list shows besides; null where an account was searched.</summary>
    public AccountMarks? Marks { get; init; }
}

/// <summary>The ranges to mark in each text of a hit; empty when nothing in it was typed, as for a near spelling.</summary>
public sealed record MatchedLetters(
    IReadOnlyList<LetterRange> FamilyName,
    IReadOnlyList<LetterRange> GivenName,
    IReadOnlyList<LetterRange> UsageName,
    IReadOnlyList<LetterRange> Login)
{
    public static readonly MatchedLetters None = new([], [], [], []);
}

/// <summary>Part of a text, counted in chars as <see cref="string.Substring(int, int)"/> takes them.</summary>
public readonly record struct LetterRange(int Start, int Length);

/// <summary>What a search found.</summary>
/// <param name="Hits">At most <see cref="AccountSearch.MostHits"/>, in the order to show them.</param>
/// <param name="HasMore">Whether the actor's scope holds more.</param>
/// <param name="AreNearSpellings">Nothing matched what was typed; these are written or sound nearly so.</param>
public sealed record SearchResult(IReadOnlyList<AccountHit> Hits, bool HasMore, bool AreNearSpellings)
{
    public static readonly SearchResult Nothing = new([], HasMore: false, AreNearSpellings: false);
}
