using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.AccountParts;

public sealed class FamilyCardTests(TestDatabase database) : CardTest(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task One_click_sends_the_pupils_link_to_the_responsable()
    {
        await SetAsync(Function.Support);
        await ParentAsync(p => (p.Email, p.Civility) = ("paul.dupont@example.org", Civility.Monsieur));
        var card = await CardAsync();
        var button = card.Find("button");
        Assert.Matches(@"^Envoyer au responsable : M\. DUPONT, p.*@", button.TextContent);
        Assert.DoesNotContain("paul.dupont@example.org", card.Markup, StringComparison.Ordinal);

        await button.ClickAsync(new());

        Assert.Contains("est en file d’envoi", card.Find(".outcome").TextContent, StringComparison.Ordinal);
        await using var db = Database.Open();
        var message = await db.OutboxMessages.SingleAsync(m => m.AccountId == Pupil.Id, Cancel);
        Assert.Equal("paul.dupont@example.org", message.Recipient);
        Assert.Equal(1, Told);
    }

    [Fact]
    public async Task A_responsable_without_a_usable_contact_is_a_link_and_no_more()
    {
        await SetAsync();
        var parent = await ParentAsync(p => (p.Email, p.EmailState) = ("refusee@example.org", ContactState.Refused));
        var card = await CardAsync();

        Assert.Equal($"/console/utilisateurs/{parent.Id}", card.Find("a").GetAttribute("href"));
        Assert.Empty(card.FindAll("button"));
    }

    [Fact]
    public async Task Who_has_no_family_here_has_no_card()
    {
        await SetAsync();

        Assert.Empty((await CardAsync()).Markup.Trim());
    }

    private async Task<IRenderedComponent<FamilyCard>> CardAsync()
    {
        var fiche = await FicheAsync();
        return Render<FamilyCard>(with => with.Add(c => c.Fiche, fiche).Add(c => c.Changed, Changed));
    }

    private async Task<Account> ParentAsync(Action<Account> change)
    {
        await using var db = Database.Open();
        var school = await db.Schools.SingleAsync(s => db.Memberships.Any(m => m.AccountId == Pupil.Id && m.SchoolId == s.Id), Cancel);
        var parent = await Database.People.AccountAsync("Dupont", "Paul", [school], change);
        db.Relations.Add(new() { ParentId = parent.Id, ChildId = Pupil.Id });
        await db.SaveChangesAsync(Cancel);
        return parent;
    }
}
