using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Bunit;

namespace AdminConsole.AccountParts;

public sealed class ManageCardTests(TestDatabase database) : CardTest(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_a_colleague_saved_meanwhile_is_shown_and_what_was_typed_stays()
    {
        await SetAsync();
        var fiche = await FicheAsync();
        var form = Render<IdentityForm>(with => with.Add(f => f.Fiche, fiche).Add(f => f.Changed, Changed));
        await form.Find("#gerer-nom").ChangeAsync("Moyen");
        await Database.Get<AccountIdentity>().SaveAsync(Operator, Pupil.Id, Guid.NewGuid(), 1, new("Grand", "Lou", null, null), Cancel);
        await form.Find("form.identity").SubmitAsync();

        Assert.Contains("Nom : Petit → Grand", form.Find(".outcome").TextContent, StringComparison.Ordinal);
        Assert.Equal("Moyen", form.Find("#gerer-nom").GetAttribute("value"));
        await form.Find("form.identity").SubmitAsync();
        Assert.Equal("Moyen", (await Database.People.ReadAsync(Pupil.Id)).FamilyName);
    }

    [Fact]
    public async Task The_login_is_for_central_administrators_and_the_card_for_administrators()
    {
        await SetAsync();
        var fiche = await FicheAsync();
        Assert.Empty(Opened(fiche).FindAll("#gerer-login"));
        SignIn(await Database.People.OperatorAsync(Function.CentralAdmin, []));
        fiche = await FicheAsync();
        Assert.NotEmpty(Opened(fiche).FindAll("#gerer-login"));
        await SetAsync(Function.Support);
        fiche = await FicheAsync();
        Assert.Empty(Render<ManageCard>(with => with.Add(c => c.Fiche, fiche)).FindAll("section"));
    }

    private IRenderedComponent<ManageCard> Opened(AccountFiche fiche)
    {
        var card = Render<ManageCard>(with => with.Add(c => c.Fiche, fiche));
        Assert.Empty(card.FindAll("form"));
        card.Find("details").TriggerEvent("ontoggle", EventArgs.Empty);
        Assert.NotEmpty(card.FindAll("#gerer-nom"));
        return card;
    }
}
