using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Schools;

/// <summary>A parent types what is written over the door of the collège, or how people call it.</summary>
public sealed class SchoolFinderTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly SchoolFinder finder = database.Get<SchoolFinder>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var db = database.Open();
        if (await db.Schools.AnyAsync(Cancel)) return;
        await database.People.SchoolAsync("Collège Antoine-de-Saint-Exupéry", "La Ferté-Aubrelle");
        await database.People.SchoolAsync("Collège Ste Geneviève", "Boissy-l'Étang");
        await database.People.SchoolAsync("Collège Émile-Zola", "Saint-Orlan");
        await database.People.SchoolAsync("Collège de la Forêt", "L'Haÿe-les-Saules");
        await database.People.SchoolAsync("Cité scolaire Les Tilleuls", "Œillon");
        await database.People.SchoolAsync("Collège Colette", "Vaux-d’Aubrelle");
        await database.People.SchoolAsync("CLG Jean-Rostand", "Montbrelle");
        await database.People.SchoolAsync("Collège Jean-Moulin", "Rostanville");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("saint ex", "Antoine-de-Saint-Exupéry")]
    [InlineData("SAINT-EX", "Antoine-de-Saint-Exupéry")]
    [InlineData("st exu", "Antoine-de-Saint-Exupéry")]
    [InlineData("st-exupery", "Antoine-de-Saint-Exupéry")]
    [InlineData("stexup", "Antoine-de-Saint-Exupéry")]
    [InlineData("exupéry antoine", "Antoine-de-Saint-Exupéry")]
    [InlineData("collège antoine de st exupéry", "Antoine-de-Saint-Exupéry")]
    [InlineData("laferte", "Antoine-de-Saint-Exupéry")]
    [InlineData("la ferté aub", "Antoine-de-Saint-Exupéry")]
    [InlineData("sainte geneviève", "Ste Geneviève")]
    [InlineData("sainte-gen", "Ste Geneviève")]
    [InlineData("genevi", "Ste Geneviève")]
    [InlineData("l'étang", "Ste Geneviève")]
    [InlineData("L’ETANG", "Ste Geneviève")]
    [InlineData("letang", "Ste Geneviève")]
    [InlineData("etan", "Ste Geneviève")]
    [InlineData("boissy l", "Ste Geneviève")]
    [InlineData("emile zo", "Émile-Zola")]
    [InlineData("E\u0301mile", "Émile-Zola")]
    [InlineData("saint orl", "Émile-Zola")]
    [InlineData("st orlan", "Émile-Zola")]
    [InlineData("zola saint-orlan", "Émile-Zola")]
    [InlineData("collège de la for", "Forêt")]
    [InlineData("haye", "Forêt")]
    [InlineData("l'haÿe", "Forêt")]
    [InlineData("les tilleuls", "Tilleuls")]
    [InlineData("tilleuls", "Tilleuls")]
    [InlineData("oeil", "Tilleuls")]
    [InlineData("ŒILLON", "Tilleuls")]
    [InlineData("colet", "Colette")]
    [InlineData("vaux d'aub", "Colette")]
    [InlineData("collège de montbrelle", "Rostand")]
    [InlineData("jean rostand à montbrelle", "Rostand")]
    public async Task The_first_letters_of_any_word_find_it(string typed, string school) =>
        Assert.Contains(school, (await finder.FindAsync(typed, Cancel)).Hits[0].Name, StringComparison.Ordinal);

    [Theory]
    [InlineData("xyz")]
    [InlineData("zola montbrelle")]
    [InlineData("upery")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("'-!")]
    [InlineData(null)]
    public async Task What_begins_no_word_finds_nothing(string? typed) => Assert.Empty((await finder.FindAsync(typed, Cancel)).Hits);

    [Fact]
    public async Task Names_that_begin_so_come_first_then_towns_then_other_words()
    {
        await database.People.SchoolAsync("Collège Rostropovitch", "Arbonne");
        Assert.Equal(["Collège Rostropovitch", "Collège Jean-Moulin", "CLG Jean-Rostand"], (await finder.FindAsync("Ros", Cancel)).Hits.Select(h => h.Name));
    }
}
