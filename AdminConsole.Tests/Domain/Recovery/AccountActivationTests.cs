using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Recovery;

/// <summary>A first choice of a password: optional contacts that count at once, and the terms, asked once.</summary>
public sealed class AccountActivationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Good = "cactus-tambour-vallon-biscuit-lune";
    private const string OnRecord = "ancienne.adresse@example.org";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Contacts_given_count_at_once_and_what_they_replace_is_told()
    {
        var desk = await DeskAsync(a => a.Mobile = "+33639980001");
        await desk.SendAsync();

        var result = await RedeemAsync(desk, new() { Email = " Nouvelle@Example.org ", EmailShown = OnRecord, Mobile = "06 39 98 00 02", MobileShown = "06 39 98 00 01" });

        Assert.Equal(ChoiceOutcome.Changed, result.Outcome);
        var pupil = await desk.PupilNowAsync();
        Assert.Equal(("Nouvelle@example.org", ContactState.Unconfirmed, ContactSource.Activation), (pupil.Email, pupil.EmailState, pupil.EmailSource));
        Assert.Equal(("+33639980002", ContactState.Unconfirmed, ContactSource.Activation), (pupil.Mobile, pupil.MobileState, pupil.MobileSource));
        Assert.Equal(desk.Pupil.Version + 1, pupil.Version);
        Assert.True(pupil.ModifiedAt > desk.Pupil.ModifiedAt);
        Assert.NotNull(pupil.ActivatedAt);
        var replaced = Assert.Single(await desk.MessagesAsync(), m => m.Kind == MessageKind.ContactReplaced);
        Assert.Equal((OnRecord, (Guid?)null, (Guid?)null), (replaced.Recipient, replaced.TokenId, replaced.AskedBy));
        var notice = desk.Read(replaced);
        Assert.Contains("quand le compte a été activé", string.Join(' ', notice.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("http", notice.Text, StringComparison.Ordinal);
        Assert.Equal("Nouvelle@example.org", Assert.Single(await desk.MessagesAsync(), m => m is { Kind: MessageKind.PasswordChanged, Channel: Channel.Mail }).Recipient);
        var journal = (await desk.JournalAsync()).Where(e => e.ActorId is null).ToList();
        Assert.Equal(["a•••@e•••.org → N•••@e•••.org", "+33 6 •• •• •• 01 → +33 6 •• •• •• 02", "Operator, Mail, activation"], journal.Select(e => e.Detail));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "  ")]
    [InlineData(OnRecord, "06 39 98 00 01")]
    [InlineData("ANCIENNE.adresse@example.org", "+33639980001")]
    public async Task What_is_left_empty_or_as_it_was_keeps_state_and_source(string? email, string? mobile)
    {
        var desk = await DeskAsync(a => (a.Mobile, a.MobileState, a.MobileSource) = ("+33639980001", ContactState.Confirmed, ContactSource.Operator));
        var issued = await SlipAsync(desk);

        var result = await Choice().RedeemAsync(ResetKey.Entry(issued.Token.Id), Good, new() { Email = email, Mobile = mobile }, null, Cancel);

        Assert.Equal(ChoiceOutcome.Changed, result.Outcome);
        var pupil = await desk.PupilNowAsync();
        Assert.Equal((OnRecord, ContactState.Unconfirmed, ContactSource.File), (pupil.Email, pupil.EmailState, pupil.EmailSource));
        Assert.Equal(("+33639980001", ContactState.Confirmed, ContactSource.Operator), (pupil.Mobile, pupil.MobileState, pupil.MobileSource));
        Assert.Equal((desk.Pupil.Version, desk.Pupil.ModifiedAt), (pupil.Version, pupil.ModifiedAt));
        Assert.DoesNotContain(await desk.MessagesAsync(), m => m.Kind == MessageKind.ContactReplaced);
    }

    [Fact]
    public async Task A_field_left_as_it_was_shown_undoes_no_change_that_came_meanwhile()
    {
        var desk = await DeskAsync();
        var issued = await SlipAsync(desk);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = 'corrigee@example.org', version = version + 1 WHERE id = '{desk.Pupil.Id}'");

        await Choice().RedeemAsync(ResetKey.Entry(issued.Token.Id), Good, new() { Email = OnRecord, EmailShown = OnRecord }, null, Cancel);

        Assert.Equal("corrigee@example.org", (await desk.PupilNowAsync()).Email);
    }

    [Fact]
    public async Task The_address_that_the_link_was_sent_to_is_confirmed()
    {
        var desk = await DeskAsync();
        await desk.SendAsync();
        await RedeemAsync(desk, new() { Email = OnRecord, EmailShown = OnRecord, Mobile = "06 39 98 00 03" });

        var pupil = await desk.PupilNowAsync();
        Assert.Equal((ContactState.Confirmed, ContactSource.File), (pupil.EmailState, pupil.EmailSource));
        Assert.Equal(("+33639980003", ContactState.Unconfirmed), (pupil.Mobile, pupil.MobileState));
    }

    [Theory]
    [InlineData("motdepasse", "a@@b", "01 23", ChoiceOutcome.PasswordRefused, AddressFault.NotOne, MobileFault.Malformed)]
    [InlineData(Good, "personne", "01 60 00 00 00", ChoiceOutcome.ActivationRefused, AddressFault.Malformed, MobileFault.Landline)]
    [InlineData(Good, "nouvelle@example.org", "+41 79 123 45 67", ChoiceOutcome.ActivationRefused, null, MobileFault.CountryNotServed)]
    public async Task Everything_wrong_is_told_at_once_and_nothing_is_used_up(
        string password, string email, string mobile, ChoiceOutcome outcome, AddressFault? emailFault, MobileFault? mobileFault)
    {
        await using var services = database.BuildServices(null, ("Sms:Provider", "Webhook"));
        var desk = await DeskAsync();
        await desk.SendAsync();
        var before = await desk.MessagesAsync();

        var result = await services.GetRequiredService<PasswordChoice>()
            .RedeemAsync(await desk.LinkTextAsync(), password, new() { Email = email, Mobile = mobile }, null, Cancel);

        Assert.Equal((outcome, new ActivationFaults(emailFault, mobileFault)), (result.Outcome, result.Faults));
        var pupil = await desk.PupilNowAsync();
        Assert.Equal((null, null, OnRecord, null), (pupil.PasswordHash, pupil.ActivatedAt, pupil.Email, pupil.Mobile));
        Assert.Equal(before.Count, (await desk.MessagesAsync()).Count);
        Assert.Null(Assert.Single(await desk.TokensAsync()).EndedAt);
        Assert.Equal(ChoiceOutcome.Changed, (await RedeemAsync(desk, new())).Outcome);
    }

    [Fact]
    public async Task Terms_are_asked_once_of_who_activates_and_of_nobody_without_a_file()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "Soyez gentils.", Cancel);
        await using var services = database.BuildServices(null, ("Terms:File", file));
        var choice = services.GetRequiredService<PasswordChoice>();
        var desk = await DeskAsync();
        await desk.SendAsync();
        var link = await desk.LinkTextAsync();

        Assert.True((await choice.LookAsync(link, Cancel)).Activation!.AsksTerms);
        Assert.False((await Choice().LookAsync(link, Cancel)).Activation!.AsksTerms);
        var without = await choice.RedeemAsync(link, Good, null, Cancel);
        Assert.Equal((ChoiceOutcome.ActivationRefused, true), (without.Outcome, without.Faults.TermsMissing));
        Assert.Null((await desk.PupilNowAsync()).TermsAcceptedAt);
        Assert.Equal(ChoiceOutcome.Changed, (await choice.RedeemAsync(link, Good, new() { TermsAccepted = true }, null, Cancel)).Outcome);
        var pupil = await desk.PupilNowAsync();
        Assert.Equal(pupil.ActivatedAt, pupil.TermsAcceptedAt);

        // The file imports some as activated: they are not asked when they have lost their password.
        var active = await ResetDesk.SetAsync(database);
        await active.SendAsync();
        Assert.Null((await choice.LookAsync(await active.LinkTextAsync(), Cancel)).Activation);
        Assert.Equal(ChoiceOutcome.Changed, (await choice.RedeemAsync(await active.LinkTextAsync(), Good, null, Cancel)).Outcome);
        File.Delete(file);
    }

    [Fact]
    public async Task An_activated_account_takes_no_contacts_from_a_forged_form()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();

        var result = await RedeemAsync(desk, new() { Email = "voleur@example.org", Mobile = "0700000002", TermsAccepted = true });

        Assert.Equal(ChoiceOutcome.Changed, result.Outcome);
        var pupil = await desk.PupilNowAsync();
        Assert.Equal((OnRecord, null, null), (pupil.Email, pupil.Mobile, pupil.TermsAcceptedAt));
    }

    private PasswordChoice Choice() => database.Get<PasswordChoice>();

    private async Task<ChoiceResult> RedeemAsync(ResetDesk desk, Activation activation) =>
        await Choice().RedeemAsync(await desk.LinkTextAsync(), Good, activation, null, Cancel);

    private Task<ResetDesk> DeskAsync(Action<Account>? change = null) => ResetDesk.SetAsync(database, account =>
    {
        account.ActivatedAt = null;
        change?.Invoke(account);
    });

    private async Task<IssuedToken> SlipAsync(ResetDesk desk)
    {
        await using var db = database.Open();
        var issued = await database.Get<ResetTokens>().IssueAsync(
            db, new(desk.Pupil.Id, TokenOrigin.Slip, TokenCarrier.Paper, TimeSpan.FromDays(14)) { WithProvisional = true }, await db.NowAsync(Cancel), Cancel);
        await db.SaveChangesAsync(Cancel);
        return issued;
    }
}
