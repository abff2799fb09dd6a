using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AdminConsole.Architecture;

/// <summary>Every text stands in a resx, in French (neutral) and in English, with the same placeholders.</summary>
public sealed partial class TextsTests
{
    [Fact]
    public void Every_text_exists_in_both_languages()
    {
        var french = Projects.SelectMany(p => SourceTree.Files(p, "*.resx")).Where(f => !f.EndsWith(".en.resx", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(french);
        Assert.Empty(french.SelectMany(file =>
        {
            var english = file[..^".resx".Length] + ".en.resx";
            return File.Exists(Path.Combine(SourceTree.Root, english)) ? Differences(SourceTree.Read(file), SourceTree.Read(english)).Select(d => $"{file}: {d}") : [$"{english} is missing"];
        }));
    }

    [Theory]
    [InlineData("<data name='A'><value>Un</value></data>", "", "A")]
    [InlineData("", "<data name='B'><value>Two</value></data>", "B")]
    [InlineData("<data name='C'><value>Un {0}</value></data>", "<data name='C'><value>One</value></data>", "C")]
    [InlineData("<data name='D'><value> </value></data>", "<data name='D'><value>x</value></data>", "D")]
    public void A_planted_gap_is_found(string french, string english, string key) =>
        Assert.Contains(key, Assert.Single(Differences($"<root>{french}</root>", $"<root>{english}</root>")), StringComparison.Ordinal);

    [Fact]
    public void No_component_carries_a_text_of_its_own() =>
        Assert.Empty(SourceTree.Files("AdminConsole", "*.razor")
            .Where(f => !f.StartsWith("AdminConsole/Development/", StringComparison.Ordinal))
            .SelectMany(file => Literals(SourceTree.Read(file)).Select(text => $"{file}: {text}")));

    [Theory]
    [InlineData("<p>Bonjour</p>")]
    [InlineData("<button type=\"button\" aria-label=\"Fermer\"></button>")]
    [InlineData("<p class=\"x\">\n    Une phrase seule\n</p>")]
    [InlineData("<input placeholder=\"Nom\" />")]
    public void A_planted_literal_is_found(string razor) => Assert.NotEmpty(Literals(razor));

    [Theory]
    [InlineData("<p>@Texts[\"Hello\"]</p>")]
    [InlineData("@* a comment *@\n@if (open)\n{\n    <p>@name</p>\n}\n@code {\n    private string name = \"Nom\";\n}")]
    [InlineData("@inject IOptions<SiteOptions> Site\n<p>@Site.Value.Name</p>")]
    [InlineData("<h1 aria-label=\"@Texts[\"A\"]\">·</h1>")]
    public void Code_is_no_literal(string razor) => Assert.Empty(Literals(razor));

    private static readonly string[] Projects = ["AdminConsole", "AdminConsole.Domain"];

    private static IEnumerable<string> Differences(string french, string english)
    {
        var (fr, en) = (Values(french), Values(english));
        foreach (var key in fr.Keys.Union(en.Keys))
        {
            if (!fr.TryGetValue(key, out var inFrench)) yield return $"{key} is missing in French";
            else if (!en.TryGetValue(key, out var inEnglish)) yield return $"{key} is missing in English";
            else if (string.IsNullOrWhiteSpace(inFrench) || string.IsNullOrWhiteSpace(inEnglish)) yield return $"{key} is empty";
            else if (!Placeholders(inFrench).SetEquals(Placeholders(inEnglish))) yield return $"{key} has other placeholders";
        }
    }

    private static Dictionary<string, string> Values(string resx) =>
        XDocument.Parse(resx).Root!.Elements("data").ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(m => m.Value)];

    private static IEnumerable<string> Literals(string razor)
    {
        var markup = KeyCap().Replace(Directive().Replace(RazorComment().Replace(razor, ""), ""), "");
        var code = CodeBlock().Match(markup);
        if (code.Success) markup = markup[..code.Index];
        foreach (Match attribute in SpokenAttribute().Matches(markup)) yield return attribute.Value;
        var lines = TextBetweenTags().Matches(markup).SelectMany(text => text.Groups[1].Value.Split('\n')).Select(line => line.Trim());
        foreach (var line in lines.Where(line => Words().IsMatch(line) && !CodeLine().IsMatch(line))) yield return line;
    }

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex RazorComment();

    [GeneratedRegex(@"^@(?!code)[a-z]+ .*$", RegexOptions.Multiline)]
    private static partial Regex Directive();

    /// <summary>What is printed on a key is the same in every language.</summary>
    [GeneratedRegex(@"<kbd[^>]*>[^<]*</kbd>")]
    private static partial Regex KeyCap();

    [GeneratedRegex(@"^@code\b", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\b(aria-label|title|placeholder|alt)=""[^@""]*\p{L}{2}[^""]*""")]
    private static partial Regex SpokenAttribute();

    [GeneratedRegex(@">([^<>]*)<(?=/?\w|!)")]
    private static partial Regex TextBetweenTags();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Words();

    [GeneratedRegex(@"[@{};=()]|^(else|break|default|case)\b|=>|\w:$|&\w+;")]
    private static partial Regex CodeLine();
}
