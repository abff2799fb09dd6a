using System.Globalization;
using System.Text.RegularExpressions;

namespace AdminConsole.Architecture;

/// <summary>« rule 13 of recovery » in a comment leads to a rule of docs/recovery.md.</summary>
public sealed partial class CitedRulesTests
{
    private static readonly HashSet<int> Written =
        [.. RuleLine().Matches(SourceTree.Read("docs/recovery.md")).Select(line => int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture))];

    [Fact]
    public void Every_cited_rule_is_written_down()
    {
        var files = ((string[])["AdminConsole.Domain", "AdminConsole", "AdminConsole.Tests"]).SelectMany(project => SourceTree.Files(project, "*.cs")).Concat(SourceTree.Files("docs", "*.md"));
        var cited = files.Select(file => (File: file, Rules: CitedIn(SourceTree.Read(file)))).ToList();

        Assert.True(cited.Sum(c => c.Rules.Length) > 40, "The scan read next to nothing: has the wording changed?");
        Assert.Empty(cited.SelectMany(c => c.Rules.Except(Written).Select(rule => $"{c.File} cites rule {rule}")));
    }

    // In two pieces, or this file would cite it.
    [Fact]
    public void A_planted_citation_of_no_rule_is_found() => Assert.Equal([99], CitedIn("As rules 7 and 99 " + "of recovery want.").Except(Written));

    private static int[] CitedIn(string text) =>
        [.. Citation().Matches(text).SelectMany(cited => Number().Matches(cited.Value)).Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^(\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex RuleLine();

    [GeneratedRegex(@"rules? \d+((, | and )\d+)*(?= of recovery)")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
