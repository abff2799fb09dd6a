using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;

namespace AdminConsole.Domain.Recovery;

/// <summary>« Vous avez perdu votre identifiant ? »: one mail for all who share an address.</summary>
public sealed class LostLoginTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static int serial;
    private readonly string address = $"famille{Interlocked.Increment(ref serial)}@example.org";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_mail_lists_every_login_of_the_address_with_name_school_and_a_link_of_its_own()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var (marie, tom, other) = (await OneAsync("Marie"), await OneAsync("Tom", a => a.Email = address.ToUpperInvariant()), await OneAsync("Zoé", a => a.Email = "autre" + address));

        Assert.Equal(AskOutcome.Asked, (await desk.AskLoginAsync(" " + address + " ")).Outcome);
        await desk.SettledAsync();

        var message = Assert.Single(await desk.MessagesAsync(marie));
        Assert.Equal(message.Id, Assert.Single(await desk.MessagesAsync(tom)).Id);
        Assert.Equal((MessageKind.LoginsListed, address, null), (message.Kind, message.Recipient, message.TokenId));
        Assert.Empty(await desk.MessagesAsync(other));
        var content = desk.Read(message);
        foreach (var account in new[] { marie, tom })
        {
            Assert.Contains($"{account.GivenName} {account.FamilyName}, Collège de {account.GivenName}", content.Text, StringComparison.Ordinal);
            Assert.Contains(account.Login, content.Text, StringComparison.Ordinal);
            Assert.Single(await desk.TokensAsync(account));
            Assert.Equal((AuditAction.LoginsAsked, AuditOutcome.Done), Assert.Single((await desk.JournalAsync(account)).Select(row => (row.Action, row.Outcome))));
        }
        var links = content.Text.Split('\n').Where(line => line.StartsWith("https://ent.example.org/reinitialisation/", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, links.Distinct().Count());
        Assert.DoesNotContain(other.Login, content.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_link_is_its_own_accounts()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var (marie, tom) = (await OneAsync("Marie"), await OneAsync("Tom"));
        await desk.AskLoginAsync(address);
        await desk.SettledAsync();
        var text = desk.Read(Assert.Single(await desk.MessagesAsync(marie))).Text;
        foreach (var account in new[] { marie, tom })
        {
            var link = text[text.IndexOf($"Choisir le mot de passe de {account.Login}", StringComparison.Ordinal)..].Split('\n')[1].Split('/')[^1];
            Assert.Equal(account.Login, (await database.Get<PasswordChoice>().LookAsync(link, Cancel)).Login);
        }
    }

    [Fact]
    public async Task Who_signs_in_elsewhere_is_listed_without_a_link_and_who_is_blocked_is_not_listed()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var (elsewhere, blocked) = (await OneAsync("Marie", a => a.FederatedWith = "Académie"), await OneAsync("Tom", a => a.BlockedAt = DateTimeOffset.UnixEpoch));
        await desk.AskLoginAsync(address);
        await desk.SettledAsync();
        var text = desk.Read(Assert.Single(await desk.MessagesAsync(elsewhere))).Text;
        Assert.Contains("Académie", text, StringComparison.Ordinal);
        Assert.DoesNotContain("reinitialisation", text, StringComparison.Ordinal);
        Assert.DoesNotContain(blocked.Login, text, StringComparison.Ordinal);
        Assert.Empty(await desk.TokensAsync(elsewhere));
        Assert.Empty(await desk.MessagesAsync(blocked));
    }

    [Theory]
    [InlineData("blocked")]
    [InlineData("refused")]
    [InlineData("unknown")]
    public async Task Nothing_is_sent_where_nobody_may_be_written_to(string why)
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var pupil = await OneAsync("Marie", a =>
        {
            if (why == "blocked") a.BlockedAt = DateTimeOffset.UnixEpoch;
            if (why == "refused") a.EmailState = ContactState.Refused;
            if (why == "unknown") a.Email = "x" + address;
        });
        Assert.Equal(AskOutcome.Asked, (await desk.AskLoginAsync(address)).Outcome);
        await desk.SettledAsync();
        Assert.Empty(await desk.MessagesAsync(pupil));
        Assert.Empty(await desk.TokensAsync(pupil));
    }

    [Fact]
    public async Task The_address_of_an_office_lists_twenty_and_says_that_there_are_more()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var pupils = new List<Account>();
        for (var each = 0; each < 23; each++) pupils.Add(await OneAsync("Marie"));
        await desk.AskLoginAsync(address);
        await desk.SettledAsync();
        var message = (await desk.MessagesAsync(pupils.MinBy(p => p.Id)!)).Single();
        var text = desk.Read(message).Text;
        Assert.Equal(20, text.Split("Identifiant\u00a0: ").Length - 1);
        Assert.Contains("plus de 20 comptes", text, StringComparison.Ordinal);
        Assert.Equal(20, await database.CountAsync($"SELECT 1 FROM message_shares WHERE message_id = '{message.Id}'"));
    }

    [Fact]
    public async Task It_is_written_in_the_language_of_the_page()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var marie = await OneAsync("Marie");
        await desk.AskLoginAsync(address, "en");
        await desk.SettledAsync();
        Assert.StartsWith("Your login", desk.Read(Assert.Single(await desk.MessagesAsync(marie))).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_withdrawn_with_its_last_link_and_not_before()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var (marie, tom) = (await OneAsync("Marie"), await OneAsync("Tom"));
        await desk.AskLoginAsync(address);
        await desk.SettledAsync();
        await EndAsync(marie);
        Assert.Equal(MessageState.Queued, (await desk.MessagesAsync(tom)).Single().State);
        await EndAsync(tom);
        var message = (await desk.MessagesAsync(tom)).Single();
        Assert.Equal((MessageState.Withdrawn, null), (message.State, message.Content));
    }

    [Fact]
    public async Task An_address_that_its_server_refuses_is_refused_for_all_of_them()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var (marie, tom, other) = (await OneAsync("Marie"), await OneAsync("Tom"), await OneAsync("Zoé", a => a.Email = "y" + address));
        await desk.AskLoginAsync(address);
        await desk.SettledAsync();
        await using var post = await Post.OpenAsync(database, new ScriptedTransport((_, _) => Task.FromResult(new SendAnswer(SendVerdict.RecipientRefused, "550 5.1.1 nobody"))));
        await Eventually.TrueAsync(async () => (await desk.MessagesAsync(tom)).Single().State is MessageState.Refused, "refused");
        foreach (var account in new[] { marie, tom }) Assert.Equal(ContactState.Refused, (await database.People.ReadAsync(account.Id)).EmailState);
        Assert.Equal(ContactState.Unconfirmed, (await database.People.ReadAsync(other.Id)).EmailState);
    }

    [Fact]
    public async Task Each_fiche_shows_it_with_its_own_link()
    {
        await using var desk = await HelpDesk.OpenAsync(database);
        var (marie, tom) = (await OneAsync("Marie"), await OneAsync("Tom"));
        await desk.AskLoginAsync(address);
        await desk.AskPasswordAsync(tom.Login);
        await desk.SettledAsync();
        await EndAsync(marie);
        var actor = await database.People.OperatorAsync(Function.CentralAdmin, []);
        var statuses = database.Get<MessageStatuses>();
        var ofMarie = Assert.Single((await statuses.LatestAsync(actor, marie.Id, Cancel))!.Messages);
        Assert.Equal((MessageKind.LoginsListed, TokenEnd.Revoked), (ofMarie.Kind, ofMarie.LinkEnded!.Value));
        var ofTom = (await statuses.LatestAsync(actor, tom.Id, Cancel))!.Messages;
        Assert.Equal([MessageKind.LoginsListed, MessageKind.Reset], ofTom.Select(m => m.Kind).Order().Reverse());
        Assert.All(ofTom, m => Assert.NotNull(m.LinkExpiresAt));
    }

    private async Task EndAsync(Account account)
    {
        await using var db = database.Open();
        await ResetTokens.EndAsync(db, db.ResetTokens.Where(t => t.AccountId == account.Id), TokenEnd.Revoked, Cancel);
    }

    private async Task<Account> OneAsync(string givenName, Action<Account>? change = null) =>
        await database.People.AccountAsync("Le Goff", givenName, [await database.People.SchoolAsync("Collège de " + givenName)], account =>
        {
            account.Email = address;
            change?.Invoke(account);
        });
}
