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
        var pupil = await PupilAsync();

        Assert.Equal(AskOutcome.Asked, (await desk.AskPasswordAsync($"  {pupil.Login.ToUpperInvariant().Replace('E', 'É')} ")).Outcome);
        await desk.SettledAsync();

        var message = Assert.Single(await desk.MessagesAsync(pupil));
        Assert.Equal((MessageKind.Reset, pupil.Email, MessageState.Queued, MessagePriority.Recovery), (message.Kind, message.Recipient, message.State, message.Priority));
        var token = Assert.Single(await desk.TokensAsync(pupil));
        Assert.Equal((TokenOrigin.Public, TokenCarrier.Mail, null, pupil.Email), (token.Origin, token.Carrier, token.IssuedBy, token.Contact));
        Assert.Equal(TimeSpan.FromMinutes(60), token.ExpiresAt - token.IssuedAt);
        Assert.NotNull(token.ProvisionalHash);
        Assert.Contains("https://ent.example.org/reinitialisation/", desk.Read(message).Text, StringComparison.Ordinal);
        var row = Assert.Single(await desk.JournalAsync(pupil));
        Assert.Equal((AuditAction.ResetAsked, AuditOutcome.Done, null, IPAddress.Parse("203.0.113.7")), (row.Action, row.Outcome, row.ActorId, row.Network));
        Assert.Equal(EmailAddress.Mask(pupil.Email), row.Detail);
        Assert.Single(row.SchoolIds);
        Assert.Equal(0, await database.CountAsync("SELECT 1 FROM recovery_requests WHERE typed IS NOT NULL"));
    }

    [Fact]
    public async Task An_alias_and_an_account_that_was_never_activated_are_served_alike()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var pupil = await PupilAsync(a => (a.Alias, a.ActivatedAt) = ("lea-" + a.Login, null));
        await desk.AskPasswordAsync(pupil.Alias);
        await desk.SettledAsync();
        Assert.Equal(MessageKind.Reset, Assert.Single(await desk.MessagesAsync(pupil)).Kind);
        Assert.Single(await desk.TokensAsync(pupil));
    }

    [Fact]
    public async Task A_login_that_nobody_has_leaves_nothing_but_a_digest()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var (messages, journal) = (await database.CountAsync("SELECT 1 FROM outbox_messages"), await database.CountAsync("SELECT 1 FROM audit_entries"));
        foreach (var login in new[] { "personne.ici", new string('a', 1_000_000), "a\0b\r\nc", "', '') --", "\ud800" }) Assert.Equal(AskOutcome.Asked, (await desk.AskPasswordAsync(login)).Outcome);
        await desk.SettledAsync();
        Assert.Equal((messages, journal), (await database.CountAsync("SELECT 1 FROM outbox_messages"), await database.CountAsync("SELECT 1 FROM audit_entries")));
        Assert.Equal(1, await database.CountAsync($"SELECT 1 FROM recovery_uses WHERE subject = '{PublicLimits.UnknownLogin("personne.ici")}'"));
        Assert.Equal(0, await database.CountAsync("SELECT 1 FROM recovery_requests WHERE state = 3"));
    }

    [Theory]
    [InlineData(nameof(AskRefusal.Blocked))]
    [InlineData(nameof(AskRefusal.NoContact))]
    [InlineData(nameof(AskRefusal.NoUsableContact))]
    public async Task Whoever_must_not_or_cannot_be_written_to_gets_nothing_and_the_journal_says_why(string refusal)
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var pupil = await PupilAsync(a =>
        {
            if (refusal == nameof(AskRefusal.Blocked)) a.BlockedAt = DateTimeOffset.UnixEpoch.AddYears(50);
            if (refusal == nameof(AskRefusal.NoContact)) a.Email = null;
            if (refusal == nameof(AskRefusal.NoUsableContact)) a.EmailState = ContactState.Refused;
        });
        Assert.Equal(AskOutcome.Asked, (await desk.AskPasswordAsync(pupil.Login)).Outcome);
        await desk.SettledAsync();
        Assert.Empty(await desk.MessagesAsync(pupil));
        Assert.Empty(await desk.TokensAsync(pupil));
        var row = Assert.Single(await desk.JournalAsync(pupil));
        Assert.Equal((AuditOutcome.Refused, refusal, null), (row.Outcome, row.Refusal, row.Detail));
    }

    [Fact]
    public async Task A_block_that_is_over_is_none()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var pupil = await PupilAsync(a => (a.BlockedAt, a.BlockedUntil) = (DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(51)));
        await desk.AskPasswordAsync(pupil.Login);
        await desk.SettledAsync();
        Assert.Single(await desk.TokensAsync(pupil));
    }

    [Fact]
    public async Task Who_signs_in_elsewhere_is_told_where_and_gets_no_token()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var teacher = await PupilAsync(a => (a.FederatedWith, a.Mobile) = ("Académie", "+33639980001"));
        await desk.AskPasswordAsync(teacher.Login, Channel.Sms);
        await desk.SettledAsync();
        var message = Assert.Single(await desk.MessagesAsync(teacher));
        Assert.Equal((MessageKind.SignInElsewhere, teacher.Email, null), (message.Kind, message.Recipient, message.TokenId));
        var text = desk.Read(message).Text;
        Assert.Contains("Académie", text, StringComparison.Ordinal);
        Assert.DoesNotContain("reinitialisation", text, StringComparison.Ordinal);
        Assert.Empty(await desk.TokensAsync(teacher));
    }

    [Fact]
    public async Task A_new_one_ends_the_one_before_and_nothing_that_a_school_gave_out()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var school = await database.People.SchoolAsync();
        var pupil = await PupilAsync();
        await database.People.GivePasswordAsync(pupil.Id, "Trois-poules-bleues-7");
        var before = await database.People.ReadAsync(pupil.Id);
        await database.ExecuteAsOwnerAsync($"""
            INSERT INTO memberships (id, account_id, school_id, starts_on) VALUES (gen_random_uuid(), '{pupil.Id}', '{school.Id}', '2020-09-01');
            INSERT INTO reset_tokens (id, account_id, purpose, origin, carrier, expires_at) VALUES
                (gen_random_uuid(), '{pupil.Id}', 1, 2, 1, now() + interval '1 hour'), (gen_random_uuid(), '{pupil.Id}', 1, 3, 4, now() + interval '14 days'),
                (gen_random_uuid(), '{pupil.Id}', 1, 4, 1, now() + interval '1 hour')
            """);
        var session = await database.People.SignedInAsync(pupil.Id);

        await desk.AskPasswordAsync(pupil.Login);
        await desk.SettledAsync();
        await desk.AskPasswordAsync(pupil.Login);
        await desk.SettledAsync();

        var tokens = await desk.TokensAsync(pupil);
        Assert.Equal(4, tokens.Count(t => t.EndedAt is null));
        Assert.Equal((TokenOrigin.Public, TokenEnd.Superseded), tokens.Where(t => t.EndedAt is not null).Select(t => (t.Origin, t.EndedWhy!.Value)).Single());
        Assert.Equal([MessageState.Withdrawn, MessageState.Queued], (await desk.MessagesAsync(pupil)).Select(m => m.State));
        Assert.Equal(0, await database.CountAsync($"SELECT 1 FROM sessions WHERE id = '{session.SessionId}' AND ended_at IS NOT NULL"));
        var after = await database.People.ReadAsync(pupil.Id);
        Assert.Equal((before.PasswordHash, before.Version, before.ModifiedAt, before.BlockedAt), (after.PasswordHash, after.Version, after.ModifiedAt, after.BlockedAt));
    }

    [Theory]
    [InlineData(Channel.Sms, true, true, Channel.Sms)]
    [InlineData(Channel.Mail, true, true, Channel.Mail)]
    [InlineData(Channel.Sms, true, false, Channel.Mail)]
    [InlineData(Channel.Mail, false, true, Channel.Sms)]
    public async Task The_message_goes_by_the_wished_way_or_by_the_one_on_record(Channel wished, bool mail, bool mobile, Channel expected)
    {
        await using var desk = await HelpDesk.OpenAsync(database, null, ("Sms:Provider", "Webhook"));
        var pupil = await PupilAsync(a =>
        {
            if (!mail) a.Email = null;
            if (mobile) a.Mobile = "+33639980001";
        });
        await desk.AskPasswordAsync(pupil.Login, wished);
        await desk.SettledAsync();
        var message = Assert.Single(await desk.MessagesAsync(pupil));
        Assert.Equal((expected, expected is Channel.Sms ? "+33639980001" : pupil.Email), (message.Channel, message.Recipient));
        var token = Assert.Single(await desk.TokensAsync(pupil));
        Assert.Equal(TimeSpan.FromMinutes(expected is Channel.Sms ? 30 : 60), token.ExpiresAt - token.IssuedAt);
    }

    [Fact]
    public async Task Without_a_gateway_nobody_is_written_to_by_sms()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var pupil = await PupilAsync(a => (a.Email, a.Mobile) = (null, "+33639980001"));
        await desk.AskPasswordAsync(pupil.Login, Channel.Sms);
        await desk.SettledAsync();
        Assert.Empty(await desk.MessagesAsync(pupil));
        Assert.Equal(nameof(AskRefusal.NoUsableContact), Assert.Single(await desk.JournalAsync(pupil)).Refusal);
    }

    private Task<Account> PupilAsync(Action<Account>? change = null) => Pupils.NewAsync(database, change);
}
