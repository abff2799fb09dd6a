using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.AccountParts;

/// <summary>Clearing a second factor on the fiche, and the operator's own proof asked for in place.</summary>
public sealed class FactorCardTests(TestDatabase database) : CardTest(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Is_not_there_for_who_has_none()
    {
        await SetAsync();
        var fiche = await FicheAsync();
        Assert.Empty(Render<FactorCard>(with => with.Add(c => c.Fiche, fiche)).Markup.Trim());
    }

    [Fact]
    public async Task A_proof_that_is_too_old_is_asked_for_in_place_and_the_press_goes_on()
    {
        await SetAsync();
        await Database.ExecuteAsOwnerAsync($"INSERT INTO authenticators (account_id, secret, last_step) VALUES ('{Pupil.Id}', '\\x00', 0)");
        var (application, _, proven) = await CodeApplication.SetUpAsync(Database, Operator);
        SignIn(proven);
        await Database.ExecuteAsOwnerAsync($"UPDATE sessions SET proven_at = now() - interval '16 minutes' WHERE id = '{proven.SessionId}'");
        var fiche = await FicheAsync();
        var card = Render<FactorCard>(with => with.Add(c => c.Fiche, fiche));
        await Press("Effacer le deuxième facteur…");
        await card.Find("input[value=InPerson]").ChangeAsync("InPerson");
        await Press("Effacer le deuxième facteur");
        await card.Find("#facteur-preuve").InputAsync(await application.WrongCodeAsync());
        await Press("Continuer");
        Assert.Contains("Ce code n’est pas le bon.", card.Find("#facteur-preuve-erreur").TextContent, StringComparison.Ordinal);
        Assert.True(await HasFactorAsync());

        await card.Find("#facteur-preuve").InputAsync(await application.CodeAsync());
        await Press("Continuer");

        Assert.False(await HasFactorAsync());
        Assert.Contains("Effacé.", card.Markup, StringComparison.Ordinal);

        Task Press(string name) => card.FindAll("button").First(b => b.TextContent.Trim() == name).ClickAsync(new());
    }

    private async Task<bool> HasFactorAsync()
    {
        await using var db = Database.Open();
        return await db.Authenticators.AnyAsync(f => f.AccountId == Pupil.Id, Cancel);
    }
}
