using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

public sealed class AccountPlacesTests(TestDatabase database) : ManagedAccounts(database), IClassFixture<TestDatabase>
{
    private readonly AccountPlaces places = database.Get<AccountPlaces>();

    [Fact]
    public async Task A_pupil_moves_to_another_school_and_the_parent_follows_and_comes_back_with_the_undo()
    {
        await SetAsync();
        var parent = await ParentAsync();
        var today = await TodayAsync();

        Assert.Equal(PlaceOutcome.Done, await places.AttachAsync(Admin, Pupil.Id, Guid.NewGuid(), (Second.Id, "5e A", true), null, Cancel));
        var old = (await PlacesAsync(Pupil.Id))[0];
        Assert.Equal(PlaceOutcome.Done, await places.DetachAsync(Admin, Pupil.Id, Guid.NewGuid(), old.Id, null, false, Cancel));

        Assert.Equal([(First.Id, (DateOnly?)today.AddDays(1)), (Second.Id, null)], (await PlacesAsync(Pupil.Id)).Select(m => (m.SchoolId, m.EndsOn)));
        Assert.Equal([(First.Id, (DateOnly?)today.AddDays(1)), (Second.Id, null)], (await PlacesAsync(parent.Id)).Select(m => (m.SchoolId, m.EndsOn)));
        Assert.Equal((AuditAction.SchoolDetached, $"{old.Id}"), ((await LatestAsync(Pupil.Id)).Action, (await LatestAsync(Pupil.Id)).Detail));
        Assert.Equal(AuditAction.SchoolDetached, (await LatestAsync(parent.Id)).Action);

        Assert.Equal(PlaceOutcome.Done, await places.KeepAsync(Admin, Pupil.Id, Guid.NewGuid(), old.Id, Cancel));
        Assert.All(await PlacesAsync(parent.Id), m => Assert.Null(m.EndsOn));
        Assert.All(await PlacesAsync(Pupil.Id), m => Assert.Null(m.EndsOn));
    }

    [Fact]
    public async Task An_attachment_of_today_is_taken_back_at_once()
    {
        await SetAsync();
        var key = Guid.NewGuid();
        await places.AttachAsync(Admin, Pupil.Id, key, (Second.Id, null, false), null, Cancel);
        Assert.Equal(PlaceOutcome.Done, await places.AttachAsync(Admin, Pupil.Id, key, (Second.Id, null, false), null, Cancel));
        Assert.Equal(PlaceOutcome.AlreadyThere, await places.AttachAsync(Admin, Pupil.Id, Guid.NewGuid(), (Second.Id, null, false), null, Cancel));
        var added = (await PlacesAsync(Pupil.Id))[1];

        Assert.Equal(PlaceOutcome.Done, await places.DetachAsync(Admin, Pupil.Id, Guid.NewGuid(), added.Id, null, false, Cancel));
        Assert.Single(await PlacesAsync(Pupil.Id));
    }

    [Fact]
    public async Task The_last_school_has_to_be_meant_and_still_holds_today()
    {
        await SetAsync();
        var only = (await PlacesAsync(Pupil.Id))[0];
        Assert.Equal(PlaceOutcome.LastSchool, await places.DetachAsync(Admin, Pupil.Id, Guid.NewGuid(), only.Id, null, false, Cancel));
        Assert.Equal(PlaceOutcome.Done, await places.DetachAsync(Admin, Pupil.Id, Guid.NewGuid(), only.Id, null, true, Cancel));
        Assert.NotNull(await Database.Get<FicheReader>().ReadAsync(Admin, Pupil.Id, Cancel));
        Assert.Equal(PlaceOutcome.Done, await places.KeepAsync(Admin, Pupil.Id, Guid.NewGuid(), only.Id, Cancel));
        Assert.Equal(PlaceOutcome.NothingToDo, await places.KeepAsync(Admin, Pupil.Id, Guid.NewGuid(), only.Id, Cancel));
    }

    [Fact]
    public async Task Days_and_classes_that_are_none_are_refused()
    {
        await SetAsync();
        var (today, place) = (await TodayAsync(), (await PlacesAsync(Pupil.Id))[0]);
        Assert.Equal(PlaceOutcome.DayRefused, await places.AttachAsync(Admin, Pupil.Id, Guid.NewGuid(), (Second.Id, null, false), today.AddDays(-1), Cancel));
        Assert.Equal(PlaceOutcome.DayRefused, await places.AttachAsync(Admin, Pupil.Id, Guid.NewGuid(), (Second.Id, null, false), today.AddYears(3), Cancel));
        Assert.Equal(PlaceOutcome.DayRefused, await places.DetachAsync(Admin, Pupil.Id, Guid.NewGuid(), place.Id, today.AddDays(-1), true, Cancel));
        Assert.Equal(PlaceOutcome.ClassUnknown, await places.ChangeClassAsync(Admin, Pupil.Id, Guid.NewGuid(), place.Id, ("6e B", "6e Z", false), Cancel));
        Assert.Equal(PlaceOutcome.ClassMalformed, await places.ChangeClassAsync(Admin, Pupil.Id, Guid.NewGuid(), place.Id, ("6e B", "6e\u0000Z", true), Cancel));
        Assert.Equal(PlaceOutcome.ClassTooLong, await places.ChangeClassAsync(Admin, Pupil.Id, Guid.NewGuid(), place.Id, ("6e B", new string('6', 51), true), Cancel));
        Assert.Equal(PlaceOutcome.Stale, await places.ChangeClassAsync(Admin, Pupil.Id, Guid.NewGuid(), place.Id, ("6e A", "6e Z", true), Cancel));
        Assert.Equal(PlaceOutcome.NothingToDo, await places.ChangeClassAsync(Admin, Pupil.Id, Guid.NewGuid(), place.Id, ("6e B", " 6eb ", false), Cancel));
        Assert.Equal(PlaceOutcome.Done, await places.ChangeClassAsync(Admin, Pupil.Id, Guid.NewGuid(), place.Id, ("6e B", "6e Z", true), Cancel));
        Assert.Equal("6e Z", (await PlacesAsync(Pupil.Id))[0].ClassName);
    }

    [Fact]
    public async Task A_school_of_somebody_else_is_neither_seen_nor_given_nor_taken()
    {
        await SetAsync();
        var elsewhere = await Database.People.SchoolAsync("Collège C");
        await using var db = Database.Open();
        var hidden = new Membership { Id = Guid.NewGuid(), AccountId = Pupil.Id, SchoolId = elsewhere.Id, StartsOn = new(2020, 9, 1) };
        db.Memberships.Add(hidden);
        await db.SaveChangesAsync(Cancel);
        var agentToo = await Database.People.OperatorAsync(Function.LocalAdmin, [First]);
        await Database.People.GrantAsync(agentToo.AccountId, Function.Support, elsewhere.Id);

        Assert.Equal([First.Id], (await Database.Get<ManagedAccount>().PlacesAsync(Admin, Pupil.Id, Cancel)).Select(p => p.SchoolId));
        Assert.Equal(PlaceOutcome.SchoolRefused, await places.DetachAsync(Admin, Pupil.Id, Guid.NewGuid(), hidden.Id, null, true, Cancel));
        Assert.Equal(PlaceOutcome.SchoolRefused, await places.DetachAsync(agentToo, Pupil.Id, Guid.NewGuid(), hidden.Id, null, true, Cancel));
        Assert.Equal(PlaceOutcome.SchoolRefused, await places.DetachAsync(Admin, Pupil.Id, Guid.NewGuid(), Guid.NewGuid(), null, true, Cancel));
        Assert.Equal(PlaceOutcome.SchoolRefused, await places.AttachAsync(Admin, Pupil.Id, Guid.NewGuid(), (elsewhere.Id, null, false), null, Cancel));
        Assert.Equal([false, true], (await Database.Get<ManagedAccount>().PlacesAsync(agentToo, Pupil.Id, Cancel)).OrderByDescending(p => p.School).Select(p => p.MayChange));
        var row = await LatestAsync(Pupil.Id);
        Assert.Equal((AuditOutcome.Refused, "SchoolRefused"), (row.Outcome, row.Refusal));
    }

    [Fact]
    public async Task Relations_are_added_and_ended_in_scope_and_move_the_parents_schools()
    {
        await SetAsync();
        var family = Database.Get<AccountFamily>();
        var parent = await Database.People.AccountAsync("Petit", "Ana", [Second], a => a.Profile = Profile.Relative);
        var outside = await Database.People.AccountAsync("Petit", "Bob", [await Database.People.SchoolAsync()], a => a.Profile = Profile.Relative);
        var today = await TodayAsync();

        Assert.Equal(FamilyOutcome.Done, await family.AddAsync(Admin, Pupil.Id, Guid.NewGuid(), parent.Id, Cancel));
        Assert.Equal(FamilyOutcome.NothingToDo, await family.AddAsync(Admin, parent.Id, Guid.NewGuid(), Pupil.Id, Cancel));
        Assert.Equal([(First.Id, (DateOnly?)null), (Second.Id, today.AddDays(1))], (await PlacesAsync(parent.Id)).Select(m => (m.SchoolId, m.EndsOn)).OrderBy(m => m.EndsOn is not null));
        Assert.Equal(FamilyOutcome.Done, await family.EndAsync(Admin, parent.Id, Guid.NewGuid(), Pupil.Id, Cancel));
        Assert.Equal(FamilyOutcome.NothingToDo, await family.EndAsync(Admin, Pupil.Id, Guid.NewGuid(), parent.Id, Cancel));
        Assert.Empty((await Database.Get<FicheReader>().ReadAsync(Admin, Pupil.Id, Cancel))!.Parents);
        Assert.Equal(FamilyOutcome.Done, await family.AddAsync(Admin, Pupil.Id, Guid.NewGuid(), parent.Id, Cancel));

        Assert.Equal(FamilyOutcome.OtherRefused, await family.AddAsync(Admin, Pupil.Id, Guid.NewGuid(), outside.Id, Cancel));
        Assert.Equal(FamilyOutcome.NotAPair, await family.AddAsync(Admin, parent.Id, Guid.NewGuid(), parent.Id, Cancel));
        Assert.Equal(FamilyOutcome.OtherRefused, await family.AddAsync(Admin, Pupil.Id, Guid.NewGuid(), Admin.AccountId, Cancel));
    }

    private async Task<Account> ParentAsync()
    {
        var parent = await Database.People.AccountAsync("Petit", "Ana", [First], a => a.Profile = Profile.Relative);
        await using var db = Database.Open();
        db.Relations.Add(new() { ParentId = parent.Id, ChildId = Pupil.Id });
        await db.SaveChangesAsync(Cancel);
        return parent;
    }
}
