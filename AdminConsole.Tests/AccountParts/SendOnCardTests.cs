using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.AccountParts;

/// <summary>« Transmettre à l'établissement » on the fiche.</summary>
public sealed class SendOnCardTests(TestDatabase database) : CardTest(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_an_agent_writes_becomes_a_request_with_a_link_and_an_empty_text_is_refused_at_the_field()
    {
        await SetAsync(Function.Support);
        var fiche = await FicheAsync();
        var card = Render<SendOnCard>(with => with.Add(c => c.Fiche, fiche));
        // The link is still looked for: found and clicked in one turn.
        await card.InvokeAsync(() => card.Find("button").Click());
        await card.InvokeAsync(() => card.Find("form").Submit());
        Assert.NotNull(card.WaitForElement("#transmission-erreur"));

        await card.InvokeAsync(() => card.Find("#transmission").Input("Alias {lien} <b>à poser</b>"));
        await card.InvokeAsync(() => card.Find("form").Submit());

        card.WaitForAssertion(() => Assert.Contains("Demande transmise.", card.Markup, StringComparison.Ordinal));
        await using var db = Database.Open();
        var request = await db.AssistanceRequests.SingleAsync(r => r.AboutAccountId == Pupil.Id, Cancel);
        Assert.Equal("Alias {lien} <b>à poser</b>", request.Message);
        Assert.Equal($"/console/demandes/{request.Id}", card.Find("a").GetAttribute("href"));
        Assert.Empty(card.FindAll("form"));
    }
}
