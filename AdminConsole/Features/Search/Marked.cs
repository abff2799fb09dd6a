using AdminConsole.Domain.Search;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace AdminConsole.Features.Search;

/// <summary>
/// A text with the letters marked that answer to what was typed. In code, because markup would put blanks around a mark
/// inside a word.
/// </summary>
public sealed class Marked : ComponentBase
{
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>In order, without overlap.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<LetterRange> Ranges { get; set; } = [];

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var at = 0;
        foreach (var range in Ranges)
        {
            builder.AddContent(0, Text[at..range.Start]);
            builder.OpenElement(1, "mark");
            builder.AddContent(2, Text.Substring(range.Start, range.Length));
            builder.CloseElement();
            at = range.Start + range.Length;
        }
        builder.AddContent(3, Text[at..]);
    }
}
