using System.Globalization;
using AdminConsole.Domain.Import;
using AdminConsole.Domain.Model;

namespace AdminConsole.Development;

/// <summary>What one account is like: whether it was ever used, how its person can be reached, what is wrong with it.</summary>
internal sealed class DemoPerson(Random random, DateTimeOffset now, string passwordHash)
{
    private static readonly string[] Domains = ["example.org", "example.net", "example.com"];
    private int place;

    /// <summary>Year in which the current school year began; it turns on 1 September.</summary>
    public int SchoolYear { get; } = now.Month >= 9 ? now.Year : now.Year - 1;

    public DateOnly YearStart => new(SchoolYear, 9, 1);

    public Guid NextId() => DemoIds.Account(place++);

    /// <summary>Someone of the demo population. Addresses are of domains that RFC 2606 reserves, mobiles of 06 39 98, which ARCEP keeps for fiction.</summary>
    public AccountRow Make(Profile profile, string familyName, string givenName, string? sharedAddress, IReadOnlyList<MembershipRow> memberships)
    {
        var row = new AccountRow(familyName, givenName, profile, profile is Profile.Personnel ? AccountSource.Aaf : AccountSource.Csv)
        {
            Id = NextId(),
            ExternalId = Hex(20),
            Email = sharedAddress ?? (random.NextDouble() < AddressShare(profile) ? Address(givenName, familyName) : null),
            Mobile = random.NextDouble() < MobileShare(profile) ? Mobile() : null,
            Memberships = memberships,
        };
        return WithTrouble(WithPast(row));
    }

    public string Address(string givenName, string familyName) => string.Create(CultureInfo.InvariantCulture,
        $"{LoginMaker.Propose(givenName, familyName)}{random.Next(1, 1_000)}@{Domains[random.Next(Domains.Length)]}");

    public DateOnly BornIn(int year) => new DateOnly(year, 1, 1).AddDays(random.Next(365));

    private string Mobile() => string.Create(CultureInfo.InvariantCulture, $"+3363998{random.Next(10_000):0000}");

    private string Hex(int bytes)
    {
        Span<byte> key = stackalloc byte[bytes];
        random.NextBytes(key);
        return Convert.ToHexStringLower(key);
    }

    private static double AddressShare(Profile profile) => profile switch
    {
        Profile.Student => 0.33,
        Profile.Relative => 0.73,
        _ => 0.95,
    };

    private static double MobileShare(Profile profile) => profile switch
    {
        Profile.Student => 0.10,
        Profile.Relative => 0.55,
        _ => 0.30,
    };

    private static double NeverActivatedShare(Profile profile) => profile switch
    {
        Profile.Student => 0.23,
        Profile.Relative => 0.20,
        _ => 0.08,
    };

    private AccountRow WithPast(AccountRow row)
    {
        var years = random.Next(0, row.Profile is Profile.Student ? 3 : 5);
        var created = Earlier(new DateTimeOffset(SchoolYear - years, 8, 25, 7, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(5_000)));
        row = row with { CreatedAt = created, ModifiedAt = Earlier(created.AddDays(years == 0 ? 0 : random.Next(350))) };
        if (random.NextDouble() < NeverActivatedShare(row.Profile)) return row;
        var activated = Earlier(created.AddHours(1 + random.Next(30 * 24)));
        var idle = 60 * random.NextDouble() * random.NextDouble() * random.NextDouble();
        var seen = now.AddDays(-idle);
        return row with
        {
            ActivatedAt = activated,
            LastSignInAt = seen < activated ? activated : seen,
            PasswordHash = passwordHash,
            EmailState = row.Email is not null && random.NextDouble() < 0.6 ? ContactState.Confirmed : row.EmailState,
            EmailSource = row.Email is not null && random.NextDouble() < 0.5 ? ContactSource.Activation : row.EmailSource,
            MobileSource = row.Mobile is not null && random.NextDouble() < 0.5 ? ContactSource.Activation : row.MobileSource,
        };
    }

    /// <summary>A few of what a helpdesk meets: blocked, signing in elsewhere, refused address, gone from the school.</summary>
    private AccountRow WithTrouble(AccountRow row) => random.NextDouble() switch
    {
        < 0.004 => row with { BlockedAt = now.AddDays(-random.Next(1, 20)), BlockedReason = "Signalement du collège" },
        < 0.010 => row with { FederatedWith = "Guichet académique", PasswordHash = null },
        < 0.022 when row.Email is not null => row with { EmailState = ContactState.Refused },
        < 0.037 => row with { Memberships = [.. row.Memberships.Select(m => m with { StartsOn = YearStart.AddYears(-1), EndsOn = YearStart.AddDays(-55) })] },
        _ => row,
    };

    private DateTimeOffset Earlier(DateTimeOffset moment) => moment < now ? moment : now.AddHours(-1);
}
