using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>The links that confirm and cancel a change of address: single use, races, expiry, and what they bring back.</summary>
public sealed class ContactLinksTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_confirmed_address_counts_once_and_everybody_is_told()
    {
        var desk = await OwnDesk.SetAsync(database, a => a.ModifiedAt = DateTimeOffset.UnixEpoch);
        await desk.AskAsync();
        var link = await desk.ConfirmationAsync();
        await database.People.TokenAsync(desk.Pupil.Id, TokenOrigin.Public, TokenCarrier.Mail, OwnDesk.Old);

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => desk.ConfirmAsync(link)));

        Assert.All(results, r => Assert.Equal((ContactLinkState.Done, desk.New), (r.State, r.NewValue)));
        var pupil = await desk.PupilNowAsync();
        Assert.Equal((desk.New, ContactState.Confirmed, ContactSource.Self), (pupil.Email, pupil.EmailState!.Value, pupil.EmailSource!.Value));
        Assert.Equal(desk.Pupil.Version + 1, pupil.Version);
        Assert.True(pupil.ModifiedAt > DateTimeOffset.UnixEpoch);
        Assert.Single(await desk.JournalAsync(), e => e is { Action: AuditAction.ContactChanged, ActorId: null, Detail: "a•••@e•••.org → n•••@e•••.org" });
        Assert.Equal([OwnDesk.Old, OwnDesk.Old], (await desk.MessagesAsync()).Where(m => m.Kind == MessageKind.OwnContactChange).Select(m => m.Recipient));
        Assert.Equal(TokenEnd.ContactChanged, (await desk.TokensAsync()).Single(t => t.Origin == TokenOrigin.Public).EndedWhy);
        Assert.Equal(1, await desk.LiveSessionsAsync());
    }

    [Fact]
    public async Task Looking_changes_nothing_however_often()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        var (confirm, cancel) = (await desk.ConfirmationAsync(), await desk.CancellationAsync());

        for (var look = 0; look < 100; look++)
        {
            Assert.Equal(new ContactLinkView(ContactLinkState.Usable, Channel.Mail, desk.New), await desk.Links.LookAtConfirmationAsync(confirm, Cancel));
            Assert.Equal(new ContactLinkView(ContactLinkState.Usable, Channel.Mail, "n•••@e•••.org"), await desk.Links.LookAtCancellationAsync(cancel, Cancel));
        }
        Assert.All(await desk.TokensAsync(), t => Assert.Equal((null, null), (t.OpenedAt, t.EndedAt)));
        Assert.Equal(OwnDesk.Old, (await desk.PupilNowAsync()).Email);
        Assert.Single(await desk.JournalAsync());
    }

    [Fact]
    public async Task A_link_does_only_what_it_is_for()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        var (confirm, cancel) = (await desk.ConfirmationAsync(), await desk.CancellationAsync());

        Assert.Equal(ContactLinkState.Dead, (await desk.ConfirmAsync(cancel)).State);
        Assert.Equal(ContactLinkState.Dead, (await desk.CancelAsync(confirm)).State);
        Assert.Equal(LinkState.Unknown, (await database.Get<PasswordChoice>().LookAsync(Model.Tokens.ResetKey.Link(confirm), Cancel)).State);
        Assert.Equal(ContactLinkState.Malformed, (await desk.ConfirmAsync(confirm + confirm)).State);
        Assert.Equal(ContactLinkState.Dead, (await desk.ConfirmAsync(new string('A', 43))).State);
        Assert.Equal(OwnDesk.Old, (await desk.PupilNowAsync()).Email);
    }

    [Theory]
    [InlineData("UPDATE reset_tokens SET expires_at = now() WHERE account_id = '{0}' AND purpose = 2", ContactLinkState.Expired)]
    [InlineData("UPDATE accounts SET blocked_at = now() WHERE id = '{0}'", ContactLinkState.Dead)]
    [InlineData("UPDATE accounts SET email = 'ecole@example.org', email_source = 2 WHERE id = '{0}'", ContactLinkState.Dead)]
    [InlineData("UPDATE accounts SET email = NULL, email_state = NULL, email_source = NULL WHERE id = '{0}'", ContactLinkState.Dead)]
    public async Task A_confirmation_comes_too_late_for_what_has_changed(string change, ContactLinkState state)
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        var link = await desk.ConfirmationAsync();
        await database.ExecuteAsOwnerAsync(string.Format(null, change, desk.Pupil.Id));
        var before = await desk.PupilNowAsync();

        Assert.Equal(state, (await desk.Links.LookAtConfirmationAsync(link, Cancel)).State);
        Assert.Equal(new ContactLinkView(state), await desk.ConfirmAsync(link));

        Assert.Equal((before.Email, before.Version), ((await desk.PupilNowAsync()).Email, before.Version));
        Assert.DoesNotContain(await desk.JournalAsync(), e => e.Action == AuditAction.ContactChanged);
    }

    [Fact]
    public async Task An_expired_block_blocks_no_more()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET blocked_at = now() - interval '2 hours', blocked_until = now() - interval '1 hour' WHERE id = '{desk.Pupil.Id}'");
        Assert.Equal(ContactLinkState.Done, (await desk.ConfirmAsync()).State);
    }

    [Fact]
    public async Task Cancelled_before_it_is_confirmed_nothing_has_changed()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        var (confirm, cancel) = (await desk.ConfirmationAsync(), await desk.CancellationAsync());

        Assert.Equal((ContactLinkState.Done, false), ((await desk.CancelAsync(cancel)) is var done ? done.State : default, done.Confirmed));

        Assert.Equal(ContactLinkState.Done, (await desk.CancelAsync(cancel)).State);
        Assert.Equal(ContactLinkState.Dead, (await desk.ConfirmAsync(confirm)).State);
        Assert.Equal((OwnDesk.Old, desk.Pupil.Version), ((await desk.PupilNowAsync()).Email, (await desk.PupilNowAsync()).Version));
        Assert.Equal(1, await desk.LiveSessionsAsync());
        Assert.Single(await desk.JournalAsync(), e => e.Action == AuditAction.ContactChangeCancelled);
    }

    [Fact]
    public async Task A_confirmation_and_a_cancellation_at_once_end_with_the_old_address()
    {
        for (var round = 0; round < 5; round++)
        {
            var desk = await OwnDesk.SetAsync(database);
            await desk.AskAsync();
            var (confirm, cancel) = (await desk.ConfirmationAsync(), await desk.CancellationAsync());

            await Task.WhenAll(desk.ConfirmAsync(confirm), desk.CancelAsync(cancel));

            Assert.Equal(OwnDesk.Old, (await desk.PupilNowAsync()).Email);
        }
    }

    [Fact]
    public async Task A_password_chosen_meanwhile_ends_what_waits()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        var (link, cancel) = (await desk.ConfirmationAsync(), await desk.CancellationAsync());
        var result = await database.Get<OwnPassword>().ChangeAsync(desk.Actor, OwnDesk.Password, "cactus-tambour-vallon-biscuit-lune", Cancel);
        Assert.Equal(OwnPasswordOutcome.Changed, result.Outcome);

        Assert.Equal(ContactLinkState.Dead, (await desk.ConfirmAsync(link)).State);
        Assert.Equal(ContactLinkState.Dead, (await desk.CancelAsync(cancel)).State);
        Assert.Equal(OwnContactChangeEnd.PasswordChanged, Assert.Single(await desk.ChangesAsync()).EndedWhy);
        Assert.Equal(OwnDesk.Old, (await desk.PupilNowAsync()).Email);
    }
}
