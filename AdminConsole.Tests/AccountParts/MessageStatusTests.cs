using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using AdminConsole.Security;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Status = AdminConsole.Domain.Model.MessageStatus;

namespace AdminConsole.AccountParts;

public sealed class MessageStatusTests : BunitContext, IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly Status Queued = new()
    {
        Id = Guid.Parse("019a0000-0000-7000-8000-000000000001"), Kind = MessageKind.Reset, Channel = Channel.Mail, Recipient = "lea@example.org",
        State = MessageState.Queued, QueuedAt = Start, FinishedAt = null, Attempts = 0, NextTryAt = Start, LastAnswer = null,
        LinkExpiresAt = Start.AddHours(1), OpenedAt = null, PasswordChangedAt = null, LinkEnded = null,
    };

    private static readonly Status Accepted = Queued with { State = MessageState.Accepted, FinishedAt = Start.AddSeconds(2), Attempts = 1, LastAnswer = "250 2.0.0 Ok" };
    private readonly TestClock clock = new(Start.AddMinutes(2));

    public MessageStatusTests(TestDatabase database)
    {
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(clock);
        Services.AddSingleton(database.Get<PasswordReset>());
        this.AddAuthorization();
        Services.AddSingleton<CurrentActor>();
        SetRendererInfo(new("Server", true));
    }

    public static TheoryData<string, Status, string[]> Ways => new()
    {
        { "queued", Queued, ["en file il y a 2 min", "pas encore remis au serveur d’envoi"] },
        { "accepted", Accepted, ["en file il y a 2 min", "accepté par le serveur d'envoi il y a 1 min", "page pas encore ouverte"] },
        { "opened", Accepted with { OpenedAt = Start.AddMinutes(1) }, ["en file il y a 2 min", "accepté par le serveur d'envoi il y a 1 min", "page ouverte il y a 1 min", "mot de passe pas encore changé"] },
        {
            "changed", Accepted with { OpenedAt = Start.AddMinutes(1), PasswordChangedAt = Start.AddSeconds(100), LinkEnded = TokenEnd.Redeemed },
            ["en file il y a 2 min", "accepté par le serveur d'envoi il y a 1 min", "page ouverte il y a 1 min", "mot de passe changé il y a 20 s"]
        },
        { "refused", Queued with { State = MessageState.Refused, FinishedAt = Start.AddMinutes(1) }, ["en file il y a 2 min", "refusé par le serveur d’envoi il y a 1 min"] },
        { "late", Queued with { State = MessageState.Expired, FinishedAt = Start.AddMinutes(1) }, ["en file il y a 2 min", "non envoyé : le lien aurait expiré il y a 1 min"] },
        { "superseded", Accepted with { LinkEnded = TokenEnd.Superseded }, ["en file il y a 2 min", "accepté par le serveur d'envoi il y a 1 min", "lien remplacé par un plus récent"] },
        { "expired", Accepted with { LinkExpiresAt = Start.AddMinutes(1) }, ["en file il y a 2 min", "accepté par le serveur d'envoi il y a 1 min", "lien expiré il y a 1 min"] },
        { "notice", Accepted with { Kind = MessageKind.PasswordChanged, LinkExpiresAt = null }, ["en file il y a 2 min", "accepté par le serveur d'envoi il y a 1 min"] },
    };

    [Theory, MemberData(nameof(Ways), DisableDiscoveryEnumeration = true)]
    public void Each_message_shows_how_far_it_got(string way, Status message, string[] steps) =>
        Assert.True(steps.SequenceEqual(Steps(Card(message))), $"{way}: {string.Join(" | ", Steps(Card(message)))}");

    [Fact]
    public void Times_are_relative_with_the_exact_one_at_hand() =>
        Assert.Equal("01/09/2026 10:00:02", Card(Accepted).FindAll("time")[1].GetAttribute("title"));

    [Fact]
    public void Every_way_in_which_a_link_ends_has_its_words()
    {
        foreach (var why in Enum.GetValues<TokenEnd>())
            Assert.DoesNotContain("Ended", Card(Accepted with { LinkEnded = why }).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Acceptance_is_not_arrival_and_the_page_says_so()
    {
        Assert.Contains("L’arrivée dans la boîte n’est pas connue.", Card(Accepted).Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("L’arrivée", Card(Accepted with { OpenedAt = Start }).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_a_server_did_not_take_it_is_shown_as_text()
    {
        var card = Card(Queued with { Attempts = 2, LastAnswer = "<b>451</b> later", NextTryAt = Start.AddMinutes(3) });
        Assert.Equal("<b>451</b> later", card.Find("q").TextContent);
        Assert.Contains("Nouvel essai vers 10:03:00.", card.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MessageState.Expired, OwnAnswer.SmsBudgetSpent, "non envoyé : plus de SMS aujourd’hui", "Le nombre de SMS permis par jour est atteint")]
    [InlineData(MessageState.Refused, OwnAnswer.CountryNotServed, "non envoyé", "n’envoie pas de SMS à ce numéro ou à son pays")]
    [InlineData(MessageState.Refused, OwnAnswer.NoAnswer, "peut-être envoyé", "il n’est plus réessayé")]
    [InlineData(MessageState.Queued, OwnAnswer.SmsBudgetSpent, "pas encore remis", "plus aucun SMS ne part avant minuit")]
    public void Reasons_of_our_own_have_words(MessageState state, string answer, string step, string reason)
    {
        var card = Card(Queued with { Channel = Channel.Sms, Recipient = "+33639981234", State = state, Attempts = 1, FinishedAt = Start, LastAnswer = answer });
        Assert.Contains(step, System.Net.WebUtility.HtmlDecode(card.Markup), StringComparison.Ordinal);
        Assert.Contains(reason, System.Net.WebUtility.HtmlDecode(card.Find(".note:last-of-type").TextContent), StringComparison.Ordinal);
        Assert.Empty(card.FindAll("q"));
        Assert.DoesNotContain("refusé", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void After_five_minutes_unopened_it_suggests_what_to_try()
    {
        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.DoesNotContain("indésirables", Card(Accepted).Markup, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("indésirables", Card(Accepted).Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("indésirables", Card(Accepted with { OpenedAt = Start }).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_newest_reset_can_be_sent_again_and_only_by_who_may()
    {
        Assert.Single(Card(Accepted, Accepted with { Id = Guid.NewGuid(), LinkEnded = TokenEnd.Superseded }).FindAll("button"));
        Assert.Empty(Card(Queued).FindAll("button"));
        Assert.Empty(Card(Accepted with { PasswordChangedAt = Start }).FindAll("button"));
        Assert.Empty(Card(Fiches.Pupil with { Standing = new(Function.Support, Function.Support, Own: false) }, Accepted).FindAll("button"));
        Assert.Empty(Card(Fiches.Pupil with { Email = null }, Accepted).FindAll("button"));
    }

    [Fact]
    public async Task A_refusal_to_send_again_is_said()
    {
        var card = Card(Accepted);
        await card.Find("button").ClickAsync(new());
        Assert.Contains("session est terminée", card.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<MessageStatus> Card(params Status[] messages) => Card(Fiches.Pupil, messages);

    private IRenderedComponent<MessageStatus> Card(AccountFiche fiche, params Status[] messages) =>
        Render<MessageStatus>(with => with.Add(m => m.Fiche, fiche).Add(m => m.Messages, messages));

    private static IEnumerable<string> Steps(IRenderedComponent<MessageStatus> card) =>
        card.FindAll(".steps li").Select(li => string.Join(' ', li.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
