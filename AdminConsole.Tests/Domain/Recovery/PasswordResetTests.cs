using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

public sealed class PasswordResetTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly CallerCheck InPerson = new(VerifiedHow.InPerson, "guichet 3");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_click_sends_to_the_address_on_record()
    {
        var desk = await ResetDesk.SetAsync(database);

        var result = await desk.SendAsync();

        Assert.Equal(ResetOutcome.Sent, result.Outcome);
        var message = Assert.Single(await desk.MessagesAsync());
        Assert.Equal((MessageKind.Reset, MessageState.Queued, "ancienne.adresse@example.org"), (message.Kind, message.State, message.Recipient));
        var token = Assert.Single(await desk.TokensAsync());
        Assert.Equal((token.Id, TokenOrigin.Operator, desk.Operator.AccountId), (message.TokenId!.Value, token.Origin, token.IssuedBy!.Value));
        Assert.Equal(TimeSpan.FromMinutes(60), token.ExpiresAt - token.IssuedAt);
        Assert.Equal(token.ExpiresAt, message.ExpiresAt);
        var entry = Assert.Single(await desk.JournalAsync());
        Assert.Equal((AuditAction.ResetSent, AuditOutcome.Done, "a•••@e•••.org"), (entry.Action, entry.Outcome, entry.Detail));
        Assert.Equal([desk.School.Id], entry.SchoolIds);
        var pupil = await desk.PupilNowAsync();
        Assert.Equal((desk.Pupil.Version, desk.Pupil.ModifiedAt), (pupil.Version, pupil.ModifiedAt));
    }

    [Fact]
    public async Task A_changed_address_needs_to_be_told_how_the_caller_was_verified()
    {
        var desk = await ResetDesk.SetAsync(database);

        Assert.Equal(ResetOutcome.CheckNeeded, (await desk.SendAsync("nouvelle@example.org")).Outcome);

        Assert.Equal("ancienne.adresse@example.org", (await desk.PupilNowAsync()).Email);
        Assert.Empty(await desk.MessagesAsync());
        Assert.Equal(nameof(ResetOutcome.CheckNeeded), Assert.Single(await desk.JournalAsync()).Refusal);
    }

    [Fact]
    public async Task A_verified_change_puts_the_address_on_record_tells_the_old_one_and_sends_to_the_new_one()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();

        var result = await desk.SendAsync("nouvelle@example.org", InPerson);

        Assert.Equal((ResetOutcome.Sent, "nouvelle@example.org"), (result.Outcome, result.Contact));
        var pupil = await desk.PupilNowAsync();
        Assert.Equal(("nouvelle@example.org", ContactState.Unconfirmed, ContactSource.Operator), (pupil.Email, pupil.EmailState!.Value, pupil.EmailSource!.Value));
        Assert.Equal(desk.Pupil.Version + 1, pupil.Version);
        Assert.True(pupil.ModifiedAt > desk.Pupil.ModifiedAt);

        var messages = await desk.MessagesAsync();
        Assert.Equal((MessageState.Withdrawn, null), (messages[0].State, messages[0].Content));
        var notice = Assert.Single(messages, m => m.Kind == MessageKind.ContactReplaced);
        Assert.Equal("ancienne.adresse@example.org", notice.Recipient);
        Assert.DoesNotContain("http", desk.Read(notice).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href", desk.Read(notice).Html, StringComparison.Ordinal);
        Assert.Equal("nouvelle@example.org", Assert.Single(messages, m => m is { Kind: MessageKind.Reset, State: MessageState.Queued }).Recipient);

        var tokens = await desk.TokensAsync();
        Assert.Equal([TokenEnd.ContactChanged, null], tokens.Select(t => t.EndedWhy));
        var change = Assert.Single(await desk.JournalAsync(), e => e.Action == AuditAction.ContactChanged);
        Assert.Equal((VerifiedHow.InPerson, (string?)null, "a•••@e•••.org → n•••@e•••.org"), (change.VerifiedHow!.Value, change.Reason, change.Detail));
    }

    [Fact]
    public async Task A_check_holds_fifteen_minutes_for_this_operator_and_this_account()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync("un@example.org", InPerson);

        var second = await desk.SendAsync("deux@example.org", version: desk.Pupil.Version + 1);
        var colleague = await database.People.OperatorAsync(Function.Support, [desk.School]);
        var other = await desk.SendAsync("trois@example.org", version: desk.Pupil.Version + 2, actor: colleague);
        await database.ExecuteAsOwnerAsync($"UPDATE verifications SET expires_at = now() - interval '1 second' WHERE account_id = '{desk.Pupil.Id}'");
        var late = await desk.SendAsync("quatre@example.org", version: desk.Pupil.Version + 2);

        Assert.Equal((ResetOutcome.Sent, ResetOutcome.CheckNeeded, ResetOutcome.CheckNeeded), (second.Outcome, other.Outcome, late.Outcome));
        Assert.Equal(VerifiedHow.InPerson, (await desk.JournalAsync()).Last(e => e is { Action: AuditAction.ContactChanged, Outcome: AuditOutcome.Done }).VerifiedHow);
        await using var db = database.Open();
        var verification = await db.Verifications.SingleAsync(v => v.AccountId == desk.Pupil.Id, Cancel);
        Assert.Equal((desk.Operator.AccountId, VerifiedHow.InPerson), (verification.OperatorId, verification.How));
    }

    [Fact]
    public async Task Saving_without_sending_corrects_the_contact_and_sends_nothing_to_it()
    {
        var desk = await ResetDesk.SetAsync(database);

        Assert.Equal(ResetOutcome.NothingToSave, (await desk.SaveAsync("Ancienne.Adresse@example.org")).Outcome);
        Assert.Equal(ResetOutcome.Saved, (await desk.SaveAsync("nouvelle@example.org", InPerson)).Outcome);

        Assert.Equal("nouvelle@example.org", (await desk.PupilNowAsync()).Email);
        Assert.Equal("ancienne.adresse@example.org", Assert.Single(await desk.MessagesAsync()).Recipient);
        Assert.Empty(await desk.TokensAsync());
    }

    [Fact]
    public async Task Changes_to_and_fro_do_not_flood_the_old_address()
    {
        var desk = await ResetDesk.SetAsync(database);
        var outcomes = new List<ResetOutcome>();
        for (var change = 0; change <= PasswordReset.SendsAnHour; change++)
            outcomes.Add((await desk.SaveAsync($"adresse{change}@example.org", InPerson, desk.Pupil.Version + change)).Outcome);

        Assert.Equal([.. Enumerable.Repeat(ResetOutcome.Saved, PasswordReset.SendsAnHour), ResetOutcome.TooMany], outcomes);
        Assert.Equal(PasswordReset.SendsAnHour, (await desk.MessagesAsync()).Count);
    }

    [Fact]
    public async Task Sending_again_ends_the_link_sent_before_and_the_mail_that_still_waits_with_it()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();

        Assert.Equal(ResetOutcome.Sent, (await desk.Resets.ResendAsync(desk.Operator, desk.Pupil.Id, Channel.Mail, Guid.NewGuid(), Cancel)).Outcome);

        Assert.Equal([TokenEnd.Superseded, null], (await desk.TokensAsync()).Select(t => t.EndedWhy));
        Assert.Equal([MessageState.Withdrawn, MessageState.Queued], (await desk.MessagesAsync()).Select(m => m.State));
    }

    [Fact]
    public async Task A_person_who_was_never_activated_gets_the_same_mail()
    {
        var desk = await ResetDesk.SetAsync(database, account => account.ActivatedAt = null);
        Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync()).Outcome);
        Assert.Single(await desk.MessagesAsync());
    }

    [Theory]
    [InlineData(ResetOutcome.Federated)]
    [InlineData(ResetOutcome.Blocked)]
    [InlineData(ResetOutcome.ContactRefused)]
    public async Task An_account_that_cannot_be_helped_this_way_gets_nothing(ResetOutcome expected)
    {
        var desk = await ResetDesk.SetAsync(database, account =>
        {
            if (expected is ResetOutcome.Federated) account.FederatedWith = "ÉduConnect";
            if (expected is ResetOutcome.Blocked) account.BlockedAt = DateTimeOffset.UnixEpoch;
            if (expected is ResetOutcome.ContactRefused) account.Email = null;
        });

        var result = await desk.Resets.ResendAsync(desk.Operator, desk.Pupil.Id, Channel.Mail, Guid.NewGuid(), Cancel);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected is ResetOutcome.Federated ? "ÉduConnect" : null, result.FederatedWith);
        Assert.Empty(await desk.TokensAsync());
        Assert.Empty(await desk.MessagesAsync());
    }

    [Fact]
    public async Task Ten_sends_an_hour_and_then_a_refusal_that_says_when()
    {
        var desk = await ResetDesk.SetAsync(database);
        for (var sent = 0; sent < PasswordReset.SendsAnHour; sent++) Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync()).Outcome);

        var refused = await desk.SendAsync();

        Assert.Equal(ResetOutcome.TooMany, refused.Outcome);
        Assert.Equal((await desk.TokensAsync())[0].IssuedAt + TimeSpan.FromHours(1), refused.RetryAt);
        Assert.Equal(PasswordReset.SendsAnHour, (await desk.TokensAsync()).Count);
        Assert.Equal(nameof(ResetOutcome.TooMany), (await desk.JournalAsync())[^1].Refusal);

        await database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET issued_at = issued_at - interval '61 minutes' WHERE id = '{(await desk.TokensAsync())[0].Id}'");
        Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync()).Outcome);
    }
}
