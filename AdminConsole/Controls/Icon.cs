using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Controls;

/// <summary>
/// Drawn on a grid of 16, with the text's colour; hidden from names. Fixed markup that all circuits share: a component for each of them was a
/// good part of what an open page holds in memory.
/// </summary>
public static class Icon
{
    private static readonly ConcurrentDictionary<(IconName Name, int Size), RenderFragment> Drawn = [];

    /// <param name="size">Side in pixels.</param>
    public static RenderFragment Of(IconName name, int size = 16) => Drawn.GetOrAdd((name, size), static drawing =>
    {
        var markup = string.Create(CultureInfo.InvariantCulture, $"""
            <svg class="icon" width="{drawing.Size}" height="{drawing.Size}" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{PathOf(drawing.Name)}" /></svg>
            """);
        return builder => builder.AddMarkupContent(0, markup);
    });

    private static string PathOf(IconName name) => name switch
    {
        IconName.Check => "m3 8.5 3.25 3.25L13 4.75",
        IconName.CheckCircle => "M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0ZM5.5 8.25 7.25 10l3.25-3.75",
        IconName.ChevronRight => "m6 3.5 4.5 4.5L6 12.5",
        IconName.Clock => "M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0ZM8 4.75V8l2.25 1.5",
        IconName.Copy => "M7 5.5h5A1.5 1.5 0 0 1 13.5 7v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12V7A1.5 1.5 0 0 1 7 5.5ZM10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5",
        IconName.Home => "M2.5 7.25 8 2.5l5.5 4.75v6.25H9.75v-4h-3.5v4H2.5Z",
        IconName.Inbox => "M2.5 9 4.25 3h7.5L13.5 9v4h-11ZM2.5 9h3l1 1.75h3l1-1.75h3",
        IconName.Info => "M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0ZM8 7.5v3.25M8 5.25v.05",
        IconName.Mail => "M3 3.5h10A1 1 0 0 1 14 4.5v7a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-7A1 1 0 0 1 3 3.5ZM2.25 4.5 8 8.75 13.75 4.5",
        IconName.Menu => "M2.5 4h11M2.5 8h11M2.5 12h11",
        IconName.Phone => "M5.5 2h5A1 1 0 0 1 11.5 3v10a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1V3A1 1 0 0 1 5.5 2ZM7.25 11.75h1.5",
        IconName.Printer => "M4.5 6V2.5h7V6M4.5 11.5h-2v-5h11v5h-2M4.5 9.5h7v4h-7Z",
        IconName.Search => "M11.25 7a4.25 4.25 0 1 1-8.5 0 4.25 4.25 0 0 1 8.5 0ZM10.25 10.25l3.5 3.5",
        IconName.Shield => "M8 1.75 13.25 3.75V7.5c0 3.2-2.1 5.6-5.25 6.75C4.85 13.1 2.75 10.7 2.75 7.5V3.75Z",
        IconName.SignOut => "M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6",
        IconName.Upload => "M2.5 10.5v3h11v-3M8 10.5v-8M4.75 5.5 8 2.25l3.25 3.25",
        IconName.User => "M11 5.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM2.5 14c.6-2.6 2.7-4 5.5-4s4.9 1.4 5.5 4",
        IconName.UserPlus => "M9.25 5.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM1 14c.6-2.6 2.6-4 5.25-4s4.65 1.4 5.25 4M13 5v4M11 7h4",
        IconName.Warning => "M8 2.25 14.25 13.25H1.75ZM8 6.5v3M8 11.25v.05",
    };
}
