using System.Runtime.CompilerServices;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Import;

public sealed class BulkLoaderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_account_is_stored_as_its_row_says()
    {
        var school = Rows.School() with { PublicPageUrl = "https://college.example.org/", ContactPhone = "+33199000001" };
        var row = Rows.Pupil("Éléonore", "De La Tour") with
        {
            Id = new Guid("0f9b2c34-1111-4222-8333-444455556666"),
            ExternalId = new string('c', 40), NationalId = "INE123", Civility = Civility.Madame, UsageName = "N'Guyen",
            BirthDate = new(2014, 2, 28), Email = "Tour@example.org", EmailState = ContactState.Confirmed, EmailSource = ContactSource.Activation,
            Mobile = "+33639980001", Language = "en", PasswordHash = "hash", ActivatedAt = new(2025, 9, 2, 8, 0, 0, TimeSpan.Zero),
            LastSignInAt = new(2026, 1, 3, 8, 0, 0, TimeSpan.Zero), BlockedAt = new(2026, 2, 3, 8, 0, 0, TimeSpan.Zero), BlockedReason = "vol",
            FederatedWith = "Guichet", CreatedAt = new(2020, 11, 14, 8, 0, 0, TimeSpan.Zero), ModifiedAt = new(2021, 8, 9, 8, 0, 0, TimeSpan.Zero),
            Memberships = [new(school.Id, "6e B", Rows.Rentree), new(school.Id, null, Rows.Rentree.AddYears(-1), Rows.Rentree)],
            Grants = [new(Function.LocalAdmin, school.Id, MayExport: true), new(Function.Support, null)],
        };
        await database.LoadAsync([school], [row]);

        await using var db = database.Open();
        var stored = await db.Accounts.Include(a => a.Memberships).Include(a => a.Grants).SingleAsync(a => a.Id == row.Id, Cancel);
        var expected = new Account { FamilyName = "", GivenName = "", Login = "" };
        expected.Rename("De La Tour", "Éléonore", "N'Guyen");
        Assert.Equal((row.FamilyName, row.GivenName, row.UsageName), (stored.FamilyName, stored.GivenName, stored.UsageName));
        Assert.Equal((expected.FamilyKey, expected.GivenKey), (stored.FamilyKey, stored.GivenKey));
        Assert.Equal(expected.NameWords, stored.NameWords);
        Assert.Equal("eleonore.delatour", stored.Login);
        Assert.Equal((row.ExternalId, row.NationalId, row.Civility, row.BirthDate, row.Language), (stored.ExternalId, stored.NationalId, stored.Civility, stored.BirthDate, stored.Language));
        Assert.Equal((row.Email, ContactState.Confirmed, ContactSource.Activation), (stored.Email, stored.EmailState, stored.EmailSource));
        Assert.Equal((row.Mobile, ContactState.Unconfirmed, ContactSource.File), (stored.Mobile, stored.MobileState, stored.MobileSource));
        Assert.Equal((row.PasswordHash, row.ActivatedAt, row.ActivatedAt, row.LastSignInAt), (stored.PasswordHash, stored.PasswordChangedAt, stored.ActivatedAt, stored.LastSignInAt));
        Assert.Equal((row.BlockedAt, row.BlockedReason, row.FederatedWith), (stored.BlockedAt, stored.BlockedReason, stored.FederatedWith));
        Assert.Equal((row.CreatedAt, row.ModifiedAt, 1), (stored.CreatedAt, stored.ModifiedAt, stored.Version));
        Assert.Equal([("6e B", Rows.Rentree, null), (null, Rows.Rentree.AddYears(-1), Rows.Rentree)],
            stored.Memberships.OrderByDescending(m => m.StartsOn).Select(m => (m.ClassName, m.StartsOn, m.EndsOn)));
        Assert.Equal([(Function.LocalAdmin, school.Id, true), (Function.Support, (Guid?)null, false)],
            stored.Grants.OrderByDescending(g => g.Function).Select(g => (g.Function, g.SchoolId, g.MayExport)));
        var kept = await db.Schools.SingleAsync(s => s.Id == school.Id, Cancel);
        Assert.Equal((school.Uai, school.Name, school.Town, school.PublicPageUrl, school.ContactPhone), (kept.Uai, kept.Name, kept.Town, kept.PublicPageUrl, kept.ContactPhone));
    }

    [Fact]
    public async Task What_a_row_leaves_open_the_load_decides()
    {
        var before = DateTimeOffset.UnixEpoch.AddYears(50);
        await database.LoadAsync(Rows.Pupil("Rien", "D'autre"));
        await using var db = database.Open();
        var stored = await db.Accounts.SingleAsync(a => a.FamilyName == "D'autre", Cancel);
        Assert.NotEqual(Guid.Empty, stored.Id);
        Assert.True(stored.CreatedAt > before && stored.CreatedAt == stored.ModifiedAt);
        Assert.Equal((null, null, null), ((object?)stored.EmailState, (object?)stored.EmailSource, (object?)stored.PasswordChangedAt));
    }

    [Fact]
    public async Task The_same_rows_again_change_nothing()
    {
        var school = Rows.School();
        AccountRow child = Rows.Pupil("Tom", "Same") with { ExternalId = "same-1", Email = "same@example.org", Memberships = [new(school.Id, "5e A", Rows.Rentree)] };
        AccountRow parent = Rows.Pupil("Ève", "Same") with
        {
            ExternalId = "same-2", Profile = Profile.Relative, Memberships = [new(school.Id, null, Rows.Rentree)], Grants = [new(Function.Support, school.Id)],
            Children = [new(null, "same-1")],
        };
        var first = await database.LoadAsync([school], [child, parent]);
        Assert.Equal(new LoadReport { Schools = new(1, 0, 0), Accounts = new(2, 0, 0), Memberships = new(2, 0, 0), Grants = new(1, 0, 0), Relations = new(1, 0, 0) }, first);

        await using var db = database.Open();
        var stored = await db.Accounts.Where(a => a.FamilyName == "Same").OrderBy(a => a.Login).Select(a => new { a.Id, a.Login, a.ModifiedAt, a.Version }).ToListAsync(Cancel);
        var second = await database.LoadAsync([school], [child, parent]);
        Assert.Equal(new LoadReport { Schools = new(0, 0, 1), Accounts = new(0, 0, 2), Memberships = new(0, 0, 2), Grants = new(0, 0, 1), Relations = new(0, 0, 1) }, second);
        Assert.Equal(stored, await db.Accounts.Where(a => a.FamilyName == "Same").OrderBy(a => a.Login).Select(a => new { a.Id, a.Login, a.ModifiedAt, a.Version }).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_known_account_takes_the_new_name_and_keeps_its_login()
    {
        var school = Rows.School();
        var row = Rows.Pupil("Tom", "Avant") with { ExternalId = "renamed-1", CreatedAt = DateTimeOffset.UnixEpoch, Memberships = [new(school.Id, "6e A", Rows.Rentree)] };
        await database.LoadAsync([school], [row]);
        var report = await database.LoadAsync([school with { Town = "Villeraye" }], [row with { FamilyName = "Après-Midi", Memberships = [new(school.Id, "5e A", Rows.Rentree)] }]);

        Assert.Equal((new LoadCounts(0, 1, 0), new LoadCounts(0, 1, 0), new LoadCounts(1, 0, 0)), (report.Schools, report.Accounts, report.Memberships));
        await using var db = database.Open();
        var stored = await db.Accounts.SingleAsync(a => a.ExternalId == "renamed-1", Cancel);
        Assert.Equal(("Après-Midi", "apres midi", "tom.avant", 2), (stored.FamilyName, stored.FamilyKey, stored.Login, stored.Version));
        Assert.Contains("apresmidi", stored.NameWords);
        Assert.True(stored.ModifiedAt > stored.CreatedAt);
        Assert.Equal(DateTimeOffset.UnixEpoch, stored.CreatedAt);
    }

    [Theory]
    [InlineData(null, "file@example.org")]
    [InlineData(ContactSource.File, "file@example.org")]
    [InlineData(ContactSource.Operator, "own@example.org")]
    [InlineData(ContactSource.Activation, "own@example.org")]
    [InlineData(ContactSource.Self, "own@example.org")]
    public async Task A_file_replaces_only_the_contact_that_a_file_gave(ContactSource? given, string after)
    {
        var key = $"contact-{given}";
        await database.People.AccountAsync("Contact", $"{given}", [], a =>
            (a.ExternalId, a.Email, a.EmailSource, a.EmailState) = (key, given is null ? null : "own@example.org", given, given is null ? null : ContactState.Confirmed));
        var report = await database.LoadAsync(Rows.Pupil($"{given}", "Contact") with { ExternalId = key, Email = "file@example.org" });

        await using var db = database.Open();
        var stored = await db.Accounts.SingleAsync(a => a.ExternalId == key, Cancel);
        Assert.Equal(after, stored.Email);
        Assert.Equal(after == "own@example.org" ? ContactState.Confirmed : ContactState.Unconfirmed, stored.EmailState);
        Assert.Equal(after == "own@example.org" ? new LoadCounts(0, 0, 1) : new LoadCounts(0, 1, 0), report.Accounts);
    }

    [Fact]
    public async Task A_file_without_a_contact_leaves_the_one_on_record()
    {
        var row = Rows.Pupil("Tom", "Silence") with { ExternalId = "silence", Email = "tom@example.org", BirthDate = new(2014, 1, 1), NationalId = "X" };
        await database.LoadAsync(row);
        var report = await database.LoadAsync(row with { Email = null, BirthDate = null, NationalId = null });
        Assert.Equal(new LoadCounts(0, 0, 1), report.Accounts);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    public async Task Of_two_rows_for_one_account_the_later_counts(int chunk)
    {
        var key = $"repeated-{chunk}";
        await database.LoadAsync([], [Rows.Pupil("Un", "Repeated") with { ExternalId = key }, Rows.Pupil("Deux", "Repeated") with { ExternalId = key }], chunk);
        await using var db = database.Open();
        Assert.Equal("Deux", await db.Accounts.Where(a => a.ExternalId == key).Select(a => a.GivenName).SingleAsync(Cancel));
    }

    [Fact]
    public async Task A_child_that_nobody_knows_is_counted_and_left_out()
    {
        var child = Guid.CreateVersion7();
        var report = await database.LoadAsync(Rows.Pupil("Enfant", "Parenté") with { Id = child },
            Rows.Pupil("Parent", "Parenté") with { Children = [new(child, null), new(Guid.CreateVersion7(), null), new(null, "nobody")] });
        Assert.Equal((new LoadCounts(1, 0, 0), 2L), (report.Relations, report.ChildrenNotFound));
    }

    [Fact]
    public async Task A_row_against_the_rules_ends_the_load_and_running_it_corrected_completes_it()
    {
        var school = Rows.School();
        AccountRow[] rows = [.. Enumerable.Range(0, 30).Select(n => Rows.Pupil($"P{n}", "Broken") with { ExternalId = $"broken-{n}", Memberships = [new(school.Id, "6e A", Rows.Rentree)] })];
        AccountRow[] broken = [.. rows.Select((row, n) => n == 7 ? row with { Memberships = [new(Guid.NewGuid(), null, Rows.Rentree)] } : row)];
        var fault = await Assert.ThrowsAsync<PostgresException>(() => database.LoadAsync([school], broken, chunk: 3));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, fault.SqlState);
        Assert.InRange((await database.LoginsOfAsync("Broken")).Length, 6, 18);

        await database.LoadAsync([school], rows, chunk: 3);
        await using var db = database.Open();
        Assert.Equal(30, await db.Memberships.CountAsync(m => m.SchoolId == school.Id, Cancel));
    }

    [Fact]
    public async Task A_load_cut_short_is_completed_by_running_it_again()
    {
        AccountRow[] rows = [.. Enumerable.Range(0, 20).Select(n => Rows.Pupil($"P{n}", "Cut") with { ExternalId = $"cut-{n}" })];
        var fault = await Assert.ThrowsAsync<IOException>(() => database.Loader(chunk: 4).LoadAsync([], BreakingOffAsync(rows, 10), null, Cancel));
        Assert.Equal("the file ends here", fault.Message);
        var report = await database.LoadAsync([], rows, chunk: 4);
        Assert.Equal((20L, 0L, 8L), (report.Accounts.Total, report.Accounts.Changed, report.Accounts.Unchanged));
        Assert.Equal(20, (await database.LoginsOfAsync("Cut")).Length);
    }

    [Fact]
    public async Task The_source_is_never_read_far_ahead_of_what_is_committed()
    {
        const int chunk = 10;
        var committed = 0L;
        var lead = 0L;
        var progress = new Told(report => Interlocked.Exchange(ref committed, report.Accounts.Total));
        async IAsyncEnumerable<AccountRow> Source()
        {
            for (var read = 0; read < 12 * chunk; read++)
            {
                lead = Math.Max(lead, read - Interlocked.Read(ref committed));
                yield return Rows.Pupil($"P{read}", "Stream");
                if (read % 7 == 0) await Task.Yield();
            }
        }
        await database.Loader(chunk).LoadAsync([], Source(), progress, Cancel);
        Assert.Equal(12 * chunk, committed);
        // Two chunks in work, one waiting for a connection, one ready, one being filled, and the row in hand.
        Assert.InRange(lead, chunk, 6 * chunk);
    }

    [Fact]
    public async Task Cancelling_ends_the_reading_too()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var ended = false;
        async IAsyncEnumerable<AccountRow> Endless([EnumeratorCancellation] CancellationToken cancel = default)
        {
            try
            {
                for (var read = 0; ; read++)
                {
                    cancel.ThrowIfCancellationRequested();
                    yield return Rows.Pupil($"P{read}", "Endless");
                    await Task.Yield();
                }
            }
            finally
            {
                ended = true;
            }
        }
        var load = database.Loader(chunk: 20).LoadAsync([], Endless(Cancel), new Told(report => { if (report.Accounts.Total >= 60) stop.Cancel(); }), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load);
        Assert.True(ended);
    }

    private static async IAsyncEnumerable<AccountRow> BreakingOffAsync(AccountRow[] rows, int after)
    {
        foreach (var row in rows.Take(after))
        {
            yield return row;
            await Task.Yield();
        }
        throw new IOException("the file ends here");
    }

    private sealed class Told(Action<LoadReport> tell) : IProgress<LoadReport>
    {
        public void Report(LoadReport value) => tell(value);
    }
}
