using System.Globalization;

namespace AdminConsole.AccountParts;

/// <summary>How a person is listed: « NOM Prénom ».</summary>
public static class PersonName
{
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    public static string Listed(string familyName, string givenName) => $"{Family(familyName)} {givenName}";

    /// <summary>Upper case letter by letter, so that places in the name as stored are places in this.</summary>
    public static string Family(string familyName) => familyName.ToUpper(French);
}
