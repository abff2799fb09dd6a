using AdminConsole.Shell;
using Markdig.Syntax;

namespace AdminConsole.Features.Showcase;

/// <summary>The guides as they were written, in Markdown, one file for each language; read once.</summary>
internal static class GuideTexts
{
    private static readonly Dictionary<(string Name, string Language), Lazy<MarkdownDocument>> All =
        (from name in (string[])["parents", "teachers"]
         from language in (string[])["fr", "en"]
         select (name, language)).ToDictionary(key => key, key => new Lazy<MarkdownDocument>(() => Read($"{key.name}.{key.language}.md")));

    /// <param name="name">Of the file without its language: parents, teachers.</param>
    public static MarkdownDocument In(string name) => All[(name, Language.Current)].Value;

    public static MarkdownDocument Parse(string text) => MarkdownText.Parse(text);

    private static MarkdownDocument Read(string file)
    {
        using var stream = typeof(GuideTexts).Assembly.GetManifestResourceStream($"Guides/{file}")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
