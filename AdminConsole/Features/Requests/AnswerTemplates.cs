using System.Globalization;
using System.Resources;

namespace AdminConsole.Features.Requests;

/// <summary>
/// What is answered most often, by name in the operator's language and by text in the parent's (AnswerTemplates.resx, AnswerTemplates.en.resx).
/// </summary>
public sealed class AnswerTemplates
{
    /// <summary>In the order in which they are offered.</summary>
    public static readonly IReadOnlyList<string> All = ["Reset", "Login", "Activate", "Ask", "Come", "NotFound", "NotAParent"];

    private static readonly ResourceManager Texts = new(typeof(AnswerTemplates));

    /// <param name="language">« fr » or « en »: what the form was read in.</param>
    public static string Text(string template, string language) =>
        Texts.GetString($"{template}Text", CultureInfo.GetCultureInfo(language)) ?? throw new MissingManifestResourceException(template);
}
