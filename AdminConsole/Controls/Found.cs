namespace AdminConsole.Controls;

/// <summary>What a search box shows for one text.</summary>
/// <param name="Items">Best first.</param>
/// <param name="HasMore">There are more than these.</param>
/// <param name="Near">Nothing matched; these are spelled much like it.</param>
/// <param name="Failed">The search could not be made; the page knows why.</param>
public sealed record Found<TItem>(IReadOnlyList<TItem> Items, bool HasMore = false, bool Near = false, bool Failed = false);
