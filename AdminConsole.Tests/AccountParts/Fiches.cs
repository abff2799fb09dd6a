using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;

namespace AdminConsole.AccountParts;

/// <summary>Fiches for components that only show them.</summary>
internal static class Fiches
{
    public static readonly AccountFiche Pupil = new()
    {
        Id = Guid.Parse("4e2f3c25-28f1-46f1-9c30-27631905f037"),
        Version = 1,
        FamilyName = "Dedpt",
        GivenName = "Eleve11",
        Profile = Profile.Student,
        Login = "eleve11.dedpt",
        ExternalId = "bd01c22f3dfdba9115cec543703b291a310595ea",
        Source = AccountSource.Csv,
        // Late in the evening of the day before in UTC: the fiche has the day of Paris.
        CreatedAt = new(2020, 11, 13, 23, 30, 0, TimeSpan.Zero),
        ModifiedAt = new(2021, 8, 8, 22, 30, 0, TimeSpan.Zero),
        Functions = [],
        Places = [new("Collège Jean-Moulin", "Melun", "6e B")],
        Email = new("ancienne.adresse@example.org", ContactState.Unconfirmed, ContactSource.File),
        Mobile = null,
        Situation = new(DateTimeOffset.UnixEpoch, null, false, null, null, null),
        Standing = new(Function.Support, null, Own: false),
    };
}
