using AdminConsole.Domain.Import;
using AdminConsole.Domain.Model;
using AdminConsole.Shell;

namespace AdminConsole.Development;

/// <summary>The people of the demo data whom somebody looks for by name: the guide's own pupil, three homonyms, the operators.</summary>
internal sealed class DemoCast(IReadOnlyList<SchoolRow> schools, DateOnly yearStart, DateTimeOffset now, string passwordHash)
{
    /// <summary>Who the demo operators are, in the order of the sign-in page; the ids tell a completed load.</summary>
    public static readonly Guid LastLoaded = new("0d0c5a11-0000-4000-8000-000000000004");

    public static readonly Guid SeedPupil = new("4e2f3c25-28f1-46f1-9c30-27631905f037");

    public int Count => Pupils.Count + DemoSignIn.All.Count;

    public IReadOnlyList<AccountRow> Pupils { get; } =
    [
        new("DEDPT", "Eleve11", Profile.Student, AccountSource.Csv)
        {
            Id = SeedPupil,
            ExternalId = "bd01c22f3dfdba9115cec543703b291a310595ea",
            BirthDate = new(yearStart.Year - 11, 3, 17),
            Login = "eleve11.dedpt",
            Email = "ancienne.adresse@example.org",
            EmailSource = ContactSource.Activation,
            PasswordHash = passwordHash,
            CreatedAt = new(2020, 11, 14, 8, 30, 0, TimeSpan.Zero),
            ModifiedAt = new(2021, 8, 9, 9, 15, 0, TimeSpan.Zero),
            ActivatedAt = new(2020, 11, 16, 17, 5, 0, TimeSpan.Zero),
            LastSignInAt = new(2021, 7, 2, 16, 40, 0, TimeSpan.Zero),
            Memberships = [new(schools[0].Id, "6e B", yearStart)],
        },
        Lea(1, schools[0].Id, "6e A", new(yearStart.Year - 11, 5, 4), yearStart, "lea.martin@example.net"),
        Lea(2, schools[0].Id, "4e B", new(yearStart.Year - 13, 11, 21), yearStart, null),
        Lea(3, schools[1].Id, "6e A", new(yearStart.Year - 11, 9, 30), yearStart, null),
    ];

    public IEnumerable<AccountRow> Operators(string operatorPasswordHash)
    {
        AccountRow Operator(int number, string login, string familyName, string givenName, Civility civility, int school, params GrantRow[] grants) =>
            new(familyName, givenName, Profile.Personnel, AccountSource.Manual)
            {
                Id = number == 4 ? LastLoaded : new Guid($"0d0c5a11-0000-4000-8000-00000000000{number}"),
                Civility = civility,
                Login = login,
                Email = login + "@example.org",
                EmailState = ContactState.Confirmed,
                EmailSource = ContactSource.Self,
                PasswordHash = operatorPasswordHash,
                CreatedAt = now.AddDays(-400),
                ActivatedAt = now.AddDays(-399),
                LastSignInAt = now.AddDays(-1),
                Memberships = [new(schools[school].Id, null, yearStart.AddYears(-1))],
                Grants = grants,
            };

        yield return Operator(1, DemoSignIn.Central, "Fontanel", "Hélène", Civility.Madame, 0, new GrantRow(Function.CentralAdmin, null, MayExport: true));
        yield return Operator(2, DemoSignIn.SecondCentral, "Beaurepaire", "Yannick", Civility.Monsieur, 2, new GrantRow(Function.CentralAdmin, null, MayExport: true));
        yield return Operator(3, DemoSignIn.Local, "De La Motte", "Agnès", Civility.Madame, 0,
            new GrantRow(Function.LocalAdmin, schools[0].Id, MayExport: true), new GrantRow(Function.LocalAdmin, schools[1].Id));
        yield return Operator(4, DemoSignIn.Support, "N'Diaye", "Ibrahima", Civility.Monsieur, 0,
            new GrantRow(Function.Support, schools[0].Id), new GrantRow(Function.Support, schools[2].Id), new GrantRow(Function.Support, schools[3].Id));
    }

    private static AccountRow Lea(int number, Guid school, string className, DateOnly born, DateOnly yearStart, string? address) =>
        new("Martin", "Léa", Profile.Student, AccountSource.Csv)
        {
            Id = new Guid($"0d0c5a11-0000-4000-8000-00000000001{number}"),
            ExternalId = $"{number}{new string('e', 39)}",
            BirthDate = born,
            Email = address,
            CreatedAt = new(yearStart.Year, 8, 25, 8, 0, 0, TimeSpan.Zero),
            Memberships = [new(school, className, yearStart)],
        };
}
