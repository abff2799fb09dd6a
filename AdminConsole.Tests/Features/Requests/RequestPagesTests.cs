using AdminConsole.Domain.Assistance;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using AdminConsole.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminConsole.Features.Requests;

/// <summary>The parts of the queue and of a request, on the real domain and a real database.</summary>
public sealed class RequestPagesTests : BunitContext, IClassFixture<TestDatabase>
{
    private readonly TestDatabase database;
    private readonly SignedInAs user = new();
    private readonly StoredRequests requests;
    private int told;

    public RequestPagesTests(TestDatabase database)
    {
        this.database = database;
        requests = new(database);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(database.Get<AssistanceDesk>());
        Services.AddSingleton(database.Get<AssistanceAnswers>());
        Services.AddSingleton<AuthenticationStateProvider>(user);
        Services.AddSingleton<CurrentActor>();
        SetRendererInfo(new("Server", true));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EventCallback Changed => EventCallback.Factory.Create(this, () => told++);

    [Fact]
    public void A_row_is_text_and_says_what_is_wrong_in_words()
    {
        var table = Render<QueueTable>(with => with.Add(t => t.Rows, [Row() with { IsLate = true, Bounced = true, NewWord = true }]));

        Assert.Equal("<B>NOM</B> =1+1", table.Find("tbody a").TextContent);
        Assert.Contains("plus de 2 jours ouvrés", table.Markup, StringComparison.Ordinal);
        Assert.Contains("réponse non remise", table.Markup, StringComparison.Ordinal);
        Assert.Contains("nouveau message", table.Markup, StringComparison.Ordinal);
        Assert.All(table.FindAll("td svg"), icon => Assert.Equal("true", icon.GetAttribute("aria-hidden")));
    }

    [Fact]
    public void A_row_that_left_the_list_stays_and_says_so()
    {
        var row = Row();
        var table = Render<QueueTable>(with => with.Add(t => t.Rows, [row]).Add(t => t.Gone, new HashSet<Guid> { row.Id }));

        Assert.Contains("n’est plus dans cette liste", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taken_by_a_colleague_meanwhile_the_button_says_so_and_does_nothing()
    {
        var (it, colleague) = await SetAsync();
        var bar = Render<HolderBar>(with => with.Add(b => b.Case, it).Add(b => b.Changed, Changed));
        await database.Get<AssistanceDesk>().ClaimAsync(colleague, it.Id, Guid.NewGuid(), Cancel);

        await bar.Find("button").ClickAsync(new());

        bar.WaitForAssertion(() => Assert.Contains("Un collègue s’en occupe. Rien n’a été fait.", bar.Markup, StringComparison.Ordinal));
        Assert.Equal(colleague.AccountId, (await requests.ReadAsync(it.Id)).ClaimedBy);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task A_template_is_shown_filled_before_it_is_sent_and_a_refused_text_stays()
    {
        var (it, _) = await SetAsync();
        var sheet = Render<AnswerSheet>(with => with.Add(s => s.Case, it).Add(s => s.Changed, Changed));
        await sheet.Find("#modele").ChangeAsync(new() { Value = "NotFound" });

        Assert.Contains("{prenom}", sheet.Find("#reponse").GetAttribute("value"), StringComparison.Ordinal);
        Assert.Contains("Bonjour Maï,", sheet.Find("blockquote").TextContent, StringComparison.Ordinal);
        await sheet.Find("#reponse").InputAsync(new() { Value = "sonnerie\u0007" });
        await sheet.Find("form").SubmitAsync();

        sheet.WaitForElement("#reponse-erreur");
        Assert.Equal("sonnerie\u0007", sheet.Find("#reponse").GetAttribute("value"));
        Assert.Equal(AssistanceState.Received, (await requests.ReadAsync(it.Id)).State);
    }

    [Fact]
    public async Task Each_template_has_both_languages_and_only_known_places()
    {
        var (it, _) = await SetAsync();
        foreach (var text in AnswerTemplates.All.SelectMany(name => new[] { AnswerTemplates.Text(name, "fr"), AnswerTemplates.Text(name, "en") }))
            Assert.DoesNotContain("{", database.Get<AssistanceAnswers>().Preview(it, text), StringComparison.Ordinal);
        Assert.StartsWith("Hello", AnswerTemplates.Text("Ask", "en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_closed_for_a_reason_and_for_none_without()
    {
        var (it, _) = await SetAsync();
        var sheet = Render<ClosingSheet>(with => with.Add(s => s.Case, it).Add(s => s.Changed, Changed));
        await sheet.Find("button").ClickAsync(new());
        Assert.Equal("Choisissez un motif.", sheet.Find("[role=alert]").TextContent);

        await sheet.FindAll("input")[1].ChangeAsync(new() { Value = "on" });
        await sheet.Find("button").ClickAsync(new());

        sheet.WaitForAssertion(() => Assert.Equal(1, told));
        Assert.Equal(AssistanceClosure.NotAParent, (await requests.ReadAsync(it.Id)).ClosedWhy);
    }

    private static QueueRow Row() => new(
        Guid.NewGuid(), 7, AssistanceState.Received, false, AssistanceReason.Other, "<b>Nom</b>", "=1+1", "Petit", "Lou", "6e B", "Collège", DateTimeOffset.UnixEpoch,
        false, false, null, false, false, false);

    private async Task<(AssistanceCase Case, Actor Colleague)> SetAsync()
    {
        var school = await database.People.SchoolAsync();
        user.Actor = await database.People.OperatorAsync(Function.Support, [school]);
        var request = await requests.StoredAsync(school);
        return ((await database.Get<AssistanceReader>().ReadAsync(user.Actor, request.Id, Cancel))!, await database.People.OperatorAsync(Function.Support, [school]));
    }
}
