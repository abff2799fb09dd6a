using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Functions;

/// <summary>Each test has a database of its own: who is the last central administrator is a matter of all accounts.</summary>
public sealed class FunctionGrantsTests(TestCluster cluster) : IAsyncLifetime
{
    private TestDatabase database = null!;
    private FunctionGrants grants = null!;
    private School school = null!;
    private Actor central;
    private Account person = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync(cluster);
        grants = database.Get<FunctionGrants>();
        school = await database.People.SchoolAsync();
        central = await CentralAsync();
        person = await database.People.AccountAsync("Perrin", "Maud", [school], a => (a.Profile, a.Email) = (Profile.Personnel, "maud@example.org"));
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_function_is_given_told_and_journaled_and_ends_tokens_and_remembered_sessions()
    {
        await database.People.TokenAsync(person.Id, TokenOrigin.Slip, TokenCarrier.Paper);
        var remembered = await database.People.SignedInAsync(person.Id);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET remembered = true WHERE id = '{remembered.SessionId}'");
        var key = Guid.NewGuid();
        GrantWish wanted = new(Function.LocalAdmin, school.Id, MayExport: true);

        Assert.Equal(GrantOutcome.Done, await grants.GrantAsync(central, person.Id, key, wanted, Cancel));
        Assert.Equal(GrantOutcome.Done, await grants.GrantAsync(central, person.Id, key, wanted, Cancel));
        Assert.Equal(GrantOutcome.AlreadyHeld, await grants.GrantAsync(central, person.Id, Guid.NewGuid(), wanted, Cancel));

        await using var db = database.Open();
        var grant = await db.CurrentGrants.SingleAsync(g => g.AccountId == person.Id, Cancel);
        Assert.Equal((Function.LocalAdmin, school.Id, true, null), (grant.Function, grant.SchoolId, grant.MayExport, grant.EndsAt));
        Assert.Equal(TokenEnd.RankChanged, (await db.ResetTokens.SingleAsync(t => t.AccountId == person.Id, Cancel)).EndedWhy);
        Assert.Equal(SessionEnd.RightsChanged, (await db.Sessions.SingleAsync(s => s.AccountId == person.Id, Cancel)).EndedWhy);
        var mail = await db.OutboxMessages.SingleAsync(m => m.AccountId == person.Id, Cancel);
        Assert.Equal((MessageKind.FunctionsChanged, "maud@example.org"), (mail.Kind, mail.Recipient));
        var row = await db.AuditEntries.SingleAsync(e => e.AccountId == person.Id, Cancel);
        Assert.Equal((AuditAction.FunctionGranted, central.AccountId, key), (row.Action, row.ActorId, row.RequestKey));
        Assert.StartsWith($"LocalAdmin {school.Id} ", row.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawn_function_is_gone_with_every_session_and_one_that_ends_by_date_at_its_next_action()
    {
        await grants.GrantAsync(central, person.Id, Guid.NewGuid(), new(Function.LocalAdmin, school.Id), Cancel);
        await using var db = database.Open();
        var grant = await db.Grants.AsNoTracking().SingleAsync(g => g.AccountId == person.Id, Cancel);
        var session = await database.People.SignedInAsync(person.Id);
        var today = await db.TodayAsync(Cancel);

        Assert.Equal(GrantOutcome.Done, await grants.WithdrawAsync(central, person.Id, Guid.NewGuid(), grant.Id, today, Cancel));
        Assert.NotNull(await Gate.StandingAsync(db, session, person.Id, Cancel));
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE id = '{grant.Id}'");
        Assert.Null(await Gate.StandingAsync(db, session, person.Id, Cancel));

        await grants.GrantAsync(central, person.Id, Guid.NewGuid(), new(Function.Support, school.Id), Cancel);
        var second = await db.CurrentGrants.AsNoTracking().SingleAsync(g => g.AccountId == person.Id, Cancel);
        Assert.Equal(GrantOutcome.Done, await grants.WithdrawAsync(central, person.Id, Guid.NewGuid(), second.Id, null, Cancel));
        Assert.Equal(GrantOutcome.NothingToDo, await grants.WithdrawAsync(central, person.Id, Guid.NewGuid(), second.Id, null, Cancel));
        Assert.Equal(SessionEnd.RightsChanged, (await db.Sessions.SingleAsync(s => s.Id == session.SessionId, Cancel)).EndedWhy);
        Assert.False(await db.CurrentGrants.AnyAsync(g => g.AccountId == person.Id, Cancel));
    }

    [Fact]
    public async Task The_last_central_administrator_with_a_way_in_stays_also_when_two_withdraw_each_others_at_once()
    {
        var other = await CentralAsync();
        await using var db = database.Open();
        var ids = await db.Grants.AsNoTracking().ToDictionaryAsync(g => g.AccountId, g => g.Id, Cancel);

        var results = await Task.WhenAll(
            grants.WithdrawAsync(central, other.AccountId, Guid.NewGuid(), ids[other.AccountId], null, Cancel),
            grants.WithdrawAsync(other, central.AccountId, Guid.NewGuid(), ids[central.AccountId], null, Cancel));
        Assert.Single(results, GrantOutcome.Done);
        Assert.Single(await db.CurrentGrants.AsNoTracking().ToListAsync(Cancel));

        // Somebody without a way in, and somebody whose function ends, are nobody to count on.
        var left = results[0] is GrantOutcome.Done ? central : other;
        var unable = await database.People.OperatorAsync(Function.CentralAdmin, [], school);
        var passing = await CentralAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() + interval '1 day' WHERE account_id = '{passing.AccountId}'");
        var today = await db.TodayAsync(Cancel);
        Assert.Equal(GrantOutcome.LastCentralAdmin, await grants.WithdrawAsync(unable, left.AccountId, Guid.NewGuid(), ids[left.AccountId], null, Cancel));
        Assert.Equal(GrantOutcome.LastCentralAdmin, await grants.WithdrawAsync(passing, left.AccountId, Guid.NewGuid(), ids[left.AccountId], today.AddDays(5), Cancel));
        Assert.Equal(GrantOutcome.OwnAccount, await grants.WithdrawAsync(left, left.AccountId, Guid.NewGuid(), ids[left.AccountId], null, Cancel));
        Assert.Equal(GrantOutcome.OwnAccount, await grants.GrantAsync(left, left.AccountId, Guid.NewGuid(), new(Function.Support, school.Id), Cancel));
    }

    [Fact]
    public async Task Only_over_schools_that_are_ones_own_and_to_whom_it_makes_sense()
    {
        var elsewhere = await database.People.SchoolAsync();
        var ofOne = await database.People.OperatorAsync(Function.CentralAdmin, [school]);
        var local = await database.People.OperatorAsync(Function.LocalAdmin, [school]);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [school]);
        var first = await database.People.AccountAsync("Premier", "Max", []);
        await database.People.GrantAsync(first.Id, Function.CentralAdmin, null);
        await using var db = database.Open();
        var ofFirst = await db.Grants.Where(g => g.AccountId == first.Id).Select(g => g.Id).SingleAsync(Cancel);
        var today = await db.TodayAsync(Cancel);

        Assert.Equal(GrantOutcome.SchoolRefused, await GiveAsync(ofOne, person.Id, new(Function.Support, elsewhere.Id)));
        Assert.Equal(GrantOutcome.SchoolRefused, await GiveAsync(ofOne, person.Id, new(Function.Support, null)));
        Assert.Equal(GrantOutcome.FunctionTooLow, await GiveAsync(local, person.Id, new(Function.Support, school.Id)));
        Assert.Equal(GrantOutcome.PersonRefused, await GiveAsync(central, pupil.Id, new(Function.Support, school.Id)));
        Assert.Equal(GrantOutcome.DayRefused, await GiveAsync(central, person.Id, new(Function.Support, school.Id, today.AddDays(2), today)));
        Assert.Equal(GrantOutcome.DayRefused, await GiveAsync(central, person.Id, new(Function.Support, school.Id, today.AddDays(-1))));
        Assert.Equal(GrantOutcome.NotFound, await grants.WithdrawAsync(ofOne, first.Id, Guid.NewGuid(), ofFirst, null, Cancel));
        Assert.Equal(GrantOutcome.Done, await grants.WithdrawAsync(central, first.Id, Guid.NewGuid(), ofFirst, null, Cancel));
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proof = 1, proven_at = now() - interval '16 minutes' WHERE id = '{central.SessionId}'");
        Assert.Equal(GrantOutcome.ProofTooOld, await GiveAsync(central, person.Id, new(Function.Support, school.Id)));

        Task<GrantOutcome> GiveAsync(Actor who, Guid whom, GrantWish wanted) => grants.GrantAsync(who, whom, Guid.NewGuid(), wanted, Cancel);
    }

    [Fact]
    public async Task The_list_is_for_central_administrators_and_filtered_by_school_person_and_function()
    {
        var list = database.Get<FunctionList>();
        var elsewhere = await database.People.SchoolAsync();
        await grants.GrantAsync(central, person.Id, Guid.NewGuid(), new(Function.Support, school.Id), Cancel);
        await grants.GrantAsync(central, person.Id, Guid.NewGuid(), new(Function.LocalAdmin, elsewhere.Id), Cancel);
        var ofOne = await database.People.OperatorAsync(Function.CentralAdmin, [school]);
        var local = await database.People.OperatorAsync(Function.LocalAdmin, [school]);

        Assert.Null(await list.ReadAsync(local, new(), Cancel));
        Assert.Equal([Function.CentralAdmin, Function.LocalAdmin, Function.Support], (await list.ReadAsync(ofOne, new(), Cancel))!.Rows.Select(r => r.Function));
        Assert.Equal([Function.LocalAdmin, Function.Support], (await list.ReadAsync(central, new("perr"), Cancel))!.Rows.Select(r => r.Function).OrderDescending());
        Assert.Equal([person.Id], (await list.ReadAsync(central, new(Function: Function.LocalAdmin, SchoolId: elsewhere.Id), Cancel))!.Rows.Select(r => r.AccountId));
        Assert.Empty((await list.ReadAsync(central, new("<script>%_"), Cancel))!.Rows);
    }

    private async Task<Actor> CentralAsync()
    {
        var actor = await database.People.OperatorAsync(Function.CentralAdmin, [], school);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET password_hash = 'x' WHERE id = '{actor.AccountId}'");
        return actor;
    }
}
