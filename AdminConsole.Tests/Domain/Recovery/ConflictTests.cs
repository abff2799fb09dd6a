using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>Two clicks, two operators, and operators who may not: nothing is done twice, lost, or done by the wrong one.</summary>
public sealed class ConflictTests(TestDatabase database, TestCluster cluster) : IClassFixture<TestDatabase>
{
    private static readonly CallerCheck InPerson = new(VerifiedHow.InPerson);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_double_click_acts_once_and_is_answered_alike()
    {
        var desk = await ResetDesk.SetAsync(database);
        var key = Guid.NewGuid();

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.SendAsync("nouvelle@example.org", InPerson, key: key)));
        var replay = await desk.SendAsync("nouvelle@example.org", InPerson, key: key);

        Assert.All([.. results, replay], result => Assert.Equal((ResetOutcome.Sent, "nouvelle@example.org"), (result.Outcome, result.Contact)));
        Assert.Single(await desk.TokensAsync());
        Assert.Equal(2, (await desk.MessagesAsync()).Count);
        Assert.Single(await desk.JournalAsync(), e => e.Action == AuditAction.ContactChanged);
        Assert.Equal(desk.Pupil.Version + 1, (await desk.PupilNowAsync()).Version);
    }

    [Fact]
    public async Task The_database_itself_keeps_a_key_from_acting_twice()
    {
        var desk = await ResetDesk.SetAsync(database);
        var other = await ResetDesk.SetAsync(database);
        var key = Guid.NewGuid();
        await desk.SendAsync(key: key);

        await Assert.ThrowsAsync<DbUpdateException>(() => other.SendAsync(key: key));

        Assert.Empty(await other.TokensAsync());
        Assert.Empty(await other.MessagesAsync());
    }

    [Fact]
    public async Task The_second_of_two_operators_learns_what_the_first_saved()
    {
        var desk = await ResetDesk.SetAsync(database);
        var colleague = await database.People.OperatorAsync(Function.Support, [desk.School]);
        await desk.SendAsync("premiere@example.org", InPerson);

        var second = await desk.SendAsync("seconde@example.org", InPerson, actor: colleague);

        Assert.Equal(ResetOutcome.Stale, second.Outcome);
        var pupil = await desk.PupilNowAsync();
        Assert.Equal(new ContactNow(pupil.Version, "premiere@example.org", pupil.ModifiedAt, "Opérateur Support"), second.Meanwhile);
        Assert.Equal("premiere@example.org", pupil.Email);
        Assert.Equal(nameof(ResetOutcome.Stale), (await desk.JournalAsync())[^1].Refusal);

        Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync("seconde@example.org", InPerson, version: second.Meanwhile!.Version, actor: colleague)).Outcome);
    }

    [Fact]
    public async Task Of_two_different_saves_at_once_one_is_stale_and_neither_is_lost()
    {
        var desk = await ResetDesk.SetAsync(database);
        var colleague = await database.People.OperatorAsync(Function.Support, [desk.School]);

        var results = await Task.WhenAll(desk.SendAsync("une@example.org", InPerson), desk.SendAsync("deux@example.org", InPerson, actor: colleague));

        var won = Assert.Single(results, r => r.Outcome is ResetOutcome.Sent);
        var lost = Assert.Single(results, r => r.Outcome is ResetOutcome.Stale);
        Assert.Equal(won.Contact, (await desk.PupilNowAsync()).Email);
        Assert.Equal(won.Contact, lost.Meanwhile!.Contact);
    }

    [Fact]
    public async Task A_stale_fiche_never_sends_to_an_address_that_is_no_longer_on_record()
    {
        var desk = await ResetDesk.SetAsync(database);
        var colleague = await database.People.OperatorAsync(Function.Support, [desk.School]);
        await desk.SaveAsync("nouvelle@example.org", InPerson);

        Assert.Equal(ResetOutcome.Stale, (await desk.SendAsync(actor: colleague)).Outcome);
        Assert.Empty(await desk.TokensAsync());
    }

    [Fact]
    public async Task Whoever_may_not_is_refused_and_journaled_and_out_of_scope_looks_like_nobody()
    {
        var desk = await ResetDesk.SetAsync(database);
        var elsewhere = await database.People.OperatorAsync(Function.LocalAdmin, [await database.People.SchoolAsync()]);
        var signedOut = await database.People.OperatorAsync(Function.LocalAdmin, [desk.School]);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET ended_at = now() WHERE id = '{signedOut.SessionId}'");
        var nobody = Guid.NewGuid();

        Assert.Equal(new ResetResult(ResetOutcome.NotFound), await desk.SendAsync(actor: elsewhere));
        Assert.Equal(new ResetResult(ResetOutcome.NotFound), await desk.Resets.ResendAsync(elsewhere, nobody, Channel.Mail, Guid.NewGuid(), Cancel));
        Assert.Equal(ResetOutcome.SignedOut, (await desk.SendAsync(actor: signedOut)).Outcome);
        Assert.Equal(ResetOutcome.SignedOut, (await desk.SendAsync(actor: default(Actor))).Outcome);
        Assert.Equal(ResetOutcome.OwnAccount, (await desk.Resets.ResendAsync(desk.Operator, desk.Operator.AccountId, Channel.Mail, Guid.NewGuid(), Cancel)).Outcome);
        Assert.Equal(ResetOutcome.HigherRank, (await desk.Resets.ResendAsync(desk.Operator, signedOut.AccountId, Channel.Mail, Guid.NewGuid(), Cancel)).Outcome);
        Assert.Null(await database.Get<CallerChecks>().ForAsync(elsewhere, desk.Pupil.Id, Cancel));
        Assert.Null(await database.Get<MessageStatuses>().LatestAsync(elsewhere, desk.Pupil.Id, Cancel));

        Assert.Empty(await desk.MessagesAsync());
        Assert.Equal(["NotFound", "SignedOut", "SignedOut"], (await desk.JournalAsync()).Select(e => e.Refusal));
        Assert.Equal([elsewhere.AccountId, signedOut.AccountId, null], (await desk.JournalAsync()).Select(e => e.ActorId));
    }

    [Fact]
    public async Task A_right_that_was_withdrawn_is_gone_at_the_next_click()
    {
        var desk = await ResetDesk.SetAsync(database);
        Assert.Equal(ResetOutcome.Sent, (await desk.SendAsync()).Outcome);

        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{desk.Operator.AccountId}'");

        Assert.Equal(ResetOutcome.NotFound, (await desk.SendAsync()).Outcome);
    }

    [Fact]
    public async Task Nothing_is_done_when_the_journal_cannot_be_written()
    {
        await using var own = await TestDatabase.CreateAsync(cluster);
        var desk = await ResetDesk.SetAsync(own);
        await own.ExecuteAsOwnerAsync("REVOKE INSERT ON audit_entries FROM console_app");

        await Assert.ThrowsAsync<DbUpdateException>(() => desk.SendAsync("nouvelle@example.org", InPerson));

        Assert.Equal("ancienne.adresse@example.org", (await desk.PupilNowAsync()).Email);
        Assert.Empty(await desk.TokensAsync());
        Assert.Empty(await desk.MessagesAsync());
    }

    [Fact]
    public async Task Only_checks_that_are_possible_for_the_account_are_offered_and_taken()
    {
        var bare = await ResetDesk.SetAsync(database, account => (account.BirthDate, account.EmailState) = (null, ContactState.Refused));
        var full = await ResetDesk.SetAsync(database, account => account.Mobile = "+33612345678");
        var checks = database.Get<CallerChecks>();

        Assert.Equal([VerifiedHow.InPerson], (await checks.ForAsync(bare.Operator, bare.Pupil.Id, Cancel))!.Possible);
        Assert.Equal([VerifiedHow.InPerson, VerifiedHow.CallBack, VerifiedHow.CodeToContact, VerifiedHow.MatchingData], (await checks.ForAsync(full.Operator, full.Pupil.Id, Cancel))!.Possible);
        foreach (var impossible in new[] { VerifiedHow.CallBack, VerifiedHow.MatchingData, (VerifiedHow)99 })
            Assert.Equal(ResetOutcome.CheckNotPossible, (await bare.SendAsync("autre@example.org", new(impossible))).Outcome);
        Assert.Equal(ResetOutcome.ReferenceRefused, (await bare.SendAsync("autre@example.org", InPerson with { Reference = "ticket\r\nBcc: x" })).Outcome);
        Assert.Equal(ResetOutcome.ReferenceRefused, (await bare.SendAsync("autre@example.org", InPerson with { Reference = new('x', 101) })).Outcome);
        Assert.Null((await checks.ForAsync(full.Operator, full.Pupil.Id, Cancel))!.Held);

        await full.SaveAsync("autre@example.org", new(VerifiedHow.CallBack, "  ticket 42 "));
        var held = (await checks.ForAsync(full.Operator, full.Pupil.Id, Cancel))!.Held;
        Assert.Equal((VerifiedHow.CallBack, "ticket 42"), (held!.How, held.Reference));
    }

    [Fact]
    public async Task An_address_is_normalised_and_the_page_is_told()
    {
        var desk = await ResetDesk.SetAsync(database);

        var result = await desk.SendAsync("Éric@example.org", InPerson);
        Assert.Equal((ResetOutcome.ContactRefused, AddressFault.Malformed), (result.Outcome, result.AddressFault!.Value));
        result = await desk.SendAsync(" eric@École.example ", InPerson);

        Assert.Equal((ResetOutcome.Sent, "eric@xn--cole-9oa.example", "École.example"), (result.Outcome, result.Contact, result.DomainAsTyped));
        Assert.Equal("eric@xn--cole-9oa.example", (await desk.MessagesAsync()).Single(m => m.Kind == MessageKind.Reset).Recipient);
    }
}
