using System.Globalization;
using AdminConsole.Making;
using AdminConsole.Shell;
using Bunit;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AdminConsole.Features.Showcase;

/// <summary>The guides are Markdown, and Markdown is elements, never markup.</summary>
public sealed class GuidesTests : ControlTest
{
    public static TheoryData<string, string> Guides => new() { { "parents", "fr" }, { "parents", "en" }, { "teachers", "fr" }, { "teachers", "en" } };

    [Theory]
    [MemberData(nameof(Guides))]
    public void A_guide_has_one_title_and_pictures_that_are_there(string name, string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var guide = GuideTexts.In(name);
        var page = Draw(guide);

        Assert.Single(page.FindAll("h1"));
        Assert.NotEmpty(page.FindAll("h2"));
        var pictures = page.FindAll("figure img");
        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture =>
        {
            Assert.NotEmpty(picture.GetAttribute("alt")!);
            Assert.True(File.Exists(Path.Combine(Architecture.SourceTree.Root, "AdminConsole", "wwwroot", picture.GetAttribute("src")!.TrimStart('/'))), picture.OuterHtml);
        });
        // What this component does not know would be missing from the page.
        Assert.Equal(guide.Descendants<LinkInline>().Count(), pictures.Count + page.FindAll("a").Count);
        Assert.Equal(guide.Descendants<ListItemBlock>().Count(), page.FindAll("li").Count);
        Assert.Equal(guide.Descendants<EmphasisInline>().Count(), page.FindAll("strong, em").Count);
    }

    [Fact]
    public void Both_languages_say_the_same_things()
    {
        foreach (var name in (string[])["parents", "teachers"])
        {
            var shapes = ((string[])["fr", "en"]).Select(language =>
            {
                CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
                return string.Join(' ', GuideTexts.In(name).Descendants().Where(o => o is HeadingBlock or ListItemBlock or LinkInline).Select(o => o is LinkInline link ? link.Url : o.GetType().Name));
            }).ToList();
            Assert.Equal(shapes[0], shapes[1]);
        }
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Un <img src=x onerror=alert(1)> mot")]
    [InlineData("[lien](javascript:alert(1))")]
    [InlineData("[lien](//ailleurs.example.org)")]
    [InlineData("![image](https://ailleurs.example.org/x.png)")]
    [InlineData("<https://ailleurs.example.org>")]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;")]
    public void Nothing_in_a_guide_runs_or_leads_away(string planted)
    {
        var page = Draw(GuideTexts.Parse(planted));
        Assert.Empty(page.FindAll("script, img, a, [onerror]"));
    }

    [Fact]
    public void A_list_in_a_list_is_drawn() =>
        Assert.Equal(2, Draw(GuideTexts.Parse("- un\n  - deux *trois*")).FindAll("ul").Count);

    private IRenderedComponent<MarkdownBlocks> Draw(MarkdownDocument guide) => Render<MarkdownBlocks>(p => p.Add(b => b.Blocks, guide));
}
