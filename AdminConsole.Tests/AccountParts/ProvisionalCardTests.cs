using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Making;
using Bunit;

namespace AdminConsole.AccountParts;

public sealed class ProvisionalCardTests(TestDatabase database) : CardTest(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task It_asks_how_the_caller_was_verified_shows_once_and_can_be_revoked()
    {
        await SetAsync();
        var card = await CardAsync();

        await Button(card, "Donner un mot de passe provisoire…").ClickAsync(new());
        await Button(card, "Afficher le mot de passe provisoire").ClickAsync(new());
        Assert.Equal("Dites d’abord comment l’identité a été vérifiée.", card.Find("#provisoire-verification-erreur").TextContent.Trim());
        await card.Find("input[value=InPerson]").ChangeAsync("InPerson");
        await Button(card, "Afficher le mot de passe provisoire").ClickAsync(new());

        Assert.True(ProvisionalPassword.LooksLikeOne(card.Find(".secret").TextContent));
        Assert.Contains(Pupil.Login, card.Find(".slip").TextContent, StringComparison.Ordinal);
        await Button(card, "J’ai terminé").ClickAsync(new());
        Assert.Empty(card.FindAll(".secret"));

        var fiche = await FicheAsync();
        card.Render(with => with.Add(c => c.Fiche, fiche));
        Assert.Contains("Un mot de passe provisoire fonctionne jusqu’au", card.Markup, StringComparison.Ordinal);
        await Button(card, "Révoquer").ClickAsync(new());
        Assert.Null((await FicheAsync()).Situation.ProvisionalUntil);
    }

    [Fact]
    public async Task An_agent_is_not_offered_it()
    {
        await SetAsync(Function.Support);

        Assert.Empty((await CardAsync()).Markup.Trim());
    }

    private async Task<IRenderedComponent<ProvisionalCard>> CardAsync()
    {
        var fiche = await FicheAsync();
        return Render<ProvisionalCard>(with => with.Add(c => c.Fiche, fiche).Add(c => c.Changed, Changed));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ProvisionalCard> card, string name) =>
        card.FindAll("button").Single(b => b.TextContent == name);
}
