using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Recovery;

/// <summary>« Vous avez perdu votre mot de passe ? », from the request to the queued message.</summary>
public sealed class LostPasswordTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_login_as_it_was_typed_gets_a_link_and_a_provisional_password_at_the_address_on_record()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var pupil = await database.People.AccountAsync("Dupont", "Éléonore", [await database.People.SchoolAsync()], a => a.Email = "e.dupont@example.org");

        Assert.Equal(AskOutcome.Asked, (await desk.AskPasswordAsync($"  {pupil.Login.ToUpperInvariant().Replace('E', 'É')} ")).Outcome);
        await desk.SettledAsync();

        var message = Assert.Single(await desk.MessagesAsync(pupil));
        Assert.Equal((MessageKind.Reset, "e.dupont@example.org", MessageState.Queued), (message.Kind, message.Recipient, message.State));
        var token = Assert.Single(await desk.TokensAsync(pupil));
        Assert.Equal((TokenOrigin.Public, TokenCarrier.Mail, null, "e.dupont@example.org"), (token.Origin, token.Carrier, token.IssuedBy, token.Contact));
        Assert.Equal(TimeSpan.FromMinutes(60), token.ExpiresAt - token.IssuedAt);
        Assert.NotNull(token.ProvisionalHash);
        Assert.Contains("https://ent.example.org/reinitialisation/", desk.Read(message).Text, StringComparison.Ordinal);
        var row = Assert.Single(await desk.JournalAsync(pupil));
        Assert.Equal((AuditAction.ResetAsked, AuditOutcome.Done, null, "e•••@e•••.org", IPAddress.Parse("203.0.113.7")), (row.Action, row.Outcome, row.ActorId, row.Detail, row.Network));
        Assert.Single(row.SchoolIds);
        Assert.Equal(0, await database.CountAsync("SELECT 1 FROM recovery_requests WHERE typed IS NOT NULL"));
    }
}
