using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Delivery;

/// <summary>Notifications as mail servers pipe them.</summary>
public sealed class BouncesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("5.1.1", BounceOutcome.Marked, ContactState.Refused)]
    [InlineData("4.4.7", BounceOutcome.NotFinal, ContactState.Unconfirmed)]
    public async Task What_is_final_marks_the_address_and_what_is_not_does_nothing(string status, BounceOutcome outcome, ContactState state)
    {
        var (pupil, id) = await SentAsync();

        Assert.Equal(outcome, await TakeAsync(Notifications.Of(status, $"{id:N}")));
        Assert.Equal(outcome, await TakeAsync(Notifications.Of(status, $"{id:N}").Replace("\n", "\r\n", StringComparison.Ordinal)));

        Assert.Equal(state, (await database.People.ReadAsync(pupil.Id)).EmailState);
        Assert.Equal(outcome is BounceOutcome.Marked ? 1 : 0, await database.CountAsync($"SELECT 1 FROM outbox_messages WHERE id = '{id}' AND state = 3 AND last_answer = '5.1.1'"));
        Assert.Equal(outcome is BounceOutcome.Marked ? 1 : 0, await database.CountAsync($"SELECT 1 FROM audit_entries WHERE account_id = '{pupil.Id}' AND action = 'AddressBounced'"));
    }

    [Fact]
    public async Task An_address_that_was_replaced_meanwhile_stays_good()
    {
        var (pupil, id) = await SentAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = 'autre@example.org' WHERE id = '{pupil.Id}'");

        Assert.Equal(BounceOutcome.Marked, await TakeAsync(Notifications.Of("5.1.1", $"{id:N}")));

        Assert.Equal(ContactState.Unconfirmed, (await database.People.ReadAsync(pupil.Id)).EmailState);
    }

    [Theory]
    [InlineData("")]
    [InlineData("From: a@example.org\nSubject: Status\n\nStatus: 5.1.1\nMessage-ID: <00000000000000000000000000000000@x>\n")]
    [InlineData("Content-Type: multipart/report; report-type=delivery-status\n\nno status at all")]
    public async Task What_is_no_notification_is_said_to_be_none(string mail) => Assert.Equal(BounceOutcome.NoNotification, await TakeAsync(mail));

    [Fact]
    public async Task An_unknown_message_and_fifty_megabytes_change_nothing()
    {
        Assert.Equal(BounceOutcome.UnknownMessage, await TakeAsync(Notifications.Of("5.1.1", $"{Guid.NewGuid():N}")));
        Assert.Equal(BounceOutcome.UnknownMessage, await TakeAsync(Notifications.Of("5.1.1", "autre")));
        using var big = new MemoryStream(new byte[50_000_000]);
        Assert.Equal(BounceOutcome.NoNotification, await database.Get<Bounces>().TakeAsync(big, Cancel));
        Assert.True(big.Position <= Bounces.MostRead);
    }

    private Task<BounceOutcome> TakeAsync(string mail) => database.Get<Bounces>().TakeAsync(new MemoryStream(Encoding.UTF8.GetBytes(mail)), Cancel);

    private async Task<(Account Pupil, Guid Id)> SentAsync()
    {
        var pupil = await database.People.AccountAsync("Petit", "Lou", [await database.People.SchoolAsync()], a => a.Email = "lou@example.org");
        var id = Guid.CreateVersion7();
        await using var db = database.Open();
        db.Enqueue(new()
        {
            Id = id, AccountId = pupil.Id, Channel = Channel.Mail, Kind = MessageKind.Reset, Priority = MessagePriority.Recovery, Recipient = "Lou@example.org",
            State = MessageState.Accepted, ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1), FinishedAt = TimeProvider.System.GetUtcNow(),
        });
        await db.SaveChangesAsync(Cancel);
        return (pupil, id);
    }
}
