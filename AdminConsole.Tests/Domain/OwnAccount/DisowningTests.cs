using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>« Ce n'était pas moi », clicked by the person or by the stranger.</summary>
public sealed class DisowningTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Disowning Disowning => database.Get<Disowning>();

    [Fact]
    public async Task Everything_closes_and_a_reset_goes_to_what_is_on_record()
    {
        var desk = await OwnDesk.SetAsync(database);
        await database.People.SignedInAsync(desk.Pupil.Id);
        await desk.AskAsync();
        var waiting = await desk.ConfirmationAsync();

        Assert.Equal(DisownOutcome.Sent, await Disowning.DisownAsync(desk.Actor, Cancel));

        Assert.Equal(0, await desk.LiveSessionsAsync());
        Assert.Equal(ContactLinkState.Dead, (await desk.ConfirmAsync(waiting)).State);
        Assert.Equal(OwnDesk.Old, Assert.Single(await desk.MessagesAsync(), m => m is { Kind: MessageKind.Reset, State: MessageState.Queued }).Recipient);
        var token = Assert.Single(await desk.TokensAsync(), t => t.Purpose == TokenPurpose.Reset);
        Assert.Equal((TokenOrigin.Self, OwnDesk.Old), (token.Origin, token.Contact));
        Assert.NotNull(token.ProvisionalHash);
        Assert.Single(await desk.JournalAsync(), e => e.Action == AuditAction.AccountDisowned);
        Assert.Equal(DisownOutcome.SignedOut, await Disowning.DisownAsync(desk.Actor, Cancel));
    }

    [Fact]
    public async Task A_stranger_who_has_just_replaced_the_address_does_not_keep_the_reset_for_himself()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        await desk.ConfirmAsync();

        Assert.Equal(DisownOutcome.Sent, await Disowning.DisownAsync(desk.Actor, Cancel));

        Assert.Equal([OwnDesk.Old, desk.New], (await desk.MessagesAsync()).Where(m => m.Kind == MessageKind.Reset).Select(m => m.Recipient).Order());
        Assert.Equal(2, (await desk.TokensAsync()).Count(t => t is { Purpose: TokenPurpose.Reset, EndedAt: null }));
        Assert.Equal(ContactLinkState.Usable, (await desk.Links.LookAtCancellationAsync(await desk.CancellationAsync(OwnDesk.Old), Cancel)).State);
    }

    [Fact]
    public async Task An_address_replaced_longer_ago_is_the_persons_own()
    {
        var desk = await OwnDesk.SetAsync(database);
        await desk.AskAsync();
        await desk.ConfirmAsync();
        await desk.AgeAsync("73 hours");

        await Disowning.DisownAsync(desk.Actor, Cancel);

        Assert.Equal(desk.New, Assert.Single(await desk.MessagesAsync(), m => m.Kind == MessageKind.Reset).Recipient);
    }

    [Fact]
    public async Task Slips_and_links_of_the_school_stay_and_the_mailbox_is_not_flooded()
    {
        var desk = await OwnDesk.SetAsync(database);
        foreach (var origin in new[] { TokenOrigin.Slip, TokenOrigin.Operator, TokenOrigin.Public })
            await database.People.TokenAsync(desk.Pupil.Id, origin, TokenCarrier.Mail, OwnDesk.Old);
        var outcomes = new List<DisownOutcome>();
        for (var click = 0; click < 4; click++) outcomes.Add(await Disowning.DisownAsync(await database.People.SignedInAsync(desk.Pupil.Id), Cancel));

        Assert.Equal([DisownOutcome.Sent, DisownOutcome.Sent, DisownOutcome.Sent, DisownOutcome.Closed], outcomes);
        var tokens = await desk.TokensAsync();
        // The last one stays: a stranger who knows the password must not keep the person out by clicking.
        Assert.Equal([TokenOrigin.Operator, TokenOrigin.Slip, TokenOrigin.Self], tokens.Where(t => t.EndedAt is null).Select(t => t.Origin).Order());
        Assert.Equal(0, await desk.LiveSessionsAsync());
    }

    [Fact]
    public async Task Without_a_contact_everything_closes_and_says_that_no_message_came()
    {
        var desk = await OwnDesk.SetAsync(database, a => (a.Email, a.EmailState) = (null, null));

        Assert.Equal(DisownOutcome.Closed, await Disowning.DisownAsync(desk.Actor, Cancel));

        Assert.Equal(0, await desk.LiveSessionsAsync());
        Assert.Empty(await desk.MessagesAsync());
    }
}
