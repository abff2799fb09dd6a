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
        Assert.Equal([(MessageKind.ContactConfirmation, desk.New), (MessageKind.OwnContactChange, OwnDesk.Old)], messages.Select(m => (m.Kind, m.Recipient)).Order());
        var confirmation = desk.Read(messages.Single(m => m.Kind == MessageKind.ContactConfirmation));
        Assert.DoesNotContain(desk.Pupil.Login, confirmation.Text + confirmation.Html, StringComparison.Ordinal);
        var notice = desk.Read(messages.Single(m => m.Kind == MessageKind.OwnContactChange));
        Assert.DoesNotContain(desk.New, notice.Text + notice.Html, StringComparison.Ordinal);
        Assert.Contains("n•••@e•••.org", notice.Text, StringComparison.Ordinal);
        var tokens = await desk.TokensAsync();
        Assert.Equal(TimeSpan.FromMinutes(60), tokens.Select(t => (t.Purpose, t.ExpiresAt - t.IssuedAt)).Single(t => t.Purpose == TokenPurpose.ConfirmContact).Item2);
        Assert.Equal(TimeSpan.FromHours(72), tokens.Select(t => (t.Purpose, t.ExpiresAt - t.IssuedAt)).Single(t => t.Purpose == TokenPurpose.CancelContact).Item2);
        Assert.All(tokens, t => Assert.Equal(TokenOrigin.Self, t.Origin));
        var entry = Assert.Single(await desk.JournalAsync());
        Assert.Equal((AuditAction.ContactChangeAsked, AuditOutcome.Done, "a•••@e•••.org → n•••@e•••.org"), (entry.Action, entry.Outcome, entry.Detail));
        var view = await database.Get<OwnAccountReader>().ReadAsync(desk.Actor, Cancel);
        Assert.Equal((Channel.Mail, desk.New, false), view!.Waiting.Select(w => (w.Channel, w.Value, w.Refused)).Single());
    }

    [Fact]
    public async Task The_current_password_is_asked_for_and_wrong_tries_delay_with_those_of_the_sign_in()
    {
        var desk = await OwnDesk.SetAsync(database);
        for (var wrong = 0; wrong < 5; wrong++) Assert.Equal(ContactAskOutcome.WrongPassword, await desk.AskAsync(password: "pas celui-là"));

        var delayed = await desk.Contacts.AskAsync(desk.Actor, Channel.Mail, desk.New, OwnDesk.Password, Cancel);
        Assert.Equal(ContactAskOutcome.Delayed, delayed.Outcome);
        Assert.InRange(delayed.Wait.TotalSeconds, 20, 30);
        var door = await database.Get<SignIn.AccountSignIn>().TryAsync(desk.Pupil.Login, OwnDesk.Password, desk.Actor.Network, null, false, Cancel);
        Assert.Equal(SignIn.SignInOutcome.Delayed, door.Outcome);
        Assert.Empty(await desk.MessagesAsync());
        Assert.Equal(5, (await desk.JournalAsync()).Count(e => e is { Action: AuditAction.ContactChangeAsked, Outcome: AuditOutcome.Refused, Refusal: "WrongPassword" }));

        await database.ExecuteAsOwnerAsync($"UPDATE sign_in_delays SET delayed_until = now() WHERE login = '{desk.Pupil.Login}'");
        Assert.Equal(ContactAskOutcome.Asked, await desk.AskAsync());
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM sign_in_delays WHERE login = '{desk.Pupil.Login}'"));
    }

    [Theory]
    [InlineData("", AddressFault.Empty)]
    [InlineData("pas une adresse", AddressFault.Malformed)]
    [InlineData("a@example.org, b@example.org", AddressFault.NotOne)]
    [InlineData("a@example.org\r\nBcc: b@example.org", AddressFault.ControlCharacter)]
    [InlineData("Zoé <a@example.org>", AddressFault.DisplayName)]
    public async Task What_is_no_address_is_refused_before_the_password_is_looked_at(string typed, AddressFault fault)
    {
        var desk = await OwnDesk.SetAsync(database);

        var result = await desk.Contacts.AskAsync(desk.Actor, Channel.Mail, typed, "pas celui-là", Cancel);

        Assert.Equal((ContactAskOutcome.Malformed, fault), (result.Outcome, result.AddressFault));
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM sign_in_delays WHERE login = '{desk.Pupil.Login}'"));
    }

    [Fact]
    public async Task The_address_on_record_is_refused_and_that_of_another_account_is_not()
    {
        var desk = await OwnDesk.SetAsync(database);
        await database.People.AccountAsync("Le Goff", "Loïc", [], a => a.Email = desk.New);

        Assert.Equal(ContactAskOutcome.Same, await desk.AskAsync(OwnDesk.Old.ToUpperInvariant()));
        Assert.Equal(ContactAskOutcome.Asked, await desk.AskAsync(desk.New));
        Assert.Equal(ContactLinkState.Done, (await desk.ConfirmAsync()).State);
    }

    [Fact]
    public async Task Five_changes_a_day_and_the_sixth_is_refused()
    {
        var desk = await OwnDesk.SetAsync(database);
        for (var change = 0; change < OwnContacts.ChangesADay; change++) Assert.Equal(ContactAskOutcome.Asked, await desk.AskAsync($"essai{change}-{desk.Pupil.Id:N}@example.org"));

        Assert.Equal(ContactAskOutcome.TooMany, await desk.AskAsync("encore@example.org"));
        Assert.Equal("TooMany", (await desk.JournalAsync())[^1].Refusal);
        var waiting = (await desk.ChangesAsync()).Where(c => c.EndedAt is null);
        Assert.Equal($"essai4-{desk.Pupil.Id:N}@example.org", Assert.Single(waiting).NewValue);
        await desk.AgeAsync("25 hours");
        Assert.Equal(ContactAskOutcome.Asked, await desk.AskAsync("encore@example.org"));
    }

    [Fact]
    public async Task A_destination_gets_ten_messages_an_hour_whoever_asks_and_however_at_once()
    {
        var target = $"cible-{Guid.NewGuid():N}@example.org";
        var desks = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => OwnDesk.SetAsync(database)));

        var outcomes = await Task.WhenAll(desks.Select((desk, i) => desk.AskAsync(i % 2 == 0 ? target : target.ToUpperInvariant().Replace("EXAMPLE.ORG", "example.org", StringComparison.Ordinal))));

        Assert.Equal(10, outcomes.Count(o => o is ContactAskOutcome.Asked));
        Assert.Equal(2, outcomes.Count(o => o is ContactAskOutcome.DestinationBusy));
        Assert.Equal(10, await database.CountAsync($"SELECT 1 FROM outbox_messages WHERE lower(recipient) = '{target}'"));
    }

    [Fact]
    public async Task Of_two_tabs_the_later_wins_and_the_earlier_link_is_dead()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync("premiere@example.org");
        var first = await desk.ConfirmationAsync();
        var firstChange = Assert.Single(await desk.ChangesAsync());
        await desk.AskAsync("seconde@example.org");

        Assert.Equal(ContactAskOutcome.NothingPending, (await desk.Contacts.ResendAsync(desk.Actor, firstChange.Id, Cancel)).Outcome);
        Assert.Equal(ContactLinkState.Dead, (await desk.ConfirmAsync(first)).State);
        Assert.Equal(ContactLinkState.Done, (await desk.ConfirmAsync()).State);
        Assert.Equal("seconde@example.org", (await desk.PupilNowAsync()).Email);
        Assert.Equal(MessageState.Withdrawn, (await desk.MessagesAsync()).First(m => m.Recipient == "premiere@example.org").State);
    }

    [Fact]
    public async Task Sending_again_ends_the_first_link_and_giving_up_ends_all()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        var (first, cancel) = (await desk.ConfirmationAsync(), await desk.CancellationAsync());
        var change = Assert.Single(await desk.ChangesAsync());

        Assert.Equal(ContactAskOutcome.Asked, (await desk.Contacts.ResendAsync(desk.Actor, change.Id, Cancel)).Outcome);
        var second = await desk.ConfirmationAsync();
        Assert.Equal((ContactLinkState.Dead, ContactLinkState.Usable), ((await desk.Links.LookAtConfirmationAsync(first, Cancel)).State, (await desk.Links.LookAtConfirmationAsync(second, Cancel)).State));

        Assert.Equal(ContactAskOutcome.Asked, await desk.Contacts.GiveUpAsync(desk.Actor, change.Id, Cancel));
        Assert.Equal(ContactAskOutcome.NothingPending, await desk.Contacts.GiveUpAsync(desk.Actor, change.Id, Cancel));
        Assert.Equal(ContactLinkState.Dead, (await desk.ConfirmAsync(second)).State);
        Assert.Equal(ContactLinkState.Dead, (await desk.CancelAsync(cancel)).State);
        Assert.Equal(OwnDesk.Old, (await desk.PupilNowAsync()).Email);
        Assert.Single(await desk.JournalAsync(), e => e.Action == AuditAction.ContactChangeCancelled);
    }

    [Fact]
    public async Task Nobody_asks_sends_again_or_gives_up_for_another_or_after_his_session()
    {
        var (desk, other) = (await OwnDesk.SetAsync(database), await OwnDesk.SetAsync(database));
        await desk.AskAsync();
        var change = Assert.Single(await desk.ChangesAsync());

        Assert.Equal(ContactAskOutcome.NothingPending, (await other.Contacts.ResendAsync(other.Actor, change.Id, Cancel)).Outcome);
        Assert.Equal(ContactAskOutcome.NothingPending, await other.Contacts.GiveUpAsync(other.Actor, change.Id, Cancel));
        var mixed = new Actor(desk.Pupil.Id, other.Actor.SessionId);
        Assert.Equal(ContactAskOutcome.SignedOut, await desk.AskAsync(actor: mixed));
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET idle_until = now() WHERE id = '{desk.Actor.SessionId}'");
        Assert.Equal(ContactAskOutcome.SignedOut, await desk.AskAsync("autre@example.org"));
        Assert.Equal(ContactAskOutcome.SignedOut, (await desk.Contacts.ResendAsync(desk.Actor, change.Id, Cancel)).Outcome);
        Assert.Equal(ContactAskOutcome.SignedOut, await desk.Contacts.GiveUpAsync(desk.Actor, change.Id, Cancel));
        Assert.Null(await database.Get<OwnAccountReader>().ReadAsync(desk.Actor, Cancel));
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM sign_in_delays WHERE login = '{desk.Pupil.Login}'"));
    }

    [Fact]
    public async Task An_account_that_signs_in_elsewhere_and_one_without_sms_change_nothing()
    {
        var elsewhere = await OwnDesk.SetAsync(database, a => a.FederatedWith = "ÉduConnect");

        Assert.Equal(ContactAskOutcome.NoPassword, await elsewhere.AskAsync());
        Assert.False((await database.Get<OwnAccountReader>().ReadAsync(elsewhere.Actor, Cancel))!.HasPassword);
        var desk = await OwnDesk.SetAsync(database);
        Assert.Equal(ContactAskOutcome.NotOffered, (await desk.Contacts.AskAsync(desk.Actor, Channel.Sms, "06 39 98 00 01", OwnDesk.Password, Cancel)).Outcome);
    }
}
