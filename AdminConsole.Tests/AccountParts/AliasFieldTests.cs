using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Bunit;

namespace AdminConsole.AccountParts;

public sealed class AliasFieldTests(TestDatabase database) : CardTest(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Whether_it_is_free_is_told_while_typing_and_saving_tells_the_fiche()
    {
        await SetAsync();
        var field = await FieldAsync();

        await field.Find("input").InputAsync(Pupil.Login);
        Assert.Equal("Déjà pris. Choisissez-en un autre.", Status(field));
        Assert.Equal("true", field.Find("input").GetAttribute("aria-invalid"));

        await field.Find("input").InputAsync("petit.lou");
        Assert.Equal("Disponible", Status(field));

        Assert.Equal("Enregistrer", field.Find("button").TextContent);
        await field.Find("form").SubmitAsync();
        Assert.Equal("Alias enregistré.", Status(field));
        Assert.Equal(1, Told);
        Assert.Equal("petit.lou", (await Database.People.ReadAsync(Pupil.Id)).Alias);
    }

    [Fact]
    public async Task A_colleagues_change_is_told_and_what_was_typed_stays()
    {
        await SetAsync();
        var field = await FieldAsync();
        await field.Find("input").InputAsync("mon.choix");
        await using (var db = Database.Open())
        {
            var account = (await db.Accounts.FindAsync([Pupil.Id], Cancel))!;
            account.Version++;
            await db.SaveChangesAsync(Cancel);
        }

        await field.Find("form").SubmitAsync();
        Assert.StartsWith("La fiche a été modifiée entre-temps.", Status(field), StringComparison.Ordinal);
        var now = await FicheAsync();
        field.Render(with => with.Add(f => f.Fiche, now));
        await field.Find("form").SubmitAsync();

        Assert.Equal("mon.choix", (await Database.People.ReadAsync(Pupil.Id)).Alias);
    }

    [Fact]
    public async Task Who_may_not_change_it_reads_why_and_finds_no_button()
    {
        await SetAsync(Function.Support);
        var field = await FieldAsync();

        Assert.True(field.Find("input").HasAttribute("readonly"));
        Assert.Empty(field.FindAll("button"));
        Assert.Equal("Votre fonction ne permet pas cette action.", field.Find("#alias-aide").TextContent);
    }

    private async Task<IRenderedComponent<AliasField>> FieldAsync()
    {
        var fiche = await FicheAsync();
        return Render<AliasField>(with => with.Add(f => f.Id, "alias").Add(f => f.Fiche, fiche).Add(f => f.Changed, Changed));
    }

    private static string Status(IRenderedComponent<AliasField> field) => field.Find("[role=status]").TextContent.Trim();
}
