using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

public sealed class AccountCreationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AccountCreation creation = database.Get<AccountCreation>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pupil_is_created_with_place_family_login_and_journal_row()
    {
        var school = await database.People.SchoolAsync();
        var actor = await database.People.OperatorAsync(Function.LocalAdmin, [school]);
        var parent = await database.People.AccountAsync("Lefèvre", "Ana", [school], a => a.Profile = Profile.Relative);
        var key = Guid.NewGuid();

        var result = await creation.CreateAsync(actor, school.Id, key, Pupil(" LEFÈVRE ", "Zoé-Lou") with { Family = [parent.Id], Email = "zoe@example.org", Mobile = "06 39 98 12 34" }, Cancel);

        Assert.Equal((CreationOutcome.Created, "zoelou.lefevre"), (result.Outcome, result.Login));
        var account = await database.People.ReadAsync(result.AccountId!.Value);
        Assert.Equal(("LEFÈVRE", "Zoé-Lou", AccountSource.Manual, new DateOnly(2013, 5, 4), "zoe@example.org", ContactSource.Operator, "+33639981234", 1),
            (account.FamilyName, account.GivenName, account.Source, account.BirthDate, account.Email, account.EmailSource, account.Mobile, account.Version));
        Assert.Null(account.ActivatedAt);
        await using var db = database.Open();
        var place = await db.CurrentMemberships.SingleAsync(m => m.AccountId == account.Id, Cancel);
        Assert.Equal((school.Id, "6e B", null), (place.SchoolId, place.ClassName, place.EndsOn));
        Assert.Equal(parent.Id, (await db.Relations.SingleAsync(r => r.ChildId == account.Id, Cancel)).ParentId);
        var row = await db.AuditEntries.SingleAsync(e => e.AccountId == account.Id, Cancel);
        Assert.Equal((AuditAction.AccountCreated, AuditOutcome.Done, actor.AccountId, key, null), (row.Action, row.Outcome, row.ActorId, row.RequestKey, row.Detail));
        Assert.Equal([school.Id], row.SchoolIds);

        Assert.Equal(result.AccountId, (await creation.CreateAsync(actor, school.Id, key, Pupil("LEFÈVRE", "Zoé-Lou"), Cancel)).AccountId);
    }

    [Theory]
    [InlineData("", NameFault.Empty)]
    [InlineData("  ", NameFault.Empty)]
    [InlineData("---", NameFault.Malformed)]
    [InlineData("Le\nGoff", NameFault.Malformed)]
    [InlineData("Le\u202EGoff", NameFault.Malformed)]
    [InlineData("Le\0Goff", NameFault.Malformed)]
    public void Names_that_are_none(string typed, NameFault fault) => Assert.Equal(fault, PersonText.FaultOf(typed));

    [Theory]
    [InlineData("O")]
    [InlineData("李")]
    [InlineData("Łukasz-Œuvrard d'Ăn")]
    [InlineData("<b>Jo</b>")]
    [InlineData("محمد")]
    public void Names_that_are_some(string typed) => Assert.Null(PersonText.FaultOf(typed));

    [Fact]
    public void A_name_has_200_characters_at_most()
    {
        Assert.Null(PersonText.FaultOf(new string('é', 200)));
        Assert.Equal(NameFault.TooLong, PersonText.FaultOf(new string('é', 201)));
    }

    [Theory]
    [InlineData("1890-01-01", BirthFault.TooLongAgo)]
    [InlineData("2099-01-01", BirthFault.InFuture)]
    [InlineData("04/05", BirthFault.Malformed)]
    [InlineData("", BirthFault.Missing)]
    [InlineData("04/05/2013", null)]
    [InlineData("2013-05-04", null)]
    public void Days_of_birth_of_a_pupil(string typed, BirthFault? fault) => Assert.Equal(fault, PersonText.FaultOf(typed, Profile.Student, new(2026, 9, 1)));

    [Fact]
    public async Task Tomorrow_is_no_birthday_and_all_faults_are_told_at_once()
    {
        var (actor, school) = await SetAsync();
        await using var db = database.Open();
        var tomorrow = (await db.TodayAsync(Cancel)).AddDays(1);

        var result = await creation.CreateAsync(actor, school.Id, Guid.NewGuid(), new(" ", "\t", Profile.Student, "6e\u0007B", BirthDate: $"{tomorrow:yyyy-MM-dd}", Email: "a@@b", Mobile: "poste 12"), Cancel);

        Assert.Equal(CreationOutcome.Faulty, result.Outcome);
        Assert.Equal(new NewAccountFaults(NameFault.Empty, NameFault.Empty, ClassFault.Malformed, BirthFault.InFuture, AddressFault.NotOne, MobileFault.Letters), result.Faults);
    }

    [Fact]
    public async Task A_class_that_nobody_is_in_has_to_be_meant_and_a_known_one_is_written_as_the_school_does()
    {
        var (actor, school) = await SetAsync();
        await database.People.AccountAsync("Autre", "Un", [school], className: "6e B");

        Assert.Equal(ClassFault.Unknown, (await CreateAsync("Neuf", "Max", "6e Z")).Faults.ClassName);
        Assert.Equal(CreationOutcome.Created, (await CreateAsync("Neuf", "Max", "6e Z", meant: true)).Outcome);
        var known = await CreateAsync("Vieux", "Max", "6EB");
        await using var db = database.Open();
        Assert.Equal("6e B", (await db.Memberships.SingleAsync(m => m.AccountId == known.AccountId, Cancel)).ClassName);

        Task<CreationResult> CreateAsync(string family, string given, string className, bool meant = false) =>
            creation.CreateAsync(actor, school.Id, Guid.NewGuid(), Pupil(family, given) with { ClassName = className, ClassIsMeant = meant }, Cancel);
    }

    [Fact]
    public async Task Likely_homonyms_in_scope_are_shown_first_in_either_order_and_nearly_spelt()
    {
        var (actor, school) = await SetAsync();
        var elsewhere = await database.People.SchoolAsync();
        var same = await database.People.AccountAsync("Thibault", "Maëlle", [school], a => a.BirthDate = new(2013, 5, 4));
        var turned = await database.People.AccountAsync("Maelle", "Thibault", [school]);
        await database.People.AccountAsync("Thibault", "Maëlle", [elsewhere]);

        var result = await creation.CreateAsync(actor, school.Id, Guid.NewGuid(), Pupil("THIBAULT", "Maelle"), Cancel);
        Assert.Equal(CreationOutcome.Homonyms, result.Outcome);
        Assert.Equal([(same.Id, true), (turned.Id, false)], result.Homonyms.Select(h => (h.Id, h.SameBirthDate)));
        Assert.Contains(same.Id, (await creation.LookAsync(actor, school.Id, Pupil("Thibaut", "Maelle"), Cancel)).Homonyms.Select(h => h.Id));

        Assert.Equal(CreationOutcome.Homonyms, (await creation.CreateAsync(actor, school.Id, Guid.NewGuid(), Pupil("THIBAULT", "Maelle") with { Seen = [turned.Id] }, Cancel)).Outcome);
        var created = await creation.CreateAsync(actor, school.Id, Guid.NewGuid(), Pupil("THIBAULT", "Maelle") with { Seen = [turned.Id, same.Id] }, Cancel);
        Assert.Equal(CreationOutcome.Created, created.Outcome);
    }

    [Fact]
    public async Task Of_two_who_create_the_same_pupil_at_once_one_does_and_the_other_is_shown_whom()
    {
        var (first, school) = await SetAsync();
        var second = await database.People.OperatorAsync(Function.LocalAdmin, [school]);

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            creation.CreateAsync(i % 2 == 0 ? first : second, school.Id, Guid.NewGuid(), Pupil("Unique", "Sacha"), Cancel)));

        var created = Assert.Single(results, r => r.Outcome is CreationOutcome.Created);
        Assert.All(results.Where(r => r != created), r => Assert.Equal((CreationOutcome.Homonyms, created.AccountId), (r.Outcome, (Guid?)r.Homonyms[0].Id)));
    }

    [Fact]
    public async Task Logins_of_the_same_names_are_numbered_also_at_once_and_a_former_login_stays_reserved()
    {
        var school = await database.People.SchoolAsync();
        var former = await database.People.AccountAsync("Ancien", "Nom", [school]);
        await database.ExecuteAsOwnerAsync($"INSERT INTO login_names (name, account_id, kind) VALUES ('alix.numero2', '{former.Id}', 3)");

        // Nobody sees the others: each administers another school.
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var own = await database.People.SchoolAsync();
            var actor = await database.People.OperatorAsync(Function.LocalAdmin, [own]);
            return await creation.CreateAsync(actor, own.Id, Guid.NewGuid(), Pupil("Numéro", "Alix"), Cancel);
        }));

        Assert.All(results, r => Assert.Equal(CreationOutcome.Created, r.Outcome));
        Assert.Equal(["alix.numero", "alix.numero3", "alix.numero4", "alix.numero5", "alix.numero6", "alix.numero7", "alix.numero8", "alix.numero9"], results.Select(r => r.Login).Order());
    }

    [Fact]
    public async Task Only_local_administrators_of_the_school_create_and_refusals_are_journaled()
    {
        var (actor, school) = await SetAsync();
        var elsewhere = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var outside = await database.People.AccountAsync("Dehors", "Parent", [elsewhere], a => a.Profile = Profile.Relative);
        await database.ExecuteAsOwnerAsync($"UPDATE schools SET closed_on = '2020-01-01' WHERE id = '{elsewhere.Id}'");
        var central = await database.People.OperatorAsync(Function.CentralAdmin, [], school);

        Assert.Equal(CreationOutcome.FunctionTooLow, (await creation.CreateAsync(agent, school.Id, Guid.NewGuid(), Pupil("Refus", "Un"), Cancel)).Outcome);
        Assert.Equal(CreationOutcome.NotFound, (await creation.CreateAsync(actor, elsewhere.Id, Guid.NewGuid(), Pupil("Refus", "Un"), Cancel)).Outcome);
        Assert.Equal(CreationOutcome.NotFound, (await creation.CreateAsync(central, elsewhere.Id, Guid.NewGuid(), Pupil("Refus", "Un"), Cancel)).Outcome);
        Assert.Equal(CreationOutcome.FamilyRefused, (await creation.CreateAsync(actor, school.Id, Guid.NewGuid(), Pupil("Refus", "Un") with { Family = [outside.Id] }, Cancel)).Outcome);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET ended_at = now() WHERE id = '{actor.SessionId}'");
        Assert.Equal(CreationOutcome.SignedOut, (await creation.CreateAsync(actor, school.Id, Guid.NewGuid(), Pupil("Refus", "Un"), Cancel)).Outcome);
        await using var db = database.Open();
        Assert.False(await db.Accounts.AnyAsync(a => a.FamilyName == "Refus", Cancel));
        Assert.Equal(["FamilyRefused", "FunctionTooLow", "NotFound", "NotFound", "SignedOut"],
            await db.AuditEntries.Where(e => e.Action == AuditAction.AccountCreated && e.Outcome == AuditOutcome.Refused).Select(e => e.Refusal!).Order().ToListAsync(Cancel));
    }

    private async Task<(Actor Actor, School School)> SetAsync()
    {
        var school = await database.People.SchoolAsync();
        return (await database.People.OperatorAsync(Function.LocalAdmin, [school]), school);
    }

    private static NewAccount Pupil(string family, string given) => new(family, given, Profile.Student, "6e B", ClassIsMeant: true, BirthDate: "2013-05-04");
}
