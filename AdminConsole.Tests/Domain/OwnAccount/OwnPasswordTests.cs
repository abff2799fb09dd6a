using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>A new password with the current one, and the sessions of the person.</summary>
public sealed class OwnPasswordTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Good = "cactus-tambour-vallon-biscuit-lune";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OwnPassword Passwords => database.Get<OwnPassword>();

    [Fact]
    public async Task The_session_goes_on_under_a_new_id_and_every_other_ends()
    {
        var desk = await OwnDesk.SetAsync(database);
        var elsewhere = await database.People.SignedInAsync(desk.Pupil.Id);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET expires_at = now() + interval '3 hours', user_agent = 'essai' WHERE id = '{desk.Actor.SessionId}'");

        var result = await Passwords.ChangeAsync(desk.Actor, OwnDesk.Password, Good, Cancel);

        Assert.Equal(OwnPasswordOutcome.Changed, result.Outcome);
        Assert.Equal(HashAnswer.Right, database.Get<PasswordHash>().Verify((await desk.PupilNowAsync()).PasswordHash, Good));
        await using var db = database.Open();
        var sessions = await db.Sessions.Where(s => s.AccountId == desk.Pupil.Id).ToListAsync(Cancel);
        Assert.All(sessions.Where(s => s.Id != result.Session!.Id), s => Assert.Equal(SessionEnd.PasswordChanged, s.EndedWhy));
        Assert.Equal(3, sessions.Count);
        Assert.Contains(sessions, s => s.Id == elsewhere.SessionId);
        var renewed = sessions.Single(s => s.Id == result.Session!.Id);
        Assert.Equal((null, "essai", result.Session!.ExpiresAt), (renewed.EndedAt, renewed.UserAgent, renewed.ExpiresAt));
        Assert.Equal(sessions.Single(s => s.Id == desk.Actor.SessionId).ExpiresAt, renewed.ExpiresAt);
        Assert.Single(await desk.MessagesAsync(), m => m is { Kind: MessageKind.PasswordChanged, Recipient: OwnDesk.Old });
        Assert.Single(await desk.JournalAsync(), e => e is { Action: AuditAction.PasswordChanged, Outcome: AuditOutcome.Done });
        Assert.Equal(OwnPasswordOutcome.SignedOut, (await Passwords.ChangeAsync(desk.Actor, Good, "girafe-crayon-pluie-merci-cascade", Cancel)).Outcome);
    }

    [Fact]
    public async Task Of_two_changes_at_once_exactly_one_wins()
    {
        var desk = await OwnDesk.SetAsync(database);
        string[] wishes = [Good, "girafe-crayon-pluie-merci-cascade", "citron-sable-orange-piano-chemin"];

        var results = await Task.WhenAll(wishes.Select(wish => Passwords.ChangeAsync(desk.Actor, OwnDesk.Password, wish, Cancel)));

        var winner = Assert.Single(results.Zip(wishes), pair => pair.First.Outcome is OwnPasswordOutcome.Changed).Second;
        Assert.Equal(HashAnswer.Right, database.Get<PasswordHash>().Verify((await desk.PupilNowAsync()).PasswordHash, winner));
        Assert.Equal(1, await desk.LiveSessionsAsync());
    }

    [Fact]
    public async Task A_wrong_current_password_is_delayed_and_changes_nothing()
    {
        var desk = await OwnDesk.SetAsync(database);
        for (var wrong = 0; wrong < 5; wrong++) Assert.Equal(OwnPasswordOutcome.WrongPassword, (await Passwords.ChangeAsync(desk.Actor, "faux", Good, Cancel)).Outcome);

        Assert.Equal(OwnPasswordOutcome.Delayed, (await Passwords.ChangeAsync(desk.Actor, OwnDesk.Password, Good, Cancel)).Outcome);
        Assert.Equal(ContactAskOutcome.Delayed, await desk.AskAsync());
        Assert.Equal(1, await desk.LiveSessionsAsync());
        Assert.Null((await desk.PupilNowAsync()).PasswordChangedAt);
    }

    [Fact]
    public async Task A_refused_password_says_why_and_the_same_one_is_none()
    {
        var desk = await OwnDesk.SetAsync(database);

        var refused = await Passwords.ChangeAsync(desk.Actor, OwnDesk.Password, "legoff", Cancel);
        Assert.Equal(OwnPasswordOutcome.Refused, refused.Outcome);
        Assert.Contains(refused.Refusals, r => r.Fault == PasswordFault.TooShort);
        Assert.Equal(OwnPasswordOutcome.Same, (await Passwords.ChangeAsync(desk.Actor, OwnDesk.Password, OwnDesk.Password, Cancel)).Outcome);
        Assert.Equal(OwnPasswordOutcome.Changed, (await Passwords.ChangeAsync(desk.Actor, OwnDesk.Password, (await Passwords.ProposeAsync(desk.Actor, Cancel))!, Cancel)).Outcome);
    }

    [Fact]
    public async Task An_operator_needs_a_longer_one()
    {
        var actor = await database.People.OperatorAsync(Function.Support, []);
        await database.People.GivePasswordAsync(actor.AccountId, OwnDesk.Password);

        Assert.Equal(15, (await database.Get<OwnAccountReader>().ReadAsync(actor, Cancel))!.MinimumLength);
        var refused = await Passwords.ChangeAsync(actor, OwnDesk.Password, "kzqvtwxhbnrp", Cancel);
        Assert.Equal((OwnPasswordOutcome.Refused, 15), (refused.Outcome, Assert.Single(refused.Refusals, r => r.Fault == PasswordFault.TooShort).Limit));
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all_at_once()
    {
        var (desk, other) = (await OwnDesk.SetAsync(database), await OwnDesk.SetAsync(database));
        var second = await database.People.SignedInAsync(desk.Pupil.Id);
        var third = await database.People.SignedInAsync(desk.Pupil.Id);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET idle_until = now() WHERE id = '{third.SessionId}'");
        var sessions = database.Get<OwnSessions>();

        var list = await sessions.ListAsync(desk.Actor, Cancel);
        Assert.Equal([(desk.Actor.SessionId, true), (second.SessionId, false)], list!.Select(s => (s.Id, s.Current)));
        Assert.True(await sessions.EndAsync(desk.Actor, other.Actor.SessionId, Cancel));
        Assert.Equal(1, await other.LiveSessionsAsync());
        Assert.True(await sessions.EndAsync(desk.Actor, second.SessionId, Cancel));
        Assert.True(await sessions.EndAsync(desk.Actor, second.SessionId, Cancel));
        Assert.Single(await desk.JournalAsync(), e => e.Action == AuditAction.SessionsEnded);
        Assert.False(await sessions.EndAsync(second, desk.Actor.SessionId, Cancel));

        Assert.True(await sessions.EndAllAsync(desk.Actor, Cancel));
        Assert.Null(await sessions.ListAsync(desk.Actor, Cancel));
        Assert.False(await sessions.EndAllAsync(desk.Actor, Cancel));
    }
}
