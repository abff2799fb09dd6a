using System.Text;

namespace AdminConsole.Domain.Model;

/// <summary>
/// The login that a name asks for: « prenom.nom », accents, blanks, hyphens and apostrophes dropped. Whether it is free, and
/// which number follows it when it is not, only the database can say: <see cref="LoginName"/>.
/// </summary>
public static class LoginMaker
{
    /// <summary>Longest given or family part.</summary>
    public const int PartLength = 30;

    /// <summary>What is left of a name without a single Latin letter or digit.</summary>
    public const string Nameless = "compte";

    /// <summary>The login before any number: a to z, 0 to 9 and one dot at most, never empty, at most 61 characters.</summary>
    public static string Propose(string? givenName, string? familyName) =>
        ProposeFolded(Folding.Fold(givenName), Folding.Fold(familyName));

    /// <summary>The same from keys that <see cref="Folding.Fold"/> made.</summary>
    internal static string ProposeFolded(string givenKey, string familyKey)
    {
        var login = new StringBuilder(2 * PartLength + 1);
        Append(login, givenKey);
        if (login.Length > 0) login.Append('.');
        var start = login.Length;
        Append(login, familyKey);
        if (login.Length == start && start > 0) login.Length--;
        return login.Length == 0 ? Nameless : login.ToString();
    }

    /// <summary>The n-th login of those who ask for the same: the first has no number, the second a 2.</summary>
    public static string Numbered(string proposed, int place) =>
        place <= 1 ? proposed : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{proposed}{place}");

    private static void Append(StringBuilder login, string key)
    {
        var end = login.Length + PartLength;
        foreach (var letter in key)
        {
            if (login.Length == end) return;
            if (char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)) login.Append(letter);
        }
    }
}
