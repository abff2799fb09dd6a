using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>Answers: what they say, to whom they go, and what they never expand.</summary>
public sealed class AssistanceAnswersTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AssistanceAnswers answers = database.Get<AssistanceAnswers>();
    private readonly StoredRequests requests = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_goes_to_the_address_given_with_the_follow_up_link_and_no_token()
    {
        var (agent, request) = await SetAsync();

        Assert.Equal(DeskOutcome.Done, await answers.SendAsync(agent, request.Id, Guid.NewGuid(), request.Version, "Bonjour {prenom},\r\n\r\n{enfant} est en {inconnu}. {Collège}", Cancel));

        await using var db = database.Open();
        var mail = await db.OutboxMessages.SingleAsync(m => m.AssistanceRequestId == request.Id, Cancel);
        Assert.Equal(("mai.legoff@example.org", null, agent.AccountId), (mail.Recipient, mail.TokenId, mail.AskedBy));
        var content = database.Get<MessageSealer>().Open(mail.Content!);
        Assert.Contains("Bonjour Maï,", content.Text, StringComparison.Ordinal);
        Assert.Contains("Zoé est en {inconnu}. Collège Jean-Moulin", content.Text, StringComparison.Ordinal);
        Assert.Contains($"https://ent.example.org/assistance/suivi/{database.Get<AssistanceReferences>().Open(request)}", content.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("reinitialisation", content.Text, StringComparison.Ordinal);
        var stored = await requests.ReadAsync(request.Id);
        Assert.Equal((AssistanceState.Answered, agent.AccountId), (stored.State, stored.ClaimedBy));
        Assert.NotNull(stored.AnsweredAt);
        Assert.Equal(mail.Id, (await db.AssistanceEntries.SingleAsync(e => e.RequestId == request.Id && e.Kind == AssistanceEntryKind.Answer, Cancel)).MessageId);
    }

    [Fact]
    public async Task Braces_and_tags_in_what_the_parent_wrote_stay_as_they_are()
    {
        var (agent, request) = await SetAsync(r => (r.GivenName, r.ChildGivenName) = ("{lien}", "<b>{college}</b>"));

        await answers.SendAsync(agent, request.Id, Guid.NewGuid(), request.Version, "{prenom} {enfant}", Cancel);

        await using var db = database.Open();
        var content = database.Get<MessageSealer>().Open((await db.OutboxMessages.SingleAsync(m => m.AssistanceRequestId == request.Id, Cancel)).Content!);
        Assert.Contains("{lien} <b>{college}</b>", content.Text, StringComparison.Ordinal);
        Assert.Contains("{lien} &lt;b&gt;{college}&lt;/b&gt;", content.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_address_it_is_for_the_follow_up_page_alone()
    {
        var (agent, request) = await SetAsync(r => r.Email = null);

        Assert.Equal(DeskOutcome.Done, await answers.SendAsync(agent, request.Id, Guid.NewGuid(), request.Version, "Appelez-nous.", Cancel));

        await using var db = database.Open();
        Assert.False(await db.OutboxMessages.AnyAsync(m => m.AssistanceRequestId == request.Id, Cancel));
        Assert.Equal("Appelez-nous.", Assert.Single((await database.Get<AssistanceFollowUp>().ReadAsync(database.Get<AssistanceReferences>().Open(request), Cancel))!.Lines).Text);
    }

    [Fact]
    public async Task A_refused_mail_is_seen_and_the_request_stays_open_and_a_word_that_came_meanwhile_is_read_first()
    {
        var (agent, request) = await SetAsync();
        await answers.SendAsync(agent, request.Id, Guid.NewGuid(), request.Version, "Bonjour.", Cancel);
        await using var db = database.Open();
        await db.OutboxMessages.Where(m => m.AssistanceRequestId == request.Id).ExecuteUpdateAsync(set => set
            .SetProperty(m => m.State, MessageState.Refused).SetProperty(m => m.LastAnswer, "550 no such user").SetProperty(m => m.Content, (byte[]?)null), Cancel);

        var seen = (await database.Get<AssistanceReader>().ReadAsync(agent, request.Id, Cancel))!;
        Assert.Equal((AssistanceState.Answered, MessageState.Refused, "550 no such user"), (seen.State, seen.Course[^1].Message!.State, seen.Course[^1].Message!.LastAnswer));

        await database.Get<AssistanceFollowUp>().AddWordAsync(database.Get<AssistanceReferences>().Open(request), "Toujours rien.", Cancel);
        Assert.Equal(DeskOutcome.Stale, await answers.SendAsync(agent, request.Id, Guid.NewGuid(), seen.Version, "Et maintenant ?", Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\u0007b")]
    public async Task What_is_no_text_is_refused_and_so_is_what_grows_too_long(string text)
    {
        var (agent, request) = await SetAsync(r => r.GivenName = new string('é', 200));

        Assert.Equal(DeskOutcome.TextRefused, await answers.SendAsync(agent, request.Id, Guid.NewGuid(), request.Version, text, Cancel));
        Assert.Equal(DeskOutcome.TextRefused, await answers.SendAsync(agent, request.Id, Guid.NewGuid(), request.Version, string.Concat(Enumerable.Repeat("{prenom}", 11)), Cancel));
    }

    private async Task<(Actor Agent, AssistanceRequest Request)> SetAsync(Action<AssistanceRequest>? change = null)
    {
        var school = await database.People.SchoolAsync();
        return (await database.People.OperatorAsync(Function.Support, [school]), await requests.StoredAsync(school, change));
    }
}
