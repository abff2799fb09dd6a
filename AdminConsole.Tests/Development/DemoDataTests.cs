using AdminConsole.Domain.Import;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Making;
using AdminConsole.Shell;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Development;

/// <summary>The demo data as the first start loads them.</summary>
public sealed class DemoDataTests(DemoDataTests.Town town) : IClassFixture<DemoDataTests.Town>
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    /// <summary>5,000 accounts on a school day.</summary>
    public sealed class Town(TestCluster cluster) : IAsyncLifetime
    {
        public static readonly DateTimeOffset Now = new(2026, 11, 17, 10, 0, 0, TimeSpan.Zero);

        public TestDatabase Database { get; } = new(cluster);
        public ImportCounts Import { get; private set; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        public LoadReport Report { get; private set; } = new();

        public async ValueTask InitializeAsync()
        {
            await Database.InitializeAsync();
            var folder = Directory.CreateTempSubdirectory("admin-console-demo-");
            try
            {
                (Import, Report) = await DemoData.ImportAsync(
                    Database.Get<ImportFeed>(), Database.Get<BulkLoader>(), DemoData.Population(5_000, Now, new PasswordHash()), folder.FullName, null, CancellationToken.None);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }

    [Fact]
    public async Task There_are_5000_accounts_in_20_schools()
    {
        Assert.Equal((4_996, 0, 0, 0), (town.Import.Created, town.Import.Unchanged, town.Import.Rejected, town.Import.Homonyms));
        // Only the operators, who are no file's, are the loader's.
        Assert.Equal((4L, 5_000L, 20L, 0L, 0L), (town.Report.Accounts.Created, town.Report.Accounts.Total, town.Report.Schools.Total, town.Report.ChildrenNotFound, town.Report.Repeated));
        Assert.Equal((4L, 0L), (town.Report.Memberships.Created, town.Report.Relations.Created));
        await using var db = town.Database.Open();
        Assert.Equal(5_000, await db.Accounts.CountAsync(Cancel));
        Assert.Equal(20, await db.Schools.Select(s => s.Uai).Distinct().CountAsync(Cancel));
        Assert.All(await db.Schools.ToListAsync(Cancel), school => Assert.Matches("^096[0-9]{4}[A-HJ-NPR-Z]$", school.Uai));
        Assert.All(await db.Schools.Select(s => db.CurrentMemberships.Count(m => m.SchoolId == s.Id)).ToListAsync(Cancel), people => Assert.InRange(people, 100, 600));
    }

    [Fact]
    public async Task The_pupil_of_the_guide_is_there_with_every_field()
    {
        await using var db = town.Database.Open();
        var pupil = await db.Accounts.Include(a => a.Memberships).Include(a => a.Grants).SingleAsync(a => a.Id == new Guid("4e2f3c25-28f1-46f1-9c30-27631905f037"), Cancel);
        Assert.Equal(("Eleve11", "DEDPT", "eleve11.dedpt"), (pupil.GivenName, pupil.FamilyName, pupil.Login));
        Assert.Equal((Profile.Student, AccountSource.Csv, "bd01c22f3dfdba9115cec543703b291a310595ea"), (pupil.Profile, pupil.Source, pupil.ExternalId));
        Assert.Equal((new DateOnly(2020, 11, 14), new DateOnly(2021, 8, 9)), (InParis(pupil.CreatedAt), InParis(pupil.ModifiedAt)));
        Assert.Equal(("ancienne.adresse@example.org", null, null), (pupil.Email, pupil.Mobile, pupil.Alias));
        Assert.NotNull(pupil.ActivatedAt);
        Assert.NotNull(pupil.BirthDate);
        Assert.Null(pupil.BlockedAt);
        Assert.Null(pupil.FederatedWith);
        Assert.Empty(pupil.Grants);
        var membership = Assert.Single(pupil.Memberships);
        Assert.Equal(("6e B", null), (membership.ClassName, (object?)membership.EndsOn));
        Assert.Single(await db.Accounts.Where(a => a.FamilyKey == "dedpt").ToListAsync(Cancel));

        static DateOnly InParis(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).DateTime);
    }

    /// <summary>Whoever loads the same people without files has the same accounts, but for the numbers of logins: those follow the order of the files.</summary>
    [Fact]
    public async Task What_a_file_cannot_carry_is_as_the_population_says()
    {
        var people = DemoData.Populate(5_000, Town.Now, new PasswordHash()).People().ToDictionary(p => p.Id!.Value);
        await using var db = town.Database.Open();
        var accounts = await db.Accounts.AsNoTracking().Include(a => a.Memberships).ToListAsync(Cancel);
        Assert.Equal(people.Keys.Order(), accounts.Select(a => a.Id).Order());
        Assert.All(accounts, account =>
        {
            var row = people[account.Id];
            Assert.Equal(
                (row.ExternalId, row.Source, row.CreatedAt, row.ModifiedAt ?? row.CreatedAt, row.ActivatedAt, row.LastSignInAt, row.BlockedAt, row.BlockedReason, row.FederatedWith),
                (account.ExternalId, account.Source, Whole(account.CreatedAt, row.CreatedAt), Whole(account.ModifiedAt, row.ModifiedAt ?? row.CreatedAt), Whole(account.ActivatedAt, row.ActivatedAt),
                    Whole(account.LastSignInAt, row.LastSignInAt), account.BlockedAt, account.BlockedReason, account.FederatedWith));
            Assert.Equal(
                (row.FamilyName, row.GivenName, row.UsageName, row.Civility, row.BirthDate, row.Profile), (account.FamilyName, account.GivenName, account.UsageName, account.Civility, account.BirthDate, account.Profile));
            Assert.Equal(
                (row.Email, row.Email is null ? null : row.EmailState, row.Email is null ? null : (ContactSource?)row.EmailSource, row.Mobile, row.Mobile is null ? null : (ContactSource?)row.MobileSource),
                (account.Email, account.EmailState, account.EmailSource, account.Mobile, account.MobileSource));
            Assert.Equal(row.PasswordHash is null, account.PasswordHash is null);
            Assert.Equal(
                row.Memberships.Select(m => (m.SchoolId, m.ClassName, m.StartsOn, m.EndsOn)).Order(), account.Memberships.Select(m => (m.SchoolId, m.ClassName, m.StartsOn, m.EndsOn)).Order());
        });

        // The database keeps microseconds.
        static DateTimeOffset? Whole(DateTimeOffset? stored, DateTimeOffset? said) => stored is { } one && said is { } other && (one - other).Duration() < TimeSpan.FromMicroseconds(1) ? said : stored;
    }

    [Fact]
    public async Task The_import_and_the_journal_tell_of_it_and_the_files_again_change_nobody_who_is_still_there()
    {
        await using var db = town.Database.Open();
        var run = await db.ImportRuns.AsNoTracking().SingleAsync(Cancel);
        Assert.Equal((ImportState.Done, null, 4_996), (run.State, (object?)run.StartedBy, run.Created));
        Assert.Equal(4_996, await db.AuditEntries.CountAsync(e => e.Action == AuditAction.ImportCreated && db.Accounts.Any(a => a.Id == e.AccountId), Cancel));
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == AuditAction.ImportConfirmed, Cancel));

        var folder = Directory.CreateTempSubdirectory("admin-console-demo-");
        try
        {
            var files = await DemoFiles.WriteAsync(DemoData.Populate(5_000, Town.Now, new PasswordHash()), folder.FullName, Cancel);
            var again = await town.Database.Get<ImportFeed>().RunAsync(new(files, null, DryRun: true, new(false, false)), Cancel);
            var left = await db.Accounts.CountAsync(a => !db.CurrentMemberships.Any(m => m.AccountId == a.Id), Cancel);
            Assert.Equal((0, 0, 0), (again.Counts.ToCreate, again.Counts.Rejected, again.Counts.Homonyms));
            Assert.InRange(again.Counts.ToChange, left, left + 10);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("admin.central", Function.CentralAdmin, 0)]
    [InlineData("admin.central2", Function.CentralAdmin, 0)]
    [InlineData("admin.local", Function.LocalAdmin, 2)]
    [InlineData("assistance", Function.Support, 3)]
    public async Task An_operator_signs_in_with_the_demo_password_and_has_his_schools(string login, Function function, int schools)
    {
        await using var db = town.Database.Open();
        var account = await db.Accounts.Include(a => a.Grants).SingleAsync(a => a.Login == login, Cancel);
        Assert.Equal(HashAnswer.Right, new PasswordHash().Verify(account.PasswordHash, "Rentree-2026-demo!"));
        Assert.All(account.Grants, grant => Assert.Equal(function, grant.Function));
        Assert.Equal(schools, account.Grants.Count(g => g.SchoolId != null));
        Assert.Equal(schools == 0, account.Grants.Any(g => g.SchoolId == null));

        var home = await db.Memberships.Where(m => m.AccountId == DemoCast.SeedPupil).Select(m => m.SchoolId).SingleAsync(Cancel);
        Assert.True(schools == 0 || account.Grants.Any(g => g.SchoolId == home));
        var actor = await town.Database.People.SignedInAsync(account.Id);
        Assert.True(await db.AccountsInScopeOf(actor).AnyAsync(a => a.Id == DemoCast.SeedPupil, Cancel));
        Assert.Equal(GateAnswer.Allowed, await Gate.AskAsync(db, actor, DemoCast.SeedPupil, Act.ChangeContact, Cancel));
    }

    [Fact]
    public async Task Operators_are_personnel_of_a_school_so_that_others_see_them()
    {
        await using var db = town.Database.Open();
        var operators = await db.Accounts.Where(a => a.Grants.Count != 0).Select(a => new { a.Login, a.Profile, Places = db.CurrentMemberships.Count(m => m.AccountId == a.Id) }).ToListAsync(Cancel);
        Assert.Equal(["admin.central", "admin.central2", "admin.local", "assistance"], operators.Select(o => o.Login).Order());
        Assert.All(operators, one => Assert.Equal((Profile.Personnel, 1), (one.Profile, one.Places)));
    }

    [Fact]
    public async Task Nobody_knows_the_password_of_the_others_and_the_slow_hash_was_computed_twice()
    {
        await using var db = town.Database.Open();
        var hashes = await db.Accounts.Where(a => a.PasswordHash != null).GroupBy(a => a.PasswordHash).Select(g => new { g.Key, Operators = g.Count(a => a.Grants.Count != 0), All = g.Count() }).ToListAsync(Cancel);
        Assert.Equal(2, hashes.Count);
        Assert.Equal(4, hashes.Single(h => h.Operators > 0).All);
        Assert.Equal(HashAnswer.Wrong, new PasswordHash().Verify(hashes.Single(h => h.Operators == 0).Key, DemoSignIn.Password));
    }

    [Fact]
    public async Task Shares_are_those_of_a_departement()
    {
        await using var db = town.Database.Open();
        Assert.InRange(await ShareAsync(a => a.ActivatedAt == null), 0.17, 0.23);
        Assert.InRange(await ShareAsync(a => a.Email == null), 0.27, 0.33);
        Assert.InRange(await ShareAsync(a => a.Mobile != null), 0.15, 0.50);
        Assert.InRange(await ShareAsync(a => a.Profile == Profile.Student), 0.35, 0.50);
        Assert.InRange(await ShareAsync(a => a.Profile == Profile.Relative), 0.35, 0.55);
        Assert.InRange(await ShareAsync(a => a.Profile == Profile.Teacher), 0.05, 0.12);
        Assert.InRange(await ShareAsync(a => a.Profile == Profile.Personnel), 0.01, 0.05);
        Assert.InRange(await ShareAsync(a => a.BlockedAt != null), 0.001, 0.01);
        Assert.InRange(await ShareAsync(a => a.FederatedWith != null), 0.001, 0.02);
        Assert.InRange(await ShareAsync(a => a.EmailState == ContactState.Refused), 0.002, 0.03);
        Assert.InRange(await ShareAsync(a => !db.CurrentMemberships.Any(m => m.AccountId == a.Id)), 0.005, 0.03);

        async Task<double> ShareAsync(System.Linq.Expressions.Expression<Func<Account, bool>> which) => await db.Accounts.CountAsync(which, Cancel) / 5_000.0;
    }

    [Theory]
    [InlineData("[ÀÂÉÈÊËÎÏÔŒÜàâéèêëîïôœü]")]
    [InlineData("^(De La|Du|Le) ")]
    [InlineData("'")]
    [InlineData("-")]
    public async Task Names_are_as_they_are_in_France(string pattern)
    {
        await using var db = town.Database.Open();
        Assert.True(await db.Accounts.CountAsync(a => System.Text.RegularExpressions.Regex.IsMatch(a.FamilyName, pattern), Cancel) >= 20);
    }

    [Fact]
    public async Task Homonyms_are_told_apart_by_class_and_school()
    {
        await using var db = town.Database.Open();
        var places = await (from account in db.Accounts
                            join membership in db.CurrentMemberships on account.Id equals membership.AccountId
                            where account.FamilyName == "Martin" && account.GivenName == "Léa" && account.Profile == Profile.Student
                            select new { membership.SchoolId, membership.ClassName }).Distinct().ToListAsync(Cancel);
        Assert.True(places.Count >= 3);
        Assert.True(places.Select(place => place.SchoolId).Distinct().Count() >= 2);
        Assert.True(await db.Accounts.GroupBy(a => new { a.FamilyKey, a.GivenKey }).CountAsync(g => g.Count() > 1, Cancel) >= 30);
    }

    [Fact]
    public async Task Families_share_addresses_live_apart_and_send_children_to_two_schools()
    {
        await using var db = town.Database.Open();
        Assert.True(await db.Accounts.Where(a => a.Email != null).GroupBy(a => a.Email).CountAsync(g => g.Count() > 2, Cancel) >= 50);
        var couples = from mother in db.Relations
                      join father in db.Relations on mother.ChildId equals father.ChildId
                      where mother.ParentId.CompareTo(father.ParentId) < 0
                      select new
                      {
                          One = db.Accounts.Single(a => a.Id == mother.ParentId).FamilyName, Other = db.Accounts.Single(a => a.Id == father.ParentId).FamilyName,
                      };
        Assert.True(await couples.CountAsync(c => c.One != c.Other, Cancel) >= 50);
        Assert.True(await db.Relations.GroupBy(r => r.ParentId).CountAsync(g => g.Count() > 1, Cancel) >= 30);
        Assert.True(await db.Accounts.CountAsync(a => a.Profile == Profile.Relative && a.Memberships.Select(m => m.SchoolId).Distinct().Count() > 1, Cancel) >= 10);
        Assert.True(await db.Accounts.CountAsync(a => a.Profile == Profile.Teacher && a.Memberships.Count > 1, Cancel) >= 10);
    }

    [Fact]
    public async Task The_schools_of_parents_are_those_of_their_children()
    {
        await using var db = town.Database.Open();
        var strangers = from parent in db.Accounts
                        from membership in parent.Memberships
                        where parent.Profile == Profile.Relative
                        where !db.Relations.Any(r => r.ParentId == parent.Id && db.Memberships.Any(m => m.AccountId == r.ChildId && m.SchoolId == membership.SchoolId))
                        select parent.Id;
        Assert.Equal(0, await strangers.CountAsync(Cancel));
        Assert.Equal(0, await db.Relations.CountAsync(r => db.Accounts.Single(a => a.Id == r.ChildId).Profile != Profile.Student, Cancel));
    }

    [Fact]
    public async Task Pupils_are_of_the_age_of_their_class_from_6e_A_to_3e_D()
    {
        await using var db = town.Database.Open();
        var pupils = await (from account in db.Accounts
                            join membership in db.CurrentMemberships on account.Id equals membership.AccountId
                            where account.Profile == Profile.Student
                            select new { account.BirthDate, membership.ClassName }).ToListAsync(Cancel);
        Assert.Equal(from level in (int[])[3, 4, 5, 6] from section in "ABCD" select $"{level}e {section}", pupils.Select(p => p.ClassName!).Distinct().Order());
        Assert.All(pupils, pupil => Assert.InRange(2026 - pupil.BirthDate!.Value.Year - (17 - (pupil.ClassName![0] - '0')), -1, 1));
    }

    [Fact]
    public async Task No_address_and_no_number_can_be_anybodys()
    {
        await using var db = town.Database.Open();
        Assert.Equal(0, await db.Accounts.CountAsync(a => a.Email != null && !System.Text.RegularExpressions.Regex.IsMatch(a.Email, "^[a-z0-9.]+@example\\.(org|net|com)$"), Cancel));
        Assert.Equal(0, await db.Accounts.CountAsync(a => a.Mobile != null && !System.Text.RegularExpressions.Regex.IsMatch(a.Mobile, "^\\+3363998[0-9]{4}$"), Cancel));
        Assert.Equal(0, await db.Schools.CountAsync(s => !System.Text.RegularExpressions.Regex.IsMatch(s.ContactPhone!, "^\\+3319900[0-9]{4}$"), Cancel));
    }

    [Fact]
    public async Task Nothing_happened_in_the_future()
    {
        await using var db = town.Database.Open();
        Assert.Equal(0, await db.Accounts.CountAsync(a => a.CreatedAt > Town.Now || a.ModifiedAt > Town.Now || a.ActivatedAt > Town.Now || a.LastSignInAt > Town.Now || a.BlockedAt > Town.Now, Cancel));
        Assert.Equal(0, await db.Accounts.CountAsync(a => a.ModifiedAt < a.CreatedAt || a.ActivatedAt < a.CreatedAt || a.LastSignInAt < a.ActivatedAt, Cancel));
    }
}
