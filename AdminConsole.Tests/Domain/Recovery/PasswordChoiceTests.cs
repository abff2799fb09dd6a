using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

public sealed class PasswordChoiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Good = "cactus-tambour-vallon-biscuit-lune";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PasswordChoice Choice => database.Get<PasswordChoice>();

    [Fact]
    public async Task A_chosen_password_ends_links_and_sessions_and_tells_the_contact_on_record()
    {
        var desk = await ResetDesk.SetAsync(database, account => account.ActivatedAt = null);
        var elsewhere = await database.People.SignedInAsync(desk.Pupil.Id);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();
        var slip = await SlipAsync(desk);

        var result = await Choice.RedeemAsync(linkText, Good, IPAddress.Parse("192.0.2.7"), Cancel);

        Assert.Equal(ChoiceOutcome.Changed, result.Outcome);
        var pupil = await desk.PupilNowAsync();
        Assert.Equal(HashAnswer.Right, database.Get<PasswordHash>().Verify(pupil.PasswordHash, Good));
        Assert.NotNull(pupil.ActivatedAt);
        Assert.Equal(pupil.ActivatedAt, pupil.PasswordChangedAt);
        Assert.Equal(ContactState.Confirmed, pupil.EmailState);
        Assert.Equal((desk.Pupil.Version, desk.Pupil.ModifiedAt), (pupil.Version, pupil.ModifiedAt));

        await using var db = database.Open();
        Assert.Equal(SessionEnd.PasswordChanged, (await db.Sessions.SingleAsync(s => s.Id == elsewhere.SessionId, Cancel)).EndedWhy);
        var tokens = await desk.TokensAsync();
        Assert.Equal(TokenEnd.Redeemed, tokens.Single(t => t.Origin == TokenOrigin.Operator).EndedWhy);
        Assert.Equal(TokenEnd.PasswordChanged, tokens.Single(t => t.Id == slip).EndedWhy);
        Assert.NotNull(tokens.Single(t => t.Origin == TokenOrigin.Operator).OpenedAt);
        var messages = await desk.MessagesAsync();
        Assert.Equal(MessageState.Withdrawn, messages.Single(m => m.Kind == MessageKind.Reset).State);
        Assert.Equal("ancienne.adresse@example.org", messages.Single(m => m.Kind == MessageKind.PasswordChanged).Recipient);
        var entry = (await desk.JournalAsync())[^1];
        Assert.Equal((AuditAction.PasswordChosen, null, IPAddress.Parse("192.0.2.7")), (entry.Action, entry.ActorId, entry.Network));

        Assert.Equal((ChoiceOutcome.LinkDead, LinkState.Used), await RedeemAsync(linkText));
    }

    [Fact]
    public async Task Of_two_redemptions_at_once_exactly_one_wins()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();
        string[] wishes = [Good, "girafe-crayon-pluie-merci-cascade", "citron-sable-orange-piano-chemin", "tortue-violon-ruisseau-pomme-nuage"];

        var results = await Task.WhenAll(wishes.Select(wish => Choice.RedeemAsync(linkText, wish, null, Cancel)));

        var winner = Assert.Single(results.Zip(wishes), pair => pair.First.Outcome is ChoiceOutcome.Changed).Second;
        Assert.All(results.Where(r => r.Outcome is not ChoiceOutcome.Changed), r => Assert.Equal((ChoiceOutcome.LinkDead, LinkState.Used), (r.Outcome, r.Link)));
        Assert.Equal(HashAnswer.Right, database.Get<PasswordHash>().Verify((await desk.PupilNowAsync()).PasswordHash, winner));
        Assert.Single(await desk.JournalAsync(), e => e.Action == AuditAction.PasswordChosen);
        Assert.Single(await desk.MessagesAsync(), m => m.Kind == MessageKind.PasswordChanged);
    }

    [Fact]
    public async Task Looking_changes_nothing_however_often()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();

        for (var look = 0; look < 3; look++) Assert.Equal(new LinkView(LinkState.Usable, desk.Pupil.Login, 12) { AccountId = desk.Pupil.Id }, await Choice.LookAsync(linkText, Cancel));

        var token = Assert.Single(await desk.TokensAsync());
        Assert.Equal((null, null), (token.OpenedAt, token.EndedAt));
    }

    [Fact]
    public async Task A_refused_password_does_not_consume_the_link()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();

        var refused = await Choice.RedeemAsync(linkText, "motdepasse", null, Cancel);

        Assert.Equal(ChoiceOutcome.PasswordRefused, refused.Outcome);
        Assert.NotEmpty(refused.Refusals);
        Assert.Null((await desk.PupilNowAsync()).PasswordHash);
        Assert.Equal(ChoiceOutcome.Changed, (await RedeemAsync(linkText)).Item1);
    }

    [Fact]
    public async Task The_first_use_of_the_field_is_remembered_and_no_later_one()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();

        await Choice.OpenedAsync(linkText, Cancel);
        var first = (await desk.TokensAsync())[0].OpenedAt;
        await Choice.OpenedAsync(linkText, Cancel);
        await Choice.OpenedAsync("sans rapport", Cancel);
        await RedeemAsync(linkText);

        Assert.NotNull(first);
        Assert.Equal(first, (await desk.TokensAsync())[0].OpenedAt);
    }

    [Theory]
    [InlineData("expires_at = now() - interval '1 second'", LinkState.Expired)]
    [InlineData("ended_at = now(), ended_why = 2", LinkState.Superseded)]
    [InlineData("ended_at = now(), ended_why = 4", LinkState.Ended)]
    [InlineData("ended_at = now(), ended_why = 1", LinkState.Used)]
    [InlineData("purpose = 2", LinkState.Unknown)]
    public async Task A_dead_link_says_of_what_it_died_and_changes_nothing(string change, LinkState expected)
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET {change} WHERE account_id = '{desk.Pupil.Id}'");

        Assert.Equal(new LinkView(expected), await Choice.LookAsync(linkText, Cancel));
        Assert.Equal((ChoiceOutcome.LinkDead, expected), await RedeemAsync(linkText));
        Assert.Null(await Choice.ProposeAsync(linkText, Cancel));
        await Choice.OpenedAsync(linkText, Cancel);
        Assert.Null((await desk.TokensAsync())[0].OpenedAt);
        Assert.Null((await desk.PupilNowAsync()).PasswordHash);
    }

    [Theory]
    [InlineData("blocked_at = now()")]
    [InlineData("federated_with = 'ÉduConnect'")]
    public async Task A_link_is_worth_nothing_once_the_account_may_not_use_it(string change)
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET {change} WHERE id = '{desk.Pupil.Id}'");

        Assert.Equal((ChoiceOutcome.LinkDead, LinkState.Ended), await RedeemAsync(linkText));
    }

    [Theory]
    [InlineData("{0}.", LinkState.Usable)]
    [InlineData(" {0}\r\n", LinkState.Usable)]
    [InlineData("<{0}>", LinkState.Usable)]
    [InlineData("{0},\u00a0", LinkState.Usable)]
    [InlineData("{0}{0}", LinkState.Malformed)]
    [InlineData("{0}/reinitialisation/{0}", LinkState.Malformed)]
    [InlineData("{0}=", LinkState.Malformed)]
    [InlineData("", LinkState.Malformed)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", LinkState.Unknown)]
    [InlineData("' OR 1=1 --", LinkState.Malformed)]
    public async Task What_mail_programs_glue_to_a_link_does_no_harm_and_what_they_break_is_told(string form, LinkState expected)
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();

        Assert.Equal(expected, (await Choice.LookAsync(string.Format(null, form, linkText), Cancel)).State);
        Assert.Equal(LinkState.Malformed, (await Choice.LookAsync(linkText[..^1], Cancel)).State);
        Assert.Equal(LinkState.Malformed, (await Choice.LookAsync(null, Cancel)).State);
    }

    [Fact]
    public async Task An_address_that_was_replaced_meanwhile_is_not_confirmed_by_an_older_link()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = 'autre@example.org' WHERE id = '{desk.Pupil.Id}'");

        Assert.Equal(ChoiceOutcome.Changed, (await RedeemAsync(linkText)).Item1);

        Assert.Equal(ContactState.Unconfirmed, (await desk.PupilNowAsync()).EmailState);
    }

    [Fact]
    public async Task Only_a_digest_of_the_secret_is_stored_and_no_row_of_the_journal_has_it()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var linkText = await desk.LinkTextAsync();
        var provisional = await desk.ProvisionalAsync();
        await RedeemAsync(linkText);

        await using var db = database.Open();
        var rows = await db.Database.SqlQuery<string>($"""
            SELECT t::text AS "Value" FROM reset_tokens t UNION ALL SELECT t::text FROM audit_entries t
            UNION ALL SELECT t::text FROM outbox_messages t UNION ALL SELECT t::text FROM accounts t
            """).ToListAsync(Cancel);
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(rows, row => row.Contains(linkText, StringComparison.OrdinalIgnoreCase)
            || row.Contains(Convert.ToHexString(System.Buffers.Text.Base64Url.DecodeFromChars(linkText)), StringComparison.OrdinalIgnoreCase)
            || row.Contains(provisional, StringComparison.OrdinalIgnoreCase)
            || row.Contains(Good, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proposed_phrase_is_taken_and_an_operator_needs_a_longer_one()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        var phrase = await Choice.ProposeAsync(await desk.LinkTextAsync(), Cancel);
        Assert.Equal(ChoiceOutcome.Changed, (await Choice.RedeemAsync(await desk.LinkTextAsync(), phrase!, null, Cancel)).Outcome);

        var central = await database.People.OperatorAsync(Function.CentralAdmin, []);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email = 'agent@example.org', email_state = 1, email_source = 1 WHERE id = '{desk.Operator.AccountId}'");
        await desk.Resets.ResendAsync(central, desk.Operator.AccountId, Channel.Mail, Guid.NewGuid(), Cancel);
        await using var db = database.Open();
        var mail = await db.OutboxMessages.SingleAsync(m => m.AccountId == desk.Operator.AccountId, Cancel);
        var linkText = desk.Read(mail).Text.Split("/reinitialisation/")[1].Split('\n')[0];
        Assert.Equal(15, (await Choice.LookAsync(linkText, Cancel)).MinimumLength);
    }

    [Fact]
    public async Task Wrong_tries_of_others_do_not_keep_the_person_out_afterwards()
    {
        var desk = await ResetDesk.SetAsync(database);
        await database.ExecuteAsOwnerAsync($"INSERT INTO sign_in_delays (login, network, failures, last_failed_at, delayed_until) VALUES ('{desk.Pupil.Login}', '127.0.0.1', 9, now(), now() + interval '8 minutes')");
        await desk.SendAsync();

        await RedeemAsync(await desk.LinkTextAsync());

        await using var db = database.Open();
        Assert.False(await db.SignInDelays.AnyAsync(d => d.Login == desk.Pupil.Login, Cancel));
    }

    private async Task<(ChoiceOutcome, LinkState)> RedeemAsync(string linkText)
    {
        var result = await Choice.RedeemAsync(linkText, Good, null, Cancel);
        return (result.Outcome, result.Link);
    }

    private Task<Guid> SlipAsync(ResetDesk desk) =>
        database.People.TokenAsync(desk.Pupil.Id, TokenOrigin.Slip, TokenCarrier.Paper, provisionalHash: "x");
}
