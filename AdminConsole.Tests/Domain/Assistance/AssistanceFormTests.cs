using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Assistance;

/// <summary>What the parents' form stores, once, and what it writes to an address that nobody has proven.</summary>
public sealed class AssistanceFormTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Parents Parents => new(database);

    [Fact]
    public async Task What_was_typed_is_stored_as_text_in_the_queue_of_its_school()
    {
        var school = await HelpedAsync();
        var hostile = Parents.Draft(school) with
        {
            FamilyName = "  <b>{0}</b>\u00a0\u00a0O'Brien\u200b ", ChildClass = null, Reason = AssistanceReason.Other,
            Message = "https://evil.example.org {{name}} <script>\r\nligne\u0000 2\u202etxt\u0007",
        };
        await Parents.SentAsync(hostile);

        var stored = Assert.Single(await Parents.StoredAsync(hostile));
        Assert.Equal((school.Id, false, AssistanceState.Received, AssistanceOrigin.Form), (stored.SchoolId, stored.Central, stored.State, stored.Origin));
        Assert.Equal(("<b>{0}</b> O'Brien", "+33639981234"), (stored.FamilyName, stored.Mobile));
        Assert.Equal("https://evil.example.org {{name}} <script>\nligne 2txt", stored.Message);
    }

    [Fact]
    public async Task The_acknowledgement_holds_the_link_and_nothing_that_was_typed()
    {
        var draft = Parents.Draft(await HelpedAsync());
        var secret = await Parents.SentAsync(draft);

        var (message, content) = Assert.Single(await Parents.MailsAsync(draft.Email!));
        Assert.Equal((MessageKind.AssistanceReceived, null), (message.Kind, message.AccountId));
        Assert.Contains($"https://ent.example.org/assistance/suivi/{secret}", content.Text, StringComparison.Ordinal);
        // The secret is random letters and digits: « 6e » may be among them.
        var rest = (content.Subject + content.Text + content.Html).Replace(secret, "", StringComparison.Ordinal);
        foreach (var typed in new[] { "Guyen", "Maï", "Goff", "Zoé", "6e", "marche", "99812", "99 81" }) Assert.DoesNotContain(typed, rest, StringComparison.Ordinal);
        var stored = Assert.Single(await Parents.StoredAsync(draft));
        Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(stored.ReferenceSealed), StringComparison.Ordinal);
        Assert.Equal(secret, database.Get<AssistanceReferences>().Open(stored));
    }

    [Fact]
    public async Task The_same_form_is_one_request_and_one_receipt_and_elsewhere_or_later_another()
    {
        var draft = Parents.Draft(await HelpedAsync());
        var secrets = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Parents.SentAsync(draft)));
        Assert.Single(secrets.Distinct());
        Assert.Equal(secrets[0], await Parents.SentAsync(draft with { FamilyName = " N'Guyen-Le  Goff ", Message = draft.Message!.ReplaceLineEndings("\n") }));
        Assert.Single(await Parents.StoredAsync(draft));
        Assert.Single(await Parents.MailsAsync(draft.Email!));

        Assert.NotEqual(secrets[0], await Parents.SentAsync(draft, IPAddress.Parse("198.51.100.1")));
        Assert.NotEqual(secrets[0], await Parents.SentAsync(draft with { Message = "Autre chose" }));
        await database.ExecuteAsOwnerAsync($"UPDATE assistance_requests SET received_at = received_at - interval '25 hours' WHERE email = '{draft.Email}'");
        Assert.DoesNotContain(await Parents.SentAsync(draft), secrets);
    }

    [Fact]
    public async Task One_address_gets_three_acknowledgements_a_day_and_every_request_is_kept()
    {
        var draft = Parents.Draft(await HelpedAsync());
        for (var each = 0; each < 6; each++)
            await Parents.SentAsync(draft with { Email = each % 2 == 0 ? draft.Email : draft.Email!.ToUpperInvariant(), Message = $"n° {each}" });
        Assert.Equal(6, await database.CountAsync($"SELECT 1 FROM assistance_requests WHERE lower(email) = '{draft.Email}'"));
        Assert.Equal(3, await database.CountAsync($"SELECT 1 FROM outbox_messages WHERE lower(recipient) = '{draft.Email}'"));
    }

    [Fact]
    public async Task Without_an_address_there_is_no_mail_and_without_either_no_request()
    {
        var draft = Parents.Draft(await HelpedAsync()) with { Email = null, FamilyName = "Sansadresse" };
        await Parents.SentAsync(draft);
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM assistance_requests WHERE family_name = 'Sansadresse' AND mobile = '+33639981234'"));
        Assert.Equal(AssistanceOutcome.Incomplete, (await Parents.Form.SendAsync(draft with { Mobile = " " }, Parents.Home, "fr", Cancel)).Outcome);
    }

    [Fact]
    public async Task A_school_that_is_closed_or_that_nobody_administers_leaves_it_to_the_centre()
    {
        var (closed, alone, blocked, ended) = (await HelpedAsync(), await database.People.SchoolAsync(), await HelpedAsync(), await HelpedAsync());
        await database.ExecuteAsOwnerAsync($"""
            UPDATE schools SET closed_on = '2020-01-01' WHERE id = '{closed.Id}';
            UPDATE accounts SET blocked_at = now() WHERE id IN (SELECT account_id FROM grants WHERE school_id = '{blocked.Id}');
            UPDATE grants SET ends_at = now() WHERE school_id = '{ended.Id}'
            """);
        foreach (var school in new[] { closed, alone, blocked, ended })
        {
            var draft = Parents.Draft(school);
            await Parents.SentAsync(draft);
            Assert.True(Assert.Single(await Parents.StoredAsync(draft)).Central);
        }
        Assert.Equal(AssistanceOutcome.SchoolUnknown, (await Parents.Form.SendAsync(Parents.Draft(closed) with { Uai = "9999999Z" }, Parents.Home, "fr", Cancel)).Outcome);
    }

    [Fact]
    public async Task Over_a_limit_nothing_is_stored_which_is_said_and_alarmed_once()
    {
        await using var services = database.BuildServices(settings: [("Assistance:RequestsFromNetwork", "2"), ("Assistance:RequestsInAll", "1000")]);
        var (form, school, network) = (services.GetRequiredService<AssistanceForm>(), await HelpedAsync(), IPAddress.Parse("2001:db8:1:2::5"));
        var drafts = Enumerable.Range(0, 5).Select(_ => Parents.Draft(school)).ToList();
        var outcomes = new List<AssistanceOutcome>();
        foreach (var draft in drafts) outcomes.Add((await form.SendAsync(draft, network, "fr", Cancel)).Outcome);
        Assert.Equal([AssistanceOutcome.Sent, AssistanceOutcome.Sent, AssistanceOutcome.TooMany, AssistanceOutcome.TooMany, AssistanceOutcome.TooMany], outcomes);
        Assert.Empty(await Parents.StoredAsync(drafts[4]));
        Assert.Equal(1, await database.CountAsync("SELECT 1 FROM audit_entries WHERE action = 'AssistanceAsked' AND refusal = 'TooManyFromNetwork'"));
        Assert.Equal(AssistanceOutcome.Sent, (await form.SendAsync(drafts[4], IPAddress.Parse("198.51.100.9"), "fr", Cancel)).Outcome);
        Assert.Equal(AssistanceOutcome.Sent, (await form.SendAsync(drafts[0], network, "fr", Cancel)).Outcome);
    }

    [Fact]
    public async Task While_the_database_is_away_the_form_can_be_filled_and_nothing_is_sent()
    {
        const string Nowhere = "Host=127.0.0.1;Port=1;Username=personne;Timeout=2";
        await using var away = TestDatabase.At(Nowhere, Nowhere);
        var form = away.Get<AssistanceForm>();
        Assert.Equal(new AssistanceSchool("0770001A", "", ""), await form.SchoolAsync("0770001a", Cancel));
        Assert.Null(await form.SchoolAsync("077\u00000001A", Cancel));
        Assert.Equal(AssistanceOutcome.TryLater, (await form.SendAsync(Parents.Draft(await HelpedAsync()), Parents.Home, "fr", Cancel)).Outcome);
        Assert.Equal(AddWordOutcome.TryLater, await away.Get<AssistanceFollowUp>().AddWordAsync(new string('A', 43), "Bonjour", Cancel));
    }

    /// <summary>A school with an operator of its own.</summary>
    private async Task<School> HelpedAsync()
    {
        var school = await database.People.SchoolAsync();
        await database.People.OperatorAsync(Function.Support, [school]);
        return school;
    }
}
