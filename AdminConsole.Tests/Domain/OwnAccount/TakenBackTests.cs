using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>A stranger has replaced the address; the one that it replaced takes it back.</summary>
public sealed class TakenBackTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_old_address_is_back_the_stranger_is_out_and_both_are_told()
    {
        var desk = await ReplacedAsync();
        var cancel = await desk.CancellationAsync();
        await database.Get<Disowning>().DisownAsync(desk.Actor, Cancel);
        await database.People.SignedInAsync(desk.Pupil.Id);

        Assert.True((await desk.Links.LookAtCancellationAsync(cancel, Cancel)).Confirmed);
        var results = await Task.WhenAll(desk.CancelAsync(cancel), desk.CancelAsync(cancel), desk.CancelAsync(cancel));

        Assert.All(results, r => Assert.Equal((ContactLinkState.Done, true), (r.State, r.Confirmed)));
        var pupil = await desk.PupilNowAsync();
        Assert.Equal((OwnDesk.Old, ContactState.Confirmed, ContactSource.File), (pupil.Email, pupil.EmailState!.Value, pupil.EmailSource!.Value));
        Assert.Equal(desk.Pupil.Version + 2, pupil.Version);
        Assert.Equal(0, await desk.LiveSessionsAsync());
        var queued = (await desk.MessagesAsync()).Where(m => m.State == MessageState.Queued).ToList();
        Assert.Equal([OwnDesk.Old, desk.New], queued.Where(m => m is { Kind: MessageKind.OwnContactChange, TokenId: null }).Select(m => m.Recipient).Order());
        var tokens = await desk.TokensAsync();
        Assert.All(tokens.Where(t => t.Purpose == TokenPurpose.Reset && t.Contact == desk.New), t => Assert.NotNull(t.EndedAt));
        Assert.Contains(tokens, t => t is { Purpose: TokenPurpose.Reset, Contact: OwnDesk.Old, EndedAt: null, Origin: TokenOrigin.Self });
        Assert.Single(await desk.JournalAsync(), e => e is { Action: AuditAction.ContactChangeCancelled, Detail: "n•••@e•••.org → a•••@e•••.org" });
    }

    [Fact]
    public async Task A_chain_of_replacements_does_not_shake_the_first_address_off()
    {
        var desk = await ReplacedAsync();
        var first = await desk.CancellationAsync(OwnDesk.Old);
        await desk.AskAsync("encore@example.org");
        await desk.ConfirmAsync();
        await desk.AskAsync("en-attente@example.org");
        var (waiting, second) = (await desk.ConfirmationAsync(), await desk.CancellationAsync(desk.New));

        Assert.Equal(ContactLinkState.Done, (await desk.CancelAsync(first)).State);

        Assert.Equal(OwnDesk.Old, (await desk.PupilNowAsync()).Email);
        Assert.Equal(ContactLinkState.Dead, (await desk.ConfirmAsync(waiting)).State);
        Assert.Equal(ContactLinkState.Dead, (await desk.CancelAsync(second)).State);
        Assert.Equal(OwnDesk.Old, (await desk.PupilNowAsync()).Email);
    }

    [Fact]
    public async Task What_an_operator_has_put_on_record_since_stays()
    {
        var desk = await ReplacedAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = 'ecole@example.org', email_source = 2, version = version + 1 WHERE id = '{desk.Pupil.Id}'");

        Assert.Equal(ContactLinkState.Dead, (await desk.CancelAsync()).State);

        Assert.Equal("ecole@example.org", (await desk.PupilNowAsync()).Email);
        Assert.Equal(1, await desk.LiveSessionsAsync());
    }

    [Fact]
    public async Task After_72_hours_it_is_too_late()
    {
        var desk = await ReplacedAsync();
        var cancel = await desk.CancellationAsync();
        await desk.AgeAsync("71 hours");
        Assert.Equal(ContactLinkState.Usable, (await desk.Links.LookAtCancellationAsync(cancel, Cancel)).State);
        await desk.AgeAsync("1 hour");

        Assert.Equal(ContactLinkState.Expired, (await desk.CancelAsync(cancel)).State);
        Assert.Equal(desk.New, (await desk.PupilNowAsync()).Email);
    }

    [Fact]
    public async Task A_blocked_account_gets_its_address_back_and_no_reset()
    {
        var desk = await ReplacedAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET blocked_at = now() WHERE id = '{desk.Pupil.Id}'");

        Assert.Equal(ContactLinkState.Done, (await desk.CancelAsync()).State);

        Assert.Equal(OwnDesk.Old, (await desk.PupilNowAsync()).Email);
        Assert.DoesNotContain(await desk.MessagesAsync(), m => m.Kind == MessageKind.Reset);
    }

    [Fact]
    public async Task A_first_address_has_nobody_to_tell_and_waits_as_well()
    {
        var desk = await OwnDesk.SetAsync(database, a => (a.Email, a.EmailState) = (null, null));

        Assert.Equal(ContactAskOutcome.Asked, await desk.AskAsync());
        Assert.Null((await desk.PupilNowAsync()).Email);
        Assert.Equal(desk.New, Assert.Single(await desk.MessagesAsync()).Recipient);
        Assert.Equal(ContactLinkState.Done, (await desk.ConfirmAsync()).State);
        Assert.Equal(desk.New, (await desk.PupilNowAsync()).Email);
        Assert.Single(await desk.MessagesAsync());
    }

    private async Task<OwnDesk> ReplacedAsync()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        Assert.Equal(ContactLinkState.Done, (await desk.ConfirmAsync()).State);
        return desk;
    }
}
