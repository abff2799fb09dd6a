using System.Globalization;
using AdminConsole.Domain.Import;

namespace AdminConsole.Development;

/// <summary>The collèges of the Val-d'Aubrelle, a département that exists nowhere.</summary>
internal static class DemoSchools
{
    private static readonly string[] Patrons =
        ("Louise-Michel Jules-Ferry Simone-Veil Victor-Hugo Marie-Curie Jean-Moulin Rosa-Parks Jacques-Prévert George-Sand Albert-Camus Olympe-de-Gouges Paul-Éluard "
        + "Émile-Zola Lucie-Aubrac Pierre-Brossolette Jean-Jaurès Germaine-Tillion Louis-Pasteur Colette Aimé-Césaire Joséphine-Baker Honoré-de-Balzac Sophie-Germain "
        + "Molière Jean-Macé Elsa-Triolet Jean-Rostand Camille-Claudel Arthur-Rimbaud Émilie-du-Châtelet Claude-Monet Marcel-Pagnol Robert-Desnos Françoise-Dolto "
        + "Alexandre-Dumas Léonard-de-Vinci Berthe-Morisot Antoine-de-Saint-Exupéry Les-Tilleuls Le-Clos-Fleuri").Split(' ');

    private static readonly string[] Towns =
        ("Montbrelle Villeraye Saint-Orlan Pontavelle Clairmesnil Beaulorme Châteaubrel La_Ferté-Aubrelle Marsy-le-Haut Vaux-d'Aubrelle Neuvillard Boissy-l'Étang "
        + "Saint-Gervin Ormevilliers Lanterelle Épinoy-sur-Aubrelle Courtembrel L'Haÿe-les-Saules Crèvebois Œillon").Split(' ');

    private static readonly string[] TownStarts = "Mont Ville Beau Clair Roche Font Haut Champ Bois Val Grand Neu Cour Pont Or Mar Bel Ver Sauve Aigue".Split(' ');
    private static readonly string[] TownEnds = "brelle raye lorme mesnil vilars court cey tigny nay ville tour mont sart euil ombe erolles anges igneux lès ière".Split(' ');
    private static readonly string[] TownTails = ",-sur-Aubrelle,-le-Vieux,-la-Forêt,-les-Saules,-en-Plaine".Split(',');

    /// <summary>About 20 for a small population, about 500 people a school for a large one.</summary>
    public static int CountFor(int accounts) => Math.Max(20, accounts / 500);

    /// <summary>The first is the seed pupil's.</summary>
    public static IReadOnlyList<SchoolRow> Make(int count) => [.. Enumerable.Range(0, count).Select(At)];

    private static SchoolRow At(int place)
    {
        var uai = Uai(place + 1);
        return new SchoolRow(DemoIds.School(place), uai, Name(place), Town(place))
        {
            PublicPageUrl = place % 3 == 0 ? $"https://college-{uai.ToLowerInvariant()}.example.org/" : null,
            ContactEmail = $"secretariat.{uai.ToLowerInvariant()}@example.org",
            // 01 99 00 is one of the ranges that the regulator keeps for fiction.
            ContactPhone = string.Create(CultureInfo.InvariantCulture, $"+33199{place % 10_000:000000}"),
        };
    }

    private static string Name(int place) => "Collège " + Patrons[(place + place / Patrons.Length) % Patrons.Length];

    private static string Town(int place)
    {
        if (place < Towns.Length) return Towns[place].Replace('_', ' ');
        var rest = place - Towns.Length;
        return TownStarts[rest % TownStarts.Length] + TownEnds[rest / TownStarts.Length % TownEnds.Length]
            + TownTails[(rest + rest / (TownStarts.Length * TownEnds.Length)) % TownTails.Length];
    }

    /// <summary>Three digits of a département that does not exist, four of the school, and the letter that checks them.</summary>
    private static string Uai(int number)
    {
        var digits = 960_000 + number;
        return string.Create(CultureInfo.InvariantCulture, $"{digits:0000000}{"ABCDEFGHJKLMNPRSTUVWXYZ"[digits % 23]}");
    }
}
