using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.OwnAccount;

/// <summary>What a browser says of itself, in words: enough to know one's own devices again, and no more.</summary>
internal static class Device
{
    // The first that is found counts: most browsers also name the ones that they descend from.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
    ];

    /// <summary>« Firefox sur Windows »; « Appareil inconnu » for what says nothing that is known.</summary>
    public static string Of(string? userAgent, IStringLocalizer<OwnTexts> texts) => (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
    {
        ({ } browser, { } system) => texts["BrowserOn", browser, system],
        ({ } browser, null) => browser,
        (null, { } system) => system,
        (null, null) => texts["UnknownDevice"],
    };

    private static string? Find((string Mark, string Name)[] known, string? userAgent) =>
        userAgent is null ? null : known.FirstOrDefault(k => userAgent.Contains(k.Mark, StringComparison.Ordinal)).Name;
}
