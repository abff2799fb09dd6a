using AdminConsole.Domain.Import;
using AdminConsole.Domain.Model;

namespace AdminConsole.Development;

/// <summary>
/// The people of the demo data, one school after the other and one at a time, so that a million take no more memory than a thousand.
/// The same seed, number and day give the same people.
/// </summary>
internal sealed class DemoPopulation(int seed, int accounts, DateTimeOffset now, string passwordHash, string operatorPasswordHash)
{
    private readonly Random random = new(seed);
    private readonly DemoPerson person = new(new Random(seed + 1), now, passwordHash);

    public IReadOnlyList<SchoolRow> Schools { get; } = DemoSchools.Make(DemoSchools.CountFor(accounts));

    /// <summary>Children come before their parents, the operators last: they tell that the load was complete.</summary>
    public IEnumerable<AccountRow> People()
    {
        var cast = new DemoCast(Schools, person.YearStart, now, passwordHash);
        foreach (var one in cast.Pupils) yield return one;
        foreach (var one in Schools.SelectMany((_, school) => PeopleOf(school, Quota(school, accounts - cast.Count)))) yield return one;
        foreach (var one in cast.Operators(operatorPasswordHash)) yield return one;
    }

    /// <summary>Schools are of unequal size; together they have exactly the number asked for.</summary>
    private int Quota(int school, int people)
    {
        long Before(int schools) => Math.Max(0, people) * Weight(schools) / Weight(Schools.Count);
        return (int)(Before(school + 1) - Before(school));
    }

    /// <summary>Sum of the sizes of the first schools: 16, 6, 8, 10, 12, 14, 6, 8 … tenths of the usual.</summary>
    private static long Weight(int schools) => schools == 0 ? 0 : 16 + 50L * ((schools - 1) / 5) + Enumerable.Range(0, (schools - 1) % 5).Sum(place => 6 + 2 * place);

    private IEnumerable<AccountRow> PeopleOf(int school, int quota)
    {
        for (var left = quota * 9 / 100; left > 0; left--, quota--) yield return Staff(school, Profile.Teacher);
        for (var left = quota * 3 / 100; left > 0; left--, quota--) yield return Staff(school, Profile.Personnel);
        var sections = Math.Clamp(quota * 4 / 10 / 4 / 8, 2, 4);
        while (quota > 0)
        {
            foreach (var one in Family(school, sections, quota))
            {
                quota--;
                yield return one;
            }
        }
    }

    private AccountRow Staff(int school, Profile profile)
    {
        var woman = random.NextDouble() < 0.62;
        List<MembershipRow> memberships = [new(Schools[school].Id, null, person.YearStart.AddYears(-random.Next(8)))];
        if (profile is Profile.Teacher && random.NextDouble() < 0.08) memberships.Add(new(Neighbour(school), null, person.YearStart));
        return person.Make(profile, DemoNames.Family(random), DemoNames.Adult(random, woman), null, memberships) with
        {
            Civility = woman ? Civility.Madame : Civility.Monsieur,
            BirthDate = person.BornIn(random.Next(person.SchoolYear - 62, person.SchoolYear - 24)),
        };
    }

    /// <summary>Children and their parents; a pupil alone when no more than that fits, and now and then anyway.</summary>
    private List<AccountRow> Family(int school, int sections, int room)
    {
        var home = Home();
        List<AccountRow> family = [];
        if (room < 5 || random.NextDouble() < 0.08) return [Child(home, school, sections)];
        var children = random.NextDouble() switch { < 0.60 => 1, < 0.92 => 2, _ => 3 };
        for (var i = 0; i < children; i++)
        {
            var elsewhere = i > 0 && random.NextDouble() < 0.12;
            family.Add(Child(home, elsewhere ? (school + 1) % Schools.Count : school, sections));
        }
        List<AccountRow> parents = [Parent(home, family, woman: true)];
        if (home.Kind is not HomeKind.OneParent) parents.Add(Parent(home, family, woman: false));
        return [.. family, .. parents];
    }

    private enum HomeKind { Together, Separated, OneParent }

    private sealed record HomeOf(HomeKind Kind, string FamilyName, string OtherName, string ChildName, string? Address);

    private HomeOf Home()
    {
        var kind = random.NextDouble() switch { < 0.62 => HomeKind.Together, < 0.85 => HomeKind.Separated, _ => HomeKind.OneParent };
        string father = DemoNames.Family(random), mother = DemoNames.Family(random);
        var child = kind is HomeKind.Separated && random.NextDouble() < 0.3 ? $"{father} {mother}" : kind is HomeKind.OneParent ? mother : father;
        // Parents who live apart do not read each other's mail.
        var shares = kind is not HomeKind.Separated && random.NextDouble() < 0.35;
        return new HomeOf(kind, father, mother, child, shares ? person.Address("famille", child) : null);
    }

    private AccountRow Child(HomeOf home, int school, int sections)
    {
        var girl = random.NextDouble() < 0.5;
        var level = 6 - random.Next(4);
        var late = random.NextDouble() switch { < 0.07 => 1, < 0.09 => -1, _ => 0 };
        MembershipRow membership = new(Schools[school].Id, $"{level}e {(char)('A' + random.Next(sections))}", person.YearStart);
        return person.Make(Profile.Student, home.ChildName, DemoNames.Child(random, girl), home.Address, [membership]) with
        {
            BirthDate = person.BornIn(person.SchoolYear - 17 + level - late),
        };
    }

    /// <summary>A parent's schools are the children's.</summary>
    private AccountRow Parent(HomeOf home, List<AccountRow> children, bool woman)
    {
        var name = woman && home.Kind is not HomeKind.Together ? home.OtherName : home.FamilyName;
        var married = woman && home.Kind is HomeKind.Together && random.NextDouble() < 0.3;
        MembershipRow[] memberships = [.. children.SelectMany(child => child.Memberships).Select(m => m with { ClassName = null }).DistinctBy(m => m.SchoolId)];
        return person.Make(Profile.Relative, married ? home.OtherName : name, DemoNames.Adult(random, woman), home.Address, memberships) with
        {
            UsageName = married ? name : null,
            Civility = woman ? Civility.Madame : Civility.Monsieur,
            Children = [.. children.Select(child => new AccountKey(child.Id, child.ExternalId))],
        };
    }

    private Guid Neighbour(int school) => Schools[(school + 1) % Schools.Count].Id;
}
