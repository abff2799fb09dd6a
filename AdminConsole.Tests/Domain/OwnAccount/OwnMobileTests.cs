using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>The same for the mobile where SMS are offered: every contact on record is told, by what it is.</summary>
public sealed class OwnMobileTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Before = "+33639980001";
    private const string After = "+33639980002";
    private ServiceProvider services = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OwnContacts Contacts => services.GetRequiredService<OwnContacts>();

    private ContactLinks Links => services.GetRequiredService<ContactLinks>();

    public ValueTask InitializeAsync()
    {
        services = database.BuildServices(settings: [("Sms:Provider", "Webhook"), ("Sms:Webhook:Url", "https://sms.example.org/"), ("Sms:Webhook:Secret", new string('x', 32))]);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    [Fact]
    public async Task A_new_number_is_confirmed_by_sms_and_the_old_one_and_the_address_can_cancel()
    {
        var desk = await OwnDesk.SetAsync(database, a => a.Mobile = Before);

        Assert.Equal(ContactAskOutcome.Asked, (await Contacts.AskAsync(desk.Actor, Channel.Sms, "06 39 98 00 02", OwnDesk.Password, Cancel)).Outcome);

        var messages = await desk.MessagesAsync();
        Assert.Equal([(Channel.Mail, OwnDesk.Old), (Channel.Sms, Before), (Channel.Sms, After)], messages.Select(m => (m.Channel, m.Recipient)).Order());
        var confirm = Secret(desk, messages.Single(m => m.Recipient == After), 'c');
        var bySms = Secret(desk, messages.Single(m => m.Recipient == Before), 'a');
        var tokens = await desk.TokensAsync();
        Assert.Equal(TimeSpan.FromMinutes(30), tokens.Where(t => t.Purpose == TokenPurpose.ConfirmContact).Select(t => t.ExpiresAt - t.IssuedAt).Single());

        Assert.Equal(new ContactLinkView(ContactLinkState.Done, Channel.Sms, After), await Links.ConfirmAsync(confirm, null, Cancel));
        var pupil = await desk.PupilNowAsync();
        Assert.Equal((After, ContactState.Confirmed, ContactSource.Self), (pupil.Mobile, pupil.MobileState!.Value, pupil.MobileSource!.Value));
        Assert.Single(await desk.JournalAsync(), e => e is { Action: AuditAction.ContactChanged, Detail: "+33 6 •• •• •• 01 → +33 6 •• •• •• 02" });

        Assert.Equal((ContactLinkState.Done, true), (await Links.CancelAsync(bySms, null, Cancel)) is var done ? (done.State, done.Confirmed) : default);
        pupil = await desk.PupilNowAsync();
        Assert.Equal((Before, ContactState.Confirmed), (pupil.Mobile, pupil.MobileState!.Value));
        Assert.Equal(0, await desk.LiveSessionsAsync());
        Assert.Equal(OwnDesk.Old, Assert.Single(await desk.MessagesAsync(), m => m.Kind == MessageKind.Reset).Recipient);
    }

    [Fact]
    public async Task A_number_that_the_stranger_put_beside_his_address_goes_with_it()
    {
        var desk = await OwnDesk.SetAsync(database);
        Assert.Equal(ContactAskOutcome.Asked, await desk.AskAsync());
        await desk.ConfirmAsync();
        // The owner hears nothing of this one: there was no number, and the address is the stranger's by now.
        await Contacts.AskAsync(desk.Actor, Channel.Sms, After, OwnDesk.Password, Cancel);
        await Links.ConfirmAsync(Secret(desk, (await desk.MessagesAsync()).Single(m => m.Recipient == After), 'c'), null, Cancel);
        Assert.Equal(After, (await desk.PupilNowAsync()).Mobile);

        Assert.Equal(ContactLinkState.Done, (await Links.CancelAsync(await desk.CancellationAsync(OwnDesk.Old), null, Cancel)).State);

        var pupil = await desk.PupilNowAsync();
        Assert.Equal((OwnDesk.Old, null, null, null), (pupil.Email, pupil.Mobile, pupil.MobileState, pupil.MobileSource));
        Assert.Single(await desk.JournalAsync(), e => e is { Action: AuditAction.ContactChangeCancelled, Detail: "+33 6 •• •• •• 02 → ∅" });
        Assert.Equal([After, OwnDesk.Old, desk.New], (await desk.MessagesAsync())
            .Where(m => m is { State: MessageState.Queued, Kind: MessageKind.OwnContactChange, TokenId: null }).Select(m => m.Recipient).Order());
    }

    [Fact]
    public async Task A_change_of_address_is_told_to_the_mobile_as_well()
    {
        var desk = await OwnDesk.SetAsync(database, a => a.Mobile = Before);

        await Contacts.AskAsync(desk.Actor, Channel.Mail, desk.New, OwnDesk.Password, Cancel);

        var cancel = Secret(desk, (await desk.MessagesAsync()).Single(m => m.Channel == Channel.Sms), 'a');
        Assert.Equal(ContactLinkState.Done, (await Links.CancelAsync(cancel, null, Cancel)).State);
    }

    [Fact]
    public async Task With_a_mobile_alone_the_way_back_is_by_sms()
    {
        var desk = await OwnDesk.SetAsync(database, a => (a.Email, a.EmailState, a.Mobile) = (null, null, Before));

        Assert.Equal(DisownOutcome.Sent, await services.GetRequiredService<Disowning>().DisownAsync(desk.Actor, Cancel));

        var message = Assert.Single(await desk.MessagesAsync());
        Assert.Equal((Channel.Sms, MessageKind.Reset, Before), (message.Channel, message.Kind, message.Recipient));
    }

    [Theory]
    [InlineData("01 60 00 00 00", MobileFault.Landline)]
    [InlineData("+32 470 12 34 56", MobileFault.CountryNotServed)]
    [InlineData("06 39 98 00 01 ou 06 39 98 00 02", MobileFault.NotOne)]
    public async Task What_takes_no_sms_is_refused(string typed, MobileFault fault)
    {
        var desk = await OwnDesk.SetAsync(database);

        var result = await Contacts.AskAsync(desk.Actor, Channel.Sms, typed, OwnDesk.Password, Cancel);

        Assert.Equal((ContactAskOutcome.Malformed, fault), (result.Outcome, result.MobileFault));
    }

    /// <summary>Every SMS fits one message, the link included.</summary>
    private static string Secret(OwnDesk desk, OutboxMessage message, char path)
    {
        var text = desk.Read(message).Text;
        Assert.InRange(Model.Messages.Gsm7.Septets(text)!.Value, 1, Model.Messages.Gsm7.One);
        return Regex.Match(text, $@"https://ent\.example\.org/{path}/(\S+)").Groups[1].Value;
    }
}
