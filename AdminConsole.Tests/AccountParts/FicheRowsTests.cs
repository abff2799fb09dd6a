using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.AccountParts;

public sealed class FicheRowsTests : BunitContext
{
    public FicheRowsTests()
    {
        Services.AddLocalization();
        ComponentFactories.AddStub<AliasField>(field => $"<input id=\"{field.Get(f => f.Id)}\">");
    }

    [Fact]
    public void The_rows_are_those_of_the_guide_in_its_order_and_words() => Assert.Equal(
        [
            ("Profil", "Élève"),
            ("Login", "eleve11.dedpt"),
            ("Identifiant personnalisé (Alias)", ""),
            ("Identifiant", "4e2f3c25-28f1-46f1-9c30-27631905f037"),
            ("Identifiant externe", "bd01c22f3dfdba9115cec543703b291a310595ea"),
            ("Source", "CSV"),
            ("Date de création", "14/11/2020"),
            ("Date de dernière modification", "09/08/2021"),
            ("Fonctions", "Aucune"),
        ],
        Rows(Fiches.Pupil));

    [Fact]
    public void Every_row_is_there_when_there_is_nothing_to_show()
    {
        var bare = Fiches.Pupil with { ExternalId = null, Functions = [Function.LocalAdmin, Function.Support], Source = AccountSource.Manual };
        var rows = Rows(bare);
        Assert.Equal(9, rows.Count);
        Assert.Equal(("Identifiant externe", "Aucun"), rows[4]);
        Assert.Equal(("Source", "Manuel"), rows[5]);
        Assert.Equal(("Fonctions", "Administrateur local (ADML), Agent d'assistance"), rows[8]);
    }

    [Fact]
    public void The_name_of_the_alias_row_labels_its_field() =>
        Assert.Equal("Identifiant personnalisé (Alias)", Render<FicheRows>(with => with.Add(r => r.Fiche, Fiches.Pupil)).Find("label[for=alias]").TextContent);

    [Fact]
    public void Login_and_identifiers_can_be_copied() => Assert.Equal(
        ["eleve11.dedpt", "4e2f3c25-28f1-46f1-9c30-27631905f037", "bd01c22f3dfdba9115cec543703b291a310595ea"],
        Render<FicheRows>(with => with.Add(r => r.Fiche, Fiches.Pupil)).FindAll("[data-copy]").Select(b => b.GetAttribute("data-copy")));

    private List<(string Name, string Value)> Rows(AccountFiche fiche) =>
        [.. Render<FicheRows>(with => with.Add(r => r.Fiche, fiche)).FindAll("dl > div").Select(row =>
            (row.QuerySelector("dt")!.TextContent, row.QuerySelector("input") is null ? (row.QuerySelector(".code") ?? row.QuerySelector("dd"))!.TextContent.Trim() : ""))];
}
