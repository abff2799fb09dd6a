using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>Asking for another address: what waits, who is told, what is refused.</summary>
public sealed class OwnContactsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_address_waits_and_the_old_one_stays_and_is_told()
    {
        var desk = await OwnDesk.SetAsync(database);

        Assert.Equal(ContactAskOutcome.Asked, await desk.AskAsync());

        var pupil = await desk.PupilNowAsync();
        Assert.Equal((OwnDesk.Old, desk.Pupil.Version), (pupil.Email, pupil.Version));
        var messages = await desk.MessagesAsync();
        Assert.Equal([(MessageKind.ContactConfirmation, OwnDesk.New), (MessageKind.OwnContactChange, OwnDesk.Old)], messages.Select(m => (m.Kind, m.Recipient)).Order());
        var confirmation = desk.Read(messages.Single(m => m.Kind == MessageKind.ContactConfirmation));
        Assert.DoesNotContain(desk.Pupil.Login, confirmation.Text + confirmation.Html, StringComparison.Ordinal);
        var notice = desk.Read(messages.Single(m => m.Kind == MessageKind.OwnContactChange));
        Assert.DoesNotContain(OwnDesk.New, notice.Text + notice.Html, StringComparison.Ordinal);
        Assert.Contains("n•••@e•••.org", notice.Text, StringComparison.Ordinal);
        var tokens = await desk.TokensAsync();
        Assert.Equal(TimeSpan.FromMinutes(60), tokens.Select(t => (t.Purpose, t.ExpiresAt - t.IssuedAt)).Single(t => t.Purpose == TokenPurpose.ConfirmContact).Item2);
        Assert.Equal(TimeSpan.FromHours(72), tokens.Select(t => (t.Purpose, t.ExpiresAt - t.IssuedAt)).Single(t => t.Purpose == TokenPurpose.CancelContact).Item2);
        Assert.All(tokens, t => Assert.Equal(TokenOrigin.Self, t.Origin));
        var entry = Assert.Single(await desk.JournalAsync());
        Assert.Equal((AuditAction.ContactChangeAsked, AuditOutcome.Done, "a•••@e•••.org → n•••@e•••.org"), (entry.Action, entry.Outcome, entry.Detail));
        var view = await database.Get<OwnAccountReader>().ReadAsync(desk.Actor, Cancel);
        Assert.Equal((Channel.Mail, OwnDesk.New, false), view!.Waiting.Select(w => (w.Channel, w.Value, w.Refused)).Single());
    }
}
