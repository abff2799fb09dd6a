using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>What a person reads of the journal: what concerns the account, and never who acted for the school.</summary>
public sealed class OwnActivityTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly AuditAction[] Told = [AuditAction.SignedIn, AuditAction.SignInRefused, AuditAction.ContactChanged, AuditAction.SignedOut];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OwnActivity Activity => database.Get<OwnActivity>();

    [Fact]
    public async Task Own_acts_with_their_network_those_of_the_school_without_and_nobody_elses()
    {
        var (desk, other) = (await OwnDesk.SetAsync(database), await OwnDesk.SetAsync(database));
        var door = database.Get<AccountSignIn>();
        await door.TryAsync(desk.Pupil.Login, "pas le bon", IPAddress.Parse("192.0.2.1"), null, false, Cancel);
        await door.TryAsync(desk.Pupil.Login, OwnDesk.Password, IPAddress.Parse("192.0.2.2"), null, false, Cancel);
        await door.TryAsync(other.Pupil.Login, OwnDesk.Password, IPAddress.Parse("192.0.2.3"), null, false, Cancel);
        var school = Guid.CreateVersion7();
        await WriteAsync(desk.Pupil.Id, school, AuditAction.ContactChanged, AuditOutcome.Done);
        await WriteAsync(desk.Pupil.Id, school, AuditAction.ContactChanged, AuditOutcome.Refused);
        await WriteAsync(desk.Pupil.Id, school, AuditAction.CallerVerified, AuditOutcome.Done);

        var entries = await Activity.LatestAsync(desk.Actor, Told, Cancel);

        Assert.Equal(
            [(AuditAction.ContactChanged, true, null), (AuditAction.SignedIn, false, "192.0.2.2"), (AuditAction.SignInRefused, false, "192.0.2.1")],
            entries!.Select(e => (e.Action, e.BySchool, e.Network?.ToString())));
    }

    [Fact]
    public async Task Ninety_days_twenty_lines_and_none_without_a_session()
    {
        var desk = await OwnDesk.SetAsync(database);
        for (var line = 0; line < 22; line++) await WriteAsync(desk.Pupil.Id, desk.Pupil.Id, AuditAction.SignedOut, AuditOutcome.Done);
        Assert.Equal(OwnActivity.Shown, (await Activity.LatestAsync(desk.Actor, Told, Cancel))!.Count);

        await database.ExecuteAsOwnerAsync($"UPDATE audit_entries SET at = now() - interval '91 days' WHERE account_id = '{desk.Pupil.Id}'");
        Assert.Empty((await Activity.LatestAsync(desk.Actor, Told, Cancel))!);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET ended_at = now() WHERE id = '{desk.Actor.SessionId}'");
        Assert.Null(await Activity.LatestAsync(desk.Actor, Told, Cancel));
    }

    private async Task WriteAsync(Guid account, Guid actor, AuditAction action, AuditOutcome outcome)
    {
        await using var db = database.Open();
        await db.AuditAsync(new() { AccountId = account, ActorId = actor, Action = action, Outcome = outcome, Network = IPAddress.Loopback }, Cancel);
        await db.SaveChangesAsync(Cancel);
    }
}
