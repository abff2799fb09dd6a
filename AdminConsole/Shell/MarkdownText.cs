using Markdig;
using Markdig.Syntax;

namespace AdminConsole.Shell;

/// <summary>Reads Markdown for <see cref="MarkdownBlocks"/>; HTML in it is text like any other.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Plain = new MarkdownPipelineBuilder().DisableHtml().Build();

    public static MarkdownDocument Parse(string text) => Markdown.Parse(text, Plain);
}
