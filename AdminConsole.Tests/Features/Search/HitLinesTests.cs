using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Search;

public sealed class HitLinesTests : BunitContext
{
    private static readonly AccountHit Hit = new(
        Guid.Empty, "N'Guyen", "Éléonore", null, Profile.Student, "eleonore.nguyen", new(2012, 2, 29), "6e B", "Collège Rosa-Parks", 0, MatchedLetters.None);

    public HitLinesTests() => Services.AddLocalization();

    [Fact]
    public void The_first_line_is_the_name_and_nothing_else() => Assert.Equal(
        ["N'GUYEN Éléonore", "Élève · 6e B · Collège Rosa-Parks", "eleonore.nguyen · né(e) le 29/02/2012"],
        Lines(Hit));

    [Theory]
    [InlineData(0, "Élève · 6e B · Collège Rosa-Parks")]
    [InlineData(1, "Élève · 6e B · Collège Rosa-Parks · et 1 autre établissement")]
    [InlineData(3, "Élève · 6e B · Collège Rosa-Parks · et 3 autres établissements")]
    public void Other_schools_are_counted(int others, string line) => Assert.Equal(line, Lines(Hit with { OtherSchools = others })[1]);

    [Fact]
    public void Somebody_without_class_or_birth_date_has_shorter_lines() => Assert.Equal(
        ["N'GUYEN Éléonore", "Parent · Collège Rosa-Parks", "eleonore.nguyen · nom d’usage LE GOFF"],
        Lines(Hit with { Profile = Profile.Relative, ClassName = null, BirthDate = null, UsageName = "Le Goff" }));

    [Fact]
    public void Matched_letters_are_marked_and_words_stay_whole()
    {
        var hit = Hit with { Matched = new([new(0, 4)], [new(0, 2)], [], [new(0, 3)]) };
        var name = Render<HitLines>(with => with.Add(h => h.Hit, hit)).Find(".name");
        name.MarkupMatches("<div class=\"name\"><mark>N'GU</mark>YEN <mark>Él</mark>éonore</div>");
        Assert.Equal("N'GUYEN Éléonore", name.TextContent);
    }

    private List<string> Lines(AccountHit hit) => [.. Render<HitLines>(with => with.Add(h => h.Hit, hit)).FindAll("div")
        .Select(line => string.Join(' ', line.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
