using System.Globalization;

namespace AdminConsole.Shell;

/// <summary>
/// French, unless the person chose English by the link that every page carries; the choice is kept in a cookie.
/// The browser's own languages are not asked: in a school they say where the machine was bought, not who sits at it.
/// </summary>
public static class Language
{
    public const string Key = "lang";

    // en-GB, because days come before months in both languages of this site.
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>Two letters, for the lang attribute.</summary>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    public static string Other => Current == "fr" ? "en" : "fr";

    /// <summary>Also sets the language of a circuit: its web socket is a request that carries the cookie.</summary>
    public static IApplicationBuilder UseLanguage(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var asked = context.Request.Query[Key].ToString();
        if (asked is "fr" or "en")
        {
            context.Response.Cookies.Append(Key, asked, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365) });
        }
        else
        {
            asked = context.Request.Cookies[Key];
        }

        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = asked == "en" ? English : French;
        return next(context);
    });
}
