using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Import;
using AdminConsole.Domain.Model;

namespace AdminConsole.Development;

/// <summary>Requests for assistance as the parents of the demo data write them: some with a slip in a name, another address, or no child's class.</summary>
internal static class DemoRequests
{
    /// <summary>Of how many parents one asks.</summary>
    private const int Every = 11;

    private const int MostOfASchool = 4;

    /// <summary>The schools that the demo operators share.</summary>
    private const int Schools = 4;

    private static readonly (AssistanceReason Reason, int HoursAgo, string Message)[] Texts =
    [
        (AssistanceReason.LostPassword, 122, "Bonjour, j'ai changé de téléphone cet été et le mot de passe était dedans. Je voudrais voir les notes et l'emploi du temps. Merci d'avance."),
        (AssistanceReason.NeverActivated, 97, "Nous venons d'arriver dans le département. On nous a donné un papier à la réunion de rentrée mais je ne le retrouve plus."),
        (AssistanceReason.LostContact, 51, "L'adresse que vous avez est celle de mon ancien travail, je n'y ai plus accès. Pouvez-vous mettre la nouvelle ?"),
        (AssistanceReason.LostLogin, 30, "Je ne sais plus si c'est avec mon nom de jeune fille ou mon nom d'épouse."),
        (AssistanceReason.LostPassword, 26, "Le mail n'arrive pas, j'ai regardé dans les indésirables. J'ai essayé quatre fois."),
        (AssistanceReason.Other, 22, "Je vois un seul de mes deux enfants dans mon compte."),
        (AssistanceReason.LostPassword, 9, "Bonsoir, mot de passe oublié, merci de m'aider, le conseil de classe est jeudi."),
        (AssistanceReason.LostContact, 7, "Nous sommes séparés et c'est l'adresse du papa qui est enregistrée. Je voudrais la mienne."),
        (AssistanceReason.NeverActivated, 5, "première fois que je me connecte, je n'ai rien reçu"),
        (AssistanceReason.LostLogin, 3, "Bonjour madame, bonjour monsieur, je cherche l'identifiant pour justifier une absence. Cordialement."),
        (AssistanceReason.LostPassword, 2, "Bloquée depuis ce matin. On me demande un mot de passe provisoire, lequel ?"),
        (AssistanceReason.LostPassword, 1, "J'ai bien l'identifiant mais plus le mot de passe"),
    ];

    /// <param name="people">A population that nobody has gone through yet.</param>
    public static IEnumerable<AssistanceRow> Of(DemoPopulation people, DateTimeOffset now)
    {
        var schools = people.Schools.Take(Schools).ToDictionary(s => s.Id, _ => 0);
        var children = new Dictionary<Guid, AccountRow>();
        var (parents, asked) = (0, 0);
        foreach (var one in people.People())
        {
            if (one is { Profile: Profile.Student, Id: { } id }) children[id] = one;
            if (one.Profile is not Profile.Relative || one.Children is not [{ Id: { } childId }, ..] || !children.TryGetValue(childId, out var child)) continue;
            if (child.Memberships is not [var place, ..] || !schools.TryGetValue(place.SchoolId, out var before) || before == MostOfASchool || parents++ % Every != 0) continue;
            schools[place.SchoolId]++;
            yield return Asked(one, child, place, asked, now);
            if (++asked == Texts.Length) yield break;
        }
    }

    private static AssistanceRow Asked(AccountRow parent, AccountRow child, MembershipRow place, int number, DateTimeOffset now)
    {
        var (reason, hours, message) = Texts[number];
        var (family, given) = (number % 4) switch
        {
            1 => (parent.GivenName, parent.FamilyName),
            2 => (Slip(parent.FamilyName), parent.GivenName),
            _ => (parent.FamilyName, parent.GivenName),
        };
        var email = number % 3 == 0 && parent.Email is { } known ? known : $"famille.{LoginMaker.Propose(child.GivenName, child.FamilyName)}@example.org";
        return new(place.SchoolId, now.AddHours(-hours), reason, family, given, number % 5 == 4 ? null : email, number % 5 == 4 || number % 2 == 0 ? parent.Mobile ?? "+33639981234" : null,
            child.FamilyName, child.GivenName, number % 6 == 5 ? null : place.ClassName, message);
    }

    /// <summary>One doubled letter less, or two letters the wrong way round: what happens on a phone.</summary>
    private static string Slip(string name)
    {
        for (var i = 1; i < name.Length; i++)
        {
            if (char.ToLowerInvariant(name[i]) == char.ToLowerInvariant(name[i - 1])) return name.Remove(i, 1);
        }
        return name.Length < 5 ? name : name[..2] + name[3] + name[2] + name[4..];
    }
}
