using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Recovery;

/// <summary>The same by SMS, and through a responsable.</summary>
public sealed class ResetBySmsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private const string Number = "+33639980011";
    private static readonly CallerCheck InPerson = new(VerifiedHow.InPerson);
    private readonly ServiceProvider offered = database.BuildServices(services =>
        services.Replace(ServiceDescriptor.Singleton(new SmsGateway(Options.Create(new SmsOptions())) { OnPage = true })));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PasswordReset Resets => offered.GetRequiredService<PasswordReset>();

    public ValueTask DisposeAsync() => offered.DisposeAsync();

    [Fact]
    public async Task A_corrected_number_is_on_record_and_gets_a_link_that_lives_half_an_hour()
    {
        var desk = await ResetDesk.SetAsync(database);

        var result = await SendAsync(desk, "06 39 98 00 11", InPerson);

        Assert.Equal((ResetOutcome.Sent, Number), (result.Outcome, result.Contact));
        var pupil = await desk.PupilNowAsync();
        Assert.Equal((Number, ContactState.Unconfirmed, ContactSource.Operator), (pupil.Mobile, pupil.MobileState, pupil.MobileSource));
        Assert.Equal("ancienne.adresse@example.org", pupil.Email);
        var token = Assert.Single(await desk.TokensAsync());
        Assert.Equal((TokenCarrier.Sms, TimeSpan.FromMinutes(30), (string?)null), (token.Carrier, token.ExpiresAt - token.IssuedAt, token.ProvisionalHash));
        var message = Assert.Single(await desk.MessagesAsync());
        Assert.Equal((Channel.Sms, Number), (message.Channel, message.Recipient));
        Assert.Contains((await desk.JournalAsync()), e => e.Action is AuditAction.ContactChanged && e.VerifiedHow is VerifiedHow.InPerson && !e.Detail!.Contains("0011", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_number_written_otherwise_is_no_change()
    {
        var desk = await ResetDesk.SetAsync(database, a => a.Mobile = Number);

        Assert.Equal(ResetOutcome.Sent, (await SendAsync(desk, "+33 6 39 98 00 11")).Outcome);
        Assert.Equal(desk.Pupil.Version, (await desk.PupilNowAsync()).Version);
    }

    [Fact]
    public async Task A_replaced_number_is_told_and_its_link_ends()
    {
        var desk = await ResetDesk.SetAsync(database, a => a.Mobile = "+33639980099");
        await SendAsync(desk, "+33639980099");

        await SendAsync(desk, Number, InPerson);

        Assert.Contains(await desk.MessagesAsync(), m => m is { Kind: MessageKind.ContactReplaced, Channel: Channel.Sms, Recipient: "+33639980099" });
        Assert.Equal(TokenEnd.ContactChanged, (await desk.TokensAsync())[0].EndedWhy);
    }

    [Theory]
    [InlineData("01 60 00 00 00", MobileFault.Landline)]
    [InlineData("+44 7400 123456", MobileFault.CountryNotServed)]
    [InlineData("06 12", MobileFault.Malformed)]
    public async Task What_takes_no_SMS_is_refused_with_its_reason(string typed, MobileFault fault)
    {
        var desk = await ResetDesk.SetAsync(database);

        var result = await SendAsync(desk, typed, InPerson);

        Assert.Equal((ResetOutcome.ContactRefused, fault), (result.Outcome, result.MobileFault));
        Assert.Empty(await desk.MessagesAsync());
    }

    [Fact]
    public async Task Without_a_gateway_a_number_can_be_corrected_and_nothing_be_sent()
    {
        var desk = await ResetDesk.SetAsync(database);
        var request = new ResetRequest(Guid.NewGuid(), desk.Pupil.Version, Channel.Sms, Number, InPerson);

        Assert.Equal(ResetOutcome.SmsNotOffered, (await desk.Resets.SendAsync(desk.Operator, desk.Pupil.Id, request, Cancel)).Outcome);
        Assert.Equal(ResetOutcome.Saved, (await desk.Resets.SaveOnlyAsync(desk.Operator, desk.Pupil.Id, request with { Key = Guid.NewGuid() }, Cancel)).Outcome);
    }

    [Fact]
    public async Task A_responsable_gets_the_childs_link_and_the_childs_contacts_stay()
    {
        var desk = await ResetDesk.SetAsync(database, a => a.Email = null);
        var mother = await ParentAsync(desk);

        var result = await Resets.SendToParentAsync(desk.Operator, desk.Pupil.Id, mother.Id, Channel.Mail, Guid.NewGuid(), Cancel);

        Assert.Equal((ResetOutcome.Sent, "anne.dedpt@example.org"), (result.Outcome, result.Contact));
        var message = Assert.Single(await desk.MessagesAsync());
        var text = string.Join(' ', desk.Read(message).Text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Bonjour Anne,", text, StringComparison.Ordinal);
        Assert.Contains("pour que Éleve11 Dedpt choisisse", text, StringComparison.Ordinal);
        Assert.Null((await desk.PupilNowAsync()).Email);
        Assert.Equal($"responsable {mother.Id}", (await desk.JournalAsync())[^1].Reason);
    }

    [Fact]
    public async Task The_childs_link_ends_with_the_address_of_the_responsable_that_it_went_to()
    {
        var desk = await ResetDesk.SetAsync(database, a => a.Email = null);
        var mother = await ParentAsync(desk);
        await Resets.SendToParentAsync(desk.Operator, desk.Pupil.Id, mother.Id, Channel.Mail, Guid.NewGuid(), Cancel);

        await Resets.SaveOnlyAsync(desk.Operator, mother.Id, new(Guid.NewGuid(), mother.Version, Channel.Mail, "autre@example.org", InPerson), Cancel);

        Assert.Equal(TokenEnd.ContactChanged, Assert.Single(await desk.TokensAsync()).EndedWhy);
        Assert.Equal(MessageState.Withdrawn, Assert.Single(await desk.MessagesAsync()).State);
    }

    [Fact]
    public async Task Who_is_no_responsable_any_more_or_out_of_scope_is_not_found()
    {
        var desk = await ResetDesk.SetAsync(database);
        var former = await ParentAsync(desk, new DateOnly(2021, 1, 1));
        var stranger = await database.People.AccountAsync("Autre", "Paul", [desk.School], a => a.Email = "paul@example.org");
        var elsewhere = await ParentAsync(desk, null, await database.People.SchoolAsync());

        foreach (var parent in new[] { former, stranger, elsewhere })
            Assert.Equal(ResetOutcome.NotFound, (await Resets.SendToParentAsync(desk.Operator, desk.Pupil.Id, parent.Id, Channel.Mail, Guid.NewGuid(), Cancel)).Outcome);
        Assert.Empty(await desk.MessagesAsync());
    }

    private Task<ResetResult> SendAsync(ResetDesk desk, string typed, CallerCheck? check = null) =>
        Resets.SendAsync(desk.Operator, desk.Pupil.Id, new(Guid.NewGuid(), desk.Pupil.Version, Channel.Sms, typed, check), Cancel);

    private async Task<Account> ParentAsync(ResetDesk desk, DateOnly? endsOn = null, School? school = null)
    {
        var parent = await database.People.AccountAsync("Dedpt", "Anne", [school ?? desk.School], a => (a.Profile, a.Email) = (Profile.Relative, "anne.dedpt@example.org"));
        await using var db = database.Open();
        db.Relations.Add(new() { ParentId = parent.Id, ChildId = desk.Pupil.Id, EndsOn = endsOn });
        await db.SaveChangesAsync(Cancel);
        return parent;
    }
}
