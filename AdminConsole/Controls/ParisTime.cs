using System.Globalization;

namespace AdminConsole.Controls;

/// <summary>Times are kept in UTC and shown as the clock on the school's wall has them.</summary>
public static class ParisTime
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    public static DateTime Of(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;

    /// <summary>14/11/2020</summary>
    public static string Date(DateTimeOffset at) => Of(at).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>14/11/2020 09:05:30</summary>
    public static string Exact(DateTimeOffset at) => Of(at).ToString("dd/MM/yyyy HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>« 14 novembre 2020 à 9 h 05 », in the language of the page.</summary>
    public static string InFull(DateTimeOffset at) =>
        Of(at).ToString(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr" ? "d MMMM yyyy 'à' H'\u00a0h\u00a0'mm" : "d MMMM yyyy, HH:mm", CultureInfo.CurrentCulture);
}
