using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Bunit;

namespace AdminConsole.AccountParts;

public sealed class AccessCardTests(TestDatabase database) : CardTest(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_block_asks_for_its_reason_and_is_then_what_keeps_the_person_out()
    {
        await SetAsync(change: a => a.Email = "lou@example.org");
        var card = await CardAsync();
        Assert.Contains("Rien de connu", card.Markup, StringComparison.Ordinal);

        await Button(card, "Bloquer le compte…").ClickAsync(new());
        JSInterop.VerifyFocusAsyncInvoke();
        await card.Find("form").SubmitAsync();
        Assert.Equal("Indiquez un motif, sur une ligne.", card.Find("#motif-erreur").TextContent.Trim());
        await card.Find("#motif").ChangeAsync("<b>Compte prêté</b>");
        await card.Find("form").SubmitAsync();

        Assert.Contains("Compte bloqué : sessions fermées", card.Find(".outcome").TextContent, StringComparison.Ordinal);
        Assert.Equal(1, Told);
        var fiche = await FicheAsync();
        card.Render(with => with.Add(c => c.Fiche, fiche));
        Assert.Equal("Compte bloqué par OPÉRATEUR LocalAdmin. Motif : <b>Compte prêté</b>", card.Find(".findings .what").TextContent);

        await Button(card, "Débloquer").ClickAsync(new());
        Assert.Null((await Database.People.ReadAsync(Pupil.Id)).BlockedAt);
    }

    [Fact]
    public async Task A_day_that_is_over_is_refused_at_its_field()
    {
        await SetAsync();
        var card = await CardAsync();
        await Button(card, "Bloquer le compte…").ClickAsync(new());
        await card.Find("#motif").ChangeAsync("essai");
        await card.Find("#dernier-jour").ChangeAsync("2020-01-01");
        await card.Find("form").SubmitAsync();

        Assert.Equal("Choisissez aujourd’hui ou un jour à venir.", card.Find("#dernier-jour-erreur").TextContent.Trim());
        Assert.Equal("essai", card.Find("#motif").GetAttribute("value"));
    }

    [Fact]
    public async Task An_agent_sees_why_and_is_offered_only_what_he_may_do()
    {
        await SetAsync(Function.Support, a => (a.BlockedAt, a.BlockedReason) = (DateTimeOffset.UnixEpoch, "Prêt de compte"));
        var card = await CardAsync();

        Assert.Contains("Motif : Prêt de compte", card.Find(".findings .what").TextContent, StringComparison.Ordinal);
        Assert.Empty(card.FindAll("button"));
        Assert.Contains("(ADML) peut débloquer", card.Find(".findings").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_sessions_are_counted_and_can_be_ended()
    {
        await SetAsync();
        await Database.People.SignedInAsync(Pupil.Id);
        await Database.People.SignedInAsync(Pupil.Id);
        var card = await CardAsync();

        await Button(card, "Fermer les 2 sessions ouvertes").ClickAsync(new());

        Assert.Contains("Sessions fermées.", card.Find(".outcome").TextContent, StringComparison.Ordinal);
        Assert.Equal(0, (await FicheAsync()).Situation.OpenSessions);
    }

    private async Task<IRenderedComponent<AccessCard>> CardAsync()
    {
        var fiche = await FicheAsync();
        return Render<AccessCard>(with => with.Add(c => c.Fiche, fiche).Add(c => c.Messages, []).Add(c => c.Changed, Changed));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<AccessCard> card, string name) =>
        card.FindAll("button").Single(b => b.TextContent == name);
}
